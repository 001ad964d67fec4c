// SPDX-License-Identifier: Apache-2.0
// The filters on narrow windows: behind a button that says how many are set.

export class FilterPanel {
  constructor() {
    this.toggle = document.getElementById('facets-toggle');
    this.toggle.addEventListener('click', () => this.#set(this.toggle.getAttribute('aria-expanded') !== 'true'));
    document.addEventListener('click', ({ target }) => {
      if (target.id !== 'facets-done') return;
      this.#set(false);
      document.getElementById('results-title').focus();
    });
    document.addEventListener('keydown', (event) => {
      const isInside = document.getElementById('facets').contains(event.target);
      if (event.key !== 'Escape' || !isInside || this.toggle.offsetParent === null) return;
      this.#set(false);
      this.toggle.focus();
    });
  }

  #set(isOpen) {
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    document.getElementById('main').classList.toggle('shows-facets', isOpen);
  }

  /** After new results: how many filters are set. */
  refresh() {
    const count = document.querySelectorAll('#results .filter-chip').length;
    document.getElementById('facets-count').textContent = count ? ` (${count})` : '';
  }
}
