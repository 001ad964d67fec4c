// SPDX-License-Identifier: Apache-2.0
// Method, classes, limits, palette: the part of the form that decides how the map looks.

import { element, fill, formatNumber, texts } from './format.js';

const mostBreaks = 8;

/** Reads `12,5; 20; 30`. @returns {{breaks: string}|{error: string}} */
export function parseBreaks(text) {
  const parts = text.trim().split(/\s*[;\n]\s*|\s+(?=[−-]?\d)/).map((part) => part.trim()).filter(Boolean);
  if (parts.length === 0) return { error: texts.breaksEmpty };
  if (parts.length > mostBreaks) return { error: fill(texts.breaksTooMany, { count: parts.length }) };
  const numbers = [];
  for (const part of parts) {
    const number = Number(part.replace(/[\u00a0\u202f]/g, '').replace(',', '.').replace('−', '-'));
    if (part === '' || !Number.isFinite(number)) return { error: fill(texts.breaksNotNumber, { value: part }) };
    if (numbers.length > 0 && number <= numbers.at(-1)) {
      return { error: fill(texts.breaksOrder, { value: part, previous: parts[numbers.length - 1] }) };
    }
    numbers.push(number);
  }
  return { breaks: numbers.join(',') };
}

/** Limits as the field shows them: as many decimals as each of them has. */
export function formatBreaks(breaks) {
  return breaks.map((value) => formatNumber(value, Math.min(6, (String(value).split('.')[1] ?? '').length))).join('; ');
}

export class StyleForm {
  /** @param {(change: object) => void} onChange takes a part of the map's state @param {() => number[]} currentBreaks */
  constructor(onChange, currentBreaks) {
    this.onChange = onChange;
    this.method = document.getElementById('method');
    this.help = document.getElementById('method-help');
    this.breaks = document.getElementById('breaks');
    this.error = document.getElementById('breaks-error');
    this.pooled = document.getElementById('pooled');
    this.reverse = document.getElementById('reverse');
    this.root = document.getElementById('style-controls');
    this.fixed = element('p', { className: 'field-help', id: 'style-fixed', hidden: true }, texts.analysis.fixedStyle);
    this.root.querySelector('summary').after(this.fixed);
    this.method.addEventListener('change', () => {
      const { value } = this.method;
      if (value !== 'manual') return onChange({ method: value });
      if (!this.breaks.value.trim()) this.breaks.value = formatBreaks(currentBreaks());
      return this.#applyBreaks();
    });
    this.breaks.addEventListener('change', () => this.#applyBreaks());
    this.breaks.addEventListener('input', () => {
      if (this.error.textContent) this.#validate();
    });
    this.pooled.addEventListener('change', () => onChange({ pooled: this.pooled.checked }));
    this.reverse.addEventListener('change', () => onChange({ reverse: this.reverse.checked }));
    for (const name of ['classes', 'palette']) {
      for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
        input.addEventListener('change', () => onChange({ [name]: name === 'classes' ? Number(input.value) : input.value }));
      }
    }
  }

  #validate() {
    const answer = parseBreaks(this.breaks.value);
    this.showError(answer.error ?? '');
    return answer.breaks;
  }

  #applyBreaks() {
    this.#showMethod('manual');
    const breaks = this.#validate();
    if (breaks) this.onChange({ method: 'manual', breaks });
  }

  showError(message) {
    this.error.textContent = message;
    if (message) this.breaks.setAttribute('aria-invalid', 'true');
    else this.breaks.removeAttribute('aria-invalid');
  }

  #showMethod(method) {
    const manual = method === 'manual';
    document.getElementById('breaks-field').classList.toggle('is-active', manual);
    document.getElementById('classes-field').classList.toggle('is-off', manual);
    this.help.textContent = this.method.selectedOptions[0]?.dataset.help ?? '';
  }

  /** Shows a state in the controls. @param {boolean} isFixed classes are names in colours of their own: nothing can be chosen */
  show(state, periodCount, isFixed = false) {
    this.fixed.hidden = !isFixed;
    for (const input of this.root.querySelectorAll('select, input')) {
      input.disabled = isFixed;
      if (isFixed) input.setAttribute('aria-describedby', 'style-fixed');
      else if (input.getAttribute('aria-describedby') === 'style-fixed') input.removeAttribute('aria-describedby');
    }
    if (!isFixed) {
      this.method.setAttribute('aria-describedby', 'method-help');
      this.breaks.setAttribute('aria-describedby', 'breaks-help breaks-error');
    }
    this.method.value = state.method;
    this.#showMethod(state.method);
    if (state.method === 'manual' && document.activeElement !== this.breaks) {
      this.breaks.value = formatBreaks(state.breaks.split(/[,;]/).map(Number));
      this.showError('');
    }
    this.pooled.checked = state.pooled;
    this.reverse.checked = state.reverse;
    document.getElementById('pooled-field').classList.toggle('is-active', periodCount > 1);
    for (const name of ['classes', 'palette']) {
      const input = document.querySelector(`input[name="${name}"][value="${CSS.escape(String(state[name]))}"]`);
      if (input) input.checked = true;
    }
  }
}
