// SPDX-License-Identifier: Apache-2.0
// Timeline: a range input, a play button and marks for the years. Everything it shows is in the browser already.

import { element, formatPeriod, svg, texts } from './format.js';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** Time that each period stays on the map while playing. */
const stepMilliseconds = 850;
const calmStepMilliseconds = 2000;
/** Half the width of a range input's thumb: the marks line up with its centre. */
const thumbInset = 8;

function icon(path) {
  return svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: path, fill: 'currentColor' }));
}

export class Timeline {
  #periods = [];
  #forecast = [];
  #frame = 0;
  #nextStep = 0;

  /** @param {{onChange: (period: string, playing: boolean) => void, onStop: () => void}} options */
  constructor({ onChange, onStop }) {
    this.onChange = onChange;
    this.onStop = onStop;
    this.root = document.getElementById('timeline');
    this.field = document.getElementById('period-field');
    this.select = document.getElementById('period');
    this.playIcon = icon('M4 2v12l10-6z');
    this.pauseIcon = icon('M3 2h4v12H3zM9 2h4v12H9z');
    this.play = element('button', { type: 'button', className: 'timeline-play' });
    this.label = element('strong', {});
    this.kind = element('span', {});
    this.range = element('input', { type: 'range', className: 'timeline-range', id: 'timeline-range', min: 0, step: 1, 'aria-label': texts.periodSlider });
    this.ticks = svg('svg', { class: 'timeline-ticks', 'aria-hidden': 'true' });
    this.root.replaceChildren(this.play, element('div', { className: 'timeline-now', 'aria-hidden': 'true' }, this.label, this.kind),
      element('div', { className: 'timeline-track' }, this.range, this.ticks));
    this.range.addEventListener('input', () => {
      this.stop();
      this.#go(Number(this.range.value), false);
    });
    this.play.addEventListener('click', () => (this.isPlaying ? this.stop() : this.start()));
    new ResizeObserver(() => this.#drawTicks()).observe(this.range);
    this.#showPlaying(false);
  }

  get isPlaying() {
    return this.#frame !== 0;
  }

  /** @param {string[]} periods @param {boolean[]} forecast @param {string} period */
  show(periods, forecast, period) {
    const same = periods.join() === this.#periods.join();
    this.#periods = periods;
    this.#forecast = forecast;
    this.root.hidden = periods.length < 2;
    this.field.hidden = true;
    if (!same) {
      this.stop();
      this.range.max = String(periods.length - 1);
      this.select.replaceChildren(...periods.map((each) => element('option', { value: each }, formatPeriod(each))));
      this.#drawTicks();
    }
    const index = Math.max(0, periods.indexOf(period));
    this.select.value = period;
    this.range.value = String(index);
    const text = formatPeriod(period);
    this.range.setAttribute('aria-valuetext', forecast[index] ? `${text}, ${texts.forecast}` : text);
    this.label.textContent = text;
    this.kind.textContent = forecast[index] ? texts.forecast : '';
  }

  start() {
    if (Number(this.range.value) >= this.#periods.length - 1) this.#go(0, true);
    const pause = reducedMotion.matches ? calmStepMilliseconds : stepMilliseconds;
    this.#nextStep = performance.now() + pause;
    const tick = (now) => {
      this.#frame = requestAnimationFrame(tick);
      if (now < this.#nextStep) return;
      const next = Number(this.range.value) + 1;
      this.#nextStep = now + pause;
      this.#go(next, true);
      if (next >= this.#periods.length - 1) this.stop();
    };
    this.#frame = requestAnimationFrame(tick);
    this.#showPlaying(true);
  }

  stop() {
    if (!this.isPlaying) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#showPlaying(false);
    this.onStop();
  }

  #go(index, playing) {
    const period = this.#periods[Math.min(index, this.#periods.length - 1)];
    this.show(this.#periods, this.#forecast, period);
    this.onChange(period, playing);
  }

  #showPlaying(playing) {
    this.play.replaceChildren(playing ? this.pauseIcon : this.playIcon);
    this.play.setAttribute('aria-label', playing ? texts.pause : texts.play);
    this.play.title = playing ? texts.pause : texts.play;
  }

  #drawTicks() {
    const width = this.range.clientWidth;
    const count = this.#periods.length;
    if (!width || count < 2) return;
    const room = Math.max(1, Math.floor((width - 2 * thumbInset) / 46));
    const every = Math.ceil(count / room);
    const marks = this.#periods.flatMap((period, index) => {
      const x = thumbInset + ((width - 2 * thumbInset) * index) / (count - 1);
      const kind = this.#forecast[index] ? { class: 'is-forecast' } : {};
      const line = svg('line', { x1: x, x2: x, y1: 0, y2: 5, ...kind });
      // The last period is always named; its neighbours make room.
      const named = index === count - 1 || (index % every === 0 && count - 1 - index >= every);
      return named ? [line, svg('text', { x, y: 16, ...kind }, period.slice(0, 4))] : [line];
    });
    this.ticks.setAttribute('viewBox', `0 0 ${width} 20`);
    this.ticks.replaceChildren(...marks);
  }
}
