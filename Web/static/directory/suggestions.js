// SPDX-License-Identifier: Apache-2.0
// Suggestions under a search field: the combobox pattern of ARIA 1.2 (list autocomplete, manual selection).
// Enter without a chosen suggestion sends the form as ever.

import { fileURL, isPublished } from '../addresses.js';
import { element, language, plural, texts } from '../map/format.js';
import { announce } from './announcer.js';

const words = texts.directory;
const typingMilliseconds = 120;
const shortestQuery = 2;

export class Suggestions {
  #items = [];
  #active = -1;
  #timer = 0;
  #request = null;

  /** @param {HTMLInputElement} input @param {{onChoose: (url: string) => void, kinds?: string[]}} options  kinds: only suggestions of these */
  constructor(input, { onChoose, kinds }) {
    this.input = input;
    this.onChoose = onChoose;
    this.kinds = kinds;
    this.list = element('ul', { className: 'suggest-list', id: `${input.id}-suggestions`, role: 'listbox', 'aria-label': words.suggestions, hidden: true });
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id, 'aria-haspopup': 'listbox',
    })) input.setAttribute(name, value);
    input.addEventListener('input', () => this.#later());
    input.addEventListener('keydown', (event) => this.#press(event));
    input.addEventListener('blur', () => this.close());
    input.form.addEventListener('submit', () => this.close());
    // The field keeps the focus, so that the list does not close before the click arrives.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', ({ target }) => {
      const index = [...this.list.children].indexOf(target.closest('[role=option]'));
      if (index >= 0) this.#choose(index);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.#activate(-1);
  }

  #later() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    if (this.input.value.trim().length < shortestQuery) this.close();
    else this.#timer = setTimeout(() => this.#fetch(), typingMilliseconds);
  }

  async #fetch() {
    // Suggestions come from a server.
    if (isPublished) return;
    const url = new URL(fileURL('/api/v1/institutions/suggest'));
    url.searchParams.set('q', this.input.value.trim());
    if (language !== 'pl') url.searchParams.set('lang', language);
    this.#request = new AbortController();
    try {
      const response = await fetch(url, { signal: this.#request.signal, headers: { Accept: 'application/json' } });
      const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
      this.#show((suggestions ?? []).filter(({ kind }) => this.kinds?.includes(kind) ?? true));
    } catch {
      // Suggestions are a help: without them the search works as ever.
    }
  }

  #show(items) {
    if (document.activeElement !== this.input || !items.length) {
      this.close();
      return;
    }
    this.#items = items;
    this.list.replaceChildren(...items.map(({ kind, label, detail }, index) => element('li', { className: 'suggest-option', id: `${this.list.id}-${index}`, role: 'option', 'aria-selected': 'false' },
      element('span', { className: 'suggest-label' }, label), ' ',
      element('span', { className: 'suggest-detail' }, [words.kinds[kind], detail].filter(Boolean).join(' · ')))));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.#activate(-1);
    announce(plural(words.suggestionCount, items.length));
  }

  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((option, each) => option.setAttribute('aria-selected', String(each === index)));
    const option = this.list.children[index];
    if (option) {
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  #choose(index) {
    const { url } = this.#items[index];
    this.close();
    this.onChoose(url);
  }

  #press(event) {
    if (!this.isOpen) {
      if (event.key === 'ArrowDown' && this.input.value.trim().length >= shortestQuery) {
        event.preventDefault();
        this.#fetch();
      }
      return;
    }
    const count = this.list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      // What somebody is choosing from stays as it is.
      clearTimeout(this.#timer);
      this.#request?.abort();
      // One position more than there are suggestions: the typed text itself.
      const next = (this.#active + 1 + step + count + 1) % (count + 1);
      this.#activate(next - 1);
    } else if (event.key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#choose(this.#active);
    } else if (event.key === 'Escape') {
      // A search field would empty itself.
      event.preventDefault();
      this.close();
    }
  }
}
