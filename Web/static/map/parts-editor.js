// SPDX-License-Identifier: Apache-2.0
// The components of a composite index: add, weigh, turn, remove. Each row works by keyboard alone.

import { componentLimit } from './expression.js';
import { element, fill, language, plural, svg, texts } from './format.js';

const sliderMost = 5;
const weightMost = 100;
const weightLeast = 0.1;

function cross() {
  return svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: 'm4 4 8 8M12 4l-8 8', stroke: 'currentColor', 'stroke-width': 1.8 }));
}

function weightText(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

export class PartsEditor {
  #parts = [];
  #rows = [];

  /** @param {{indicators: Map<string, object>, onChange: (parts: object[], options?: {replace: boolean}) => void, announce: (text: string) => void}} options */
  constructor({ indicators, onChange, announce }) {
    this.indicators = indicators;
    this.onChange = onChange;
    this.announce = announce;
    this.list = document.getElementById('parts');
    this.count = document.getElementById('parts-count');
    this.help = document.getElementById('parts-help');
  }

  /** @param {{measure: string, weight: number}[]} parts */
  show(parts) {
    const isSameList = parts.map((part) => part.measure).join() === this.#parts.map((part) => part.measure).join();
    this.#parts = parts.map((part) => ({ ...part }));
    if (!isSameList) {
      this.#rows = this.#parts.map((part) => this.#makeRow(part.measure));
      this.list.replaceChildren(...this.#rows.map(({ row }) => row));
    }
    this.#parts.forEach((part, index) => this.#updateRow(this.#rows[index], part));
    this.count.textContent = plural(texts.analysis.parts, parts.length);
    this.help.textContent = parts.length < 2 ? texts.analysis.needParts : parts.length >= componentLimit ? texts.analysis.partsFull : '';
  }

  /** Adds a component unless it is there already. @returns {boolean} */
  add(measure) {
    const isKnown = this.#parts.some((part) => part.measure === measure);
    if (isKnown || this.#parts.length >= componentLimit) {
      this.help.textContent = isKnown ? texts.analysis.partTwice : texts.analysis.partsFull;
      this.announce(this.help.textContent);
      return false;
    }
    this.#commit([...this.#parts, { measure, weight: this.#usualSign(measure) }]);
    this.announce(fill(texts.analysis.added, { name: this.#name(measure) }));
    return true;
  }

  /** A component that is good news where the first is bad news counts against it. */
  #usualSign(measure) {
    const directions = [this.#parts[0]?.measure, measure].map((id) => this.indicators.get(id)?.direction ?? 'neutral');
    const signOfFirst = Math.sign(this.#parts[0]?.weight ?? 1);
    return directions.includes('neutral') || directions[0] === directions[1] ? signOfFirst : -signOfFirst;
  }

  #name(measure) {
    return this.indicators.get(measure)?.name ?? measure;
  }

  #commit(parts, options) {
    this.show(parts);
    this.onChange(parts, options);
  }

  #change(measure, change) {
    this.#commit(this.#parts.map((part) => (part.measure === measure ? { ...part, ...change(part) } : part)), { replace: true });
  }

  #makeRow(measure) {
    const name = this.#name(measure);
    const direction = element('select', { className: 'form-select part-direction', 'aria-label': fill(texts.analysis.directionOf, { name }) },
      element('option', { value: '1' }, `↑ ${texts.analysis.up}`), element('option', { value: '-1' }, `↓ ${texts.analysis.down}`));
    const slider = element('input', {
      type: 'range', className: 'part-slider', min: weightLeast, max: sliderMost, step: 0.1, 'aria-label': fill(texts.analysis.weightSlider, { name }),
    });
    const number = element('input', {
      type: 'text', inputMode: 'decimal', className: 'form-control part-weight', autocomplete: 'off', 'aria-label': fill(texts.analysis.weightOf, { name }),
    });
    const remove = element('button', { type: 'button', className: 'part-remove', title: fill(texts.analysis.remove, { name }), 'aria-label': fill(texts.analysis.remove, { name }) }, cross());
    const row = element('li', { className: 'part' }, element('span', { className: 'part-name' }, name), remove, direction,
      element('span', { className: 'part-scale' }, slider, number));
    row.dataset.measure = measure;
    direction.addEventListener('change', () => this.#change(measure, (part) => ({ weight: Math.abs(part.weight) * Number(direction.value) })));
    slider.addEventListener('input', () => {
      number.value = weightText(Number(slider.value));
    });
    slider.addEventListener('change', () => this.#weigh(measure, Number(slider.value)));
    number.addEventListener('change', () => {
      const value = Number(number.value.trim().replace(',', '.'));
      const isGood = Number.isFinite(value) && value >= weightLeast && value <= weightMost;
      number.setAttribute('aria-invalid', String(!isGood));
      this.help.textContent = isGood ? '' : texts.analysis.badWeight;
      if (isGood) this.#weigh(measure, value);
      else this.announce(texts.analysis.badWeight);
    });
    remove.addEventListener('click', () => this.#remove(measure));
    return { row, direction, slider, number, remove };
  }

  #weigh(measure, size) {
    this.#change(measure, (part) => ({ weight: Math.sign(part.weight) * size }));
  }

  #updateRow({ direction, slider, number }, part) {
    const size = Math.abs(part.weight);
    direction.value = part.weight < 0 ? '-1' : '1';
    slider.value = String(Math.min(size, sliderMost));
    if (document.activeElement !== number || number.getAttribute('aria-invalid') !== 'true') number.value = weightText(size);
    number.setAttribute('aria-invalid', 'false');
  }

  /** The focus goes to the next row's button, or to the field that adds. */
  #remove(measure) {
    const index = this.#parts.findIndex((part) => part.measure === measure);
    this.#commit(this.#parts.filter((part) => part.measure !== measure));
    const next = this.#rows[Math.min(index, this.#rows.length - 1)];
    (next?.remove ?? document.getElementById('analysis-add-input')).focus();
    this.announce(fill(texts.analysis.removed, { name: this.#name(measure) }));
  }
}
