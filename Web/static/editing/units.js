// SPDX-License-Identifier: Apache-2.0
// Units to choose from while their name is typed: the combobox pattern of ARIA 1.2. What is typed and not chosen the server reads.

const typingMilliseconds = 150;
const shortest = 2;
const most = 8;
let lists = 0;

export class UnitSuggestions {
  #input;
  #list;
  #timer = 0;
  #request = null;
  #active = -1;

  /** @param {HTMLInputElement} input `data-units` is a level, or `any` */
  constructor(input) {
    this.#input = input;
    this.#list = document.createElement('ul');
    this.#list.className = 'edit-suggest';
    this.#list.id = `unit-list-${lists += 1}`;
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '');
    this.#list.hidden = true;
    input.after(this.#list);
    const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.#list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.removeAttribute('list');
    input.addEventListener('input', (event) => { if (event.isTrusted || !event.detail) this.#later(); });
    input.addEventListener('keydown', (event) => this.#press(event));
    input.addEventListener('blur', () => this.#close());
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target.closest('[role=option]');
      if (option) this.#choose(option);
    });
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#list.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
    this.#active = -1;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const text = this.#input.value.trim();
    if (text.length < shortest || /\(\d+\)$/.test(text)) this.#close();
    else this.#timer = setTimeout(() => this.#fetch(text), typingMilliseconds);
  }

  async #fetch(text) {
    const query = new URLSearchParams({ q: text.replace(/^(gmina|powiat|województwo)\s+/i, ''), limit: String(most) });
    if (this.#input.dataset.units !== 'any') query.set('level', this.#input.dataset.units);
    this.#request = new AbortController();
    try {
      const response = await fetch(`/api/v1/units?${query}`, { signal: this.#request.signal, headers: { Accept: 'application/json' } });
      if (!response.ok) return;
      this.#show((await response.json()).units ?? []);
    } catch {
      // Suggestions are a help: without them the field works as ever.
    }
  }

  #show(units) {
    if (document.activeElement !== this.#input || !units.length) {
      this.#close();
      return;
    }
    this.#list.replaceChildren(...units.map((unit, index) => {
      const option = document.createElement('li');
      option.id = `${this.#list.id}-${index}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      const terc = String(unit.terc).slice(0, 6);
      option.textContent = `${unit.full_name ?? unit.name} (${terc})`;
      return option;
    }));
    this.#active = -1;
    this.#list.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
  }

  #choose(option) {
    this.#input.value = option.textContent;
    this.#close();
    this.#input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #activate(index) {
    const options = [...this.#list.children];
    this.#active = (index + options.length) % options.length;
    options.forEach((option, each) => option.setAttribute('aria-selected', String(each === this.#active)));
    this.#input.setAttribute('aria-activedescendant', options[this.#active].id);
    options[this.#active].scrollIntoView({ block: 'nearest' });
  }

  #press(event) {
    if (this.#list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      // What somebody is choosing from stays as it is.
      clearTimeout(this.#timer);
      this.#request?.abort();
      this.#activate(this.#active + (event.key === 'ArrowDown' ? 1 : this.#active < 0 ? 0 : -1));
    } else if (event.key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#list.children[this.#active]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.#close();
    }
  }
}
