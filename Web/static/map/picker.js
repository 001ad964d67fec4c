// SPDX-License-Identifier: Apache-2.0
// Searchable list of indicators over the form's select: the combobox pattern of the ARIA Authoring
// Practices Guide (list autocomplete, groups), indifferent to diacritics.

import { element, fold, holdsWords, plural, svg, texts } from './format.js';

export class IndicatorPicker {
  #options = [];
  #active = -1;
  #value = '';

  /** @param {HTMLSelectElement} select @param {Map<string, object>} indicators @param {(id: string) => void} onChoose */
  constructor(select, indicators, onChoose, announce) {
    this.select = select;
    this.onChoose = onChoose;
    this.announce = announce;
    const label = document.querySelector(`label[for="${select.id}"]`);
    label.id = `${select.id}-label`;
    label.htmlFor = `${select.id}-input`;
    this.input = element('input', {
      type: 'text', id: `${select.id}-input`, className: 'form-control picker-input', autocomplete: 'off', spellcheck: false,
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': `${select.id}-list`,
    });
    const arrow = svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      svg('path', { d: 'm3 6 5 5 5-5', fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }));
    this.toggle = element('button', { type: 'button', className: 'picker-toggle', tabIndex: -1, 'aria-label': texts.pickerShow }, arrow);
    this.list = element('div', { id: `${select.id}-list`, className: 'picker-list', role: 'listbox', 'aria-label': texts.pickerList, hidden: true });
    this.#fillList(indicators);
    select.hidden = true;
    select.disabled = true;
    select.after(element('div', { className: 'picker' }, this.input, this.toggle, this.list));
    this.#listen();
    this.value = select.value;
  }

  get value() {
    return this.#value;
  }

  set value(id) {
    this.#value = id;
    this.select.value = id;
    const chosen = this.#options.find((option) => option.id === id);
    this.input.value = chosen?.name ?? '';
    this.input.title = chosen?.name ?? '';
    this.#options.forEach((option) => option.node.setAttribute('aria-selected', String(option.id === id)));
  }

  #fillList(indicators) {
    [...this.select.querySelectorAll('optgroup')].forEach((source, number) => {
      const title = element('div', { className: 'picker-group-title', id: `picker-group-${number}`, role: 'presentation' }, source.label);
      const group = element('div', { className: 'picker-group', role: 'group', 'aria-labelledby': title.id }, title);
      for (const item of source.querySelectorAll('option')) {
        const unit = indicators.get(item.value)?.unit ?? '';
        const name = item.textContent.trim();
        const node = element('div', { className: 'picker-option', id: `picker-option-${item.value}`, role: 'option', 'aria-selected': 'false' },
          name, unit ? element('span', { className: 'unit-of-measure' }, unit) : null);
        group.append(node);
        this.#options.push({ id: item.value, name, node, group, text: fold(`${name} ${unit} ${source.label} ${item.value}`) });
      }
      this.list.append(group);
    });
    this.none = element('p', { className: 'picker-none', role: 'presentation', hidden: true }, texts.noMatches);
    this.list.append(this.none);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get #visible() {
    return this.#options.filter((option) => !option.node.hidden);
  }

  open(query = '') {
    for (const option of this.#options) option.node.hidden = !holdsWords(option.text, query);
    for (const group of this.list.querySelectorAll('.picker-group')) {
      group.hidden = !group.querySelector('.picker-option:not([hidden])');
    }
    const visible = this.#visible;
    this.none.hidden = visible.length > 0;
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.#activate(query.trim() ? visible[0] : visible.find((option) => option.id === this.#value) ?? null);
    if (query.trim()) this.announce(visible.length ? plural(texts.matches, visible.length) : texts.noMatches);
  }

  close({ restore = true } = {}) {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.#activate(null);
    if (restore) this.value = this.#value;
  }

  #activate(option) {
    this.#options.forEach((each) => each.node.classList.toggle('is-active', each === option));
    this.#active = option ? this.#visible.indexOf(option) : -1;
    if (option) {
      this.input.setAttribute('aria-activedescendant', option.node.id);
      option.node.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  #choose(option) {
    const changed = option.id !== this.#value;
    this.value = option.id;
    this.close();
    if (changed) this.onChoose(option.id);
  }

  #listen() {
    this.input.addEventListener('input', () => this.open(this.input.value));
    this.input.addEventListener('click', () => !this.isOpen && this.open());
    this.input.addEventListener('focus', () => this.input.select());
    this.input.addEventListener('blur', () => this.isOpen && this.close());
    this.input.addEventListener('keydown', (event) => this.#press(event));
    this.toggle.addEventListener('mousedown', (event) => event.preventDefault());
    this.toggle.addEventListener('click', () => {
      this.input.focus();
      if (this.isOpen) this.close();
      else this.open();
    });
    // The input keeps the focus, so that the list does not close before the click arrives.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', ({ target }) => {
      const node = target.closest('.picker-option');
      const option = this.#options.find((each) => each.node === node);
      if (option) this.#choose(option);
    });
  }

  #press(event) {
    const visible = this.#visible;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) {
        this.open();
        if (this.#active >= 0) return;
      }
      const next = this.#active < 0 ? (step > 0 ? 0 : visible.length - 1) : (this.#active + step + visible.length) % visible.length;
      this.#activate(visible[next] ?? null);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!this.isOpen) this.open();
      else if (visible[this.#active]) this.#choose(visible[this.#active]);
    } else if (event.key === 'Escape' && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.input.select();
    }
  }
}
