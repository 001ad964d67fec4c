// SPDX-License-Identifier: Apache-2.0
// Searchable list of indicators over the form's select: the combobox pattern of the ARIA Authoring
// Practices Guide (list autocomplete, groups), indifferent to diacritics.

import { isComputed } from './expression.js';
import { element, fold, holdsWords, plural, svg, texts } from './format.js';

export class IndicatorPicker {
  #options = [];
  #active = -1;
  #value = '';

  #listed = false;

  /**
   * @param {HTMLElement} place the field that the list replaces; its id begins the ids of the parts
   * @param {Map<string, object>} indicators by id; computed measures join it as they are met
   * @param {(id: string) => void} onChoose
   * @param {(text: string) => void} announce
   * @param {{source?: HTMLSelectElement, describedBy?: string, placeholder?: string, clears?: boolean}} options
   *   `source` is the select whose groups are offered; `clears` empties the field after each choice
   */
  constructor(place, indicators, onChoose, announce, { source = place, describedBy, placeholder, clears = false } = {}) {
    this.place = place;
    this.source = source;
    this.indicators = indicators;
    this.onChoose = onChoose;
    this.announce = announce;
    this.clears = clears;
    /** The page's own picker has plain ids. */
    this.prefix = source === place ? 'picker' : place.id;
    const label = document.querySelector(`label[for="${place.id}"]`);
    label.id ||= `${place.id}-label`;
    label.htmlFor = `${place.id}-input`;
    this.input = element('input', {
      type: 'text', id: `${place.id}-input`, className: 'form-control picker-input', autocomplete: 'off', spellcheck: false, placeholder,
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': `${place.id}-list`, 'aria-describedby': describedBy,
    });
    const arrow = svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      svg('path', { d: 'm3 6 5 5 5-5', fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }));
    this.toggle = element('button', { type: 'button', className: 'picker-toggle', tabIndex: -1, 'aria-label': texts.pickerShow }, arrow);
    this.list = element('div', { id: `${place.id}-list`, className: 'picker-list', role: 'listbox', 'aria-label': texts.pickerList, hidden: true });
    place.hidden = true;
    place.disabled = true;
    place.after(element('div', { className: 'picker' }, this.input, this.toggle, this.list));
    this.#listen();
    this.value = place.value ?? '';
  }

  get value() {
    return this.#value;
  }

  set value(id) {
    this.#value = id;
    const name = this.indicators.get(id)?.name ?? id;
    this.input.value = name;
    this.input.title = name;
    this.#options.forEach((option) => option.node.setAttribute('aria-selected', String(option.id === id)));
  }

  /** The list is made when it is first opened: there can be hundreds of indicators, and several pickers. */
  #fillList() {
    if (this.#listed) return;
    this.#listed = true;
    this.computed = this.#group('computed', texts.analysis.group);
    [...this.source.querySelectorAll('optgroup')].forEach((source, number) => {
      const group = this.#group(number, source.label);
      for (const item of source.querySelectorAll('option')) this.#add(group, item.value, item.textContent.trim(), source.label);
    });
    this.none = element('p', { className: 'picker-none', role: 'presentation', hidden: true }, texts.noMatches);
    this.list.append(this.none);
  }

  #group(key, label) {
    const title = element('div', { className: 'picker-group-title', id: `${this.prefix}-group-${key}`, role: 'presentation' }, label);
    const group = element('div', { className: 'picker-group', role: 'group', 'aria-labelledby': title.id }, title);
    this.list.append(group);
    return group;
  }

  #add(group, id, name, topic) {
    const unit = this.indicators.get(id)?.unit ?? '';
    const node = element('div', {
      className: 'picker-option', id: `${this.prefix}-option-${id}`, role: 'option', 'aria-selected': String(id === this.#value),
    }, name, unit ? element('span', { className: 'unit-of-measure' }, unit) : null);
    group.append(node);
    this.#options.push({ id, name, node, group, text: fold(`${name} ${unit} ${topic} ${id}`) });
  }

  /** Computed measures that the reader has met stand first, so that they can be taken further. */
  #addComputed() {
    for (const { id, name } of this.indicators.values()) {
      const isOffered = isComputed(id) && (!this.accepts || this.accepts(id));
      if (isOffered && !this.#options.some((option) => option.id === id)) this.#add(this.computed, id, name, texts.analysis.group);
    }
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get #visible() {
    return this.#options.filter((option) => !option.node.hidden);
  }

  open(query = '') {
    this.#fillList();
    this.#addComputed();
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
    this.value = this.clears ? '' : option.id;
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
