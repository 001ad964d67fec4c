// SPDX-License-Identifier: Apache-2.0
// The table beside the map: the map's accessible twin. Rows are made once for a level and then updated,
// so that 2,479 of them stay quick and remain ordinary rows for screen readers, search and print.

import { element, fill, fold, language, svg, texts } from './format.js';
import { stem } from './picture.js';

const collator = new Intl.Collator(language === 'en' ? 'pl' : language, { numeric: true, sensitivity: 'base' });
const startDirections = { rank: 'ascending', name: 'ascending', value: 'descending' };

function makeRow(unit) {
  const color = svg('rect', { width: 10, height: 10 });
  const button = element('button', { type: 'button', className: 'row-button', tabIndex: -1 }, unit.name);
  const rank = element('td', { className: 'col-rank' });
  const value = element('td', { className: 'col-value number' });
  const row = element('tr', {}, rank,
    element('th', { scope: 'row', className: 'col-name' }, svg('svg', { class: 'chip', viewBox: '0 0 10 10', 'aria-hidden': 'true' }, color),
      button, unit.parentName ? element('span', { className: 'row-parent' }, unit.parentName) : null), value);
  row.dataset.terc = unit.terc;
  return { row, button, rank, value, color, folded: fold(`${unit.name} ${unit.parentName ?? ''} ${unit.terc}`), unit, alphabetical: -1, shown: {} };
}

export class UnitTable {
  #rows = new Map();
  #order = [];
  #sort = { key: 'rank', direction: 'ascending' };
  #query = '';
  #current = '';
  #units = null;

  /** @param {{onSelect: (terc: string) => void, onHover: (terc: string|null) => void, announce: (text: string) => void}} options */
  constructor({ onSelect, onHover, announce }) {
    this.body = document.getElementById('unit-rows');
    this.window = document.getElementById('table-window');
    this.none = document.getElementById('table-none');
    this.footnote = document.getElementById('table-footnote');
    this.count = document.getElementById('row-count');
    this.headers = [...document.querySelectorAll('#unit-table thead th')];
    this.announce = announce;
    this.headers.forEach((header) => this.#makeSortable(header));
    const filter = document.getElementById('table-query');
    document.getElementById('table-filter').hidden = false;
    filter.addEventListener('input', () => {
      this.#query = fold(filter.value.trim());
      this.#arrange();
    });
    const code = (target) => target.closest?.('tr')?.dataset.terc;
    this.body.addEventListener('click', ({ target }) => code(target) && onSelect(code(target)));
    this.body.addEventListener('mouseover', ({ target }) => onHover(code(target) ?? null));
    this.body.addEventListener('mouseleave', () => onHover(null));
    this.body.addEventListener('focusin', ({ target }) => {
      this.#makeCurrent(stem(code(target)));
      onHover(code(target));
    });
    this.body.addEventListener('focusout', () => onHover(null));
    this.body.addEventListener('keydown', (event) => this.#move(event));
  }

  #makeSortable(header) {
    const title = header.textContent.trim();
    const arrow = svg('svg', { viewBox: '0 0 10 8', 'aria-hidden': 'true' }, svg('path', { d: 'M5 0 10 8H0z', fill: 'currentColor' }));
    const button = element('button', { type: 'button', className: 'sort-button', title: fill(texts.sortColumn, { column: title }) }, title, arrow);
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      const { key } = header.dataset;
      const opposite = this.#sort.direction === 'ascending' ? 'descending' : 'ascending';
      this.#sort = { key, direction: this.#sort.key === key ? opposite : startDirections[key] };
      this.headers.forEach((each) => each.removeAttribute('aria-sort'));
      header.setAttribute('aria-sort', this.#sort.direction);
      this.#arrange();
      this.window.scrollTop = 0;
      this.announce(fill(texts.announceSort, { column: title, direction: texts[this.#sort.direction] }));
    });
  }

  /**
   * Shows values.
   * @param {Map<string, object>} units every unit of the level by its stem, `{terc, name, parentName}`; a new map means new rows
   * @param {{code: string, value: number|null, text: string, note: string, color: string, rank: number|null, isDerived: boolean}[]} entries
   */
  show(units, entries) {
    if (units !== this.#units) {
      this.#units = units;
      this.#rows.clear();
      this.#current = '';
    }
    this.#order = entries.map((entry) => {
      let row = this.#rows.get(entry.code);
      if (!row) {
        row = makeRow(units.get(entry.code) ?? { terc: entry.code, name: entry.code });
        this.#rows.set(entry.code, row);
      }
      this.#update(row, entry);
      return row;
    });
    if (this.#order.some((row) => row.alphabetical < 0)) this.#numberByName();
    this.#arrange();
  }

  /** Names are compared once for a level, by the rules of Polish; later sorting compares numbers. */
  #numberByName() {
    [...this.#rows.values()]
      .sort((a, b) => collator.compare(a.unit.name, b.unit.name) || (a.unit.terc < b.unit.terc ? -1 : 1))
      .forEach((row, index) => {
        row.alphabetical = index;
      });
  }

  #update(row, entry) {
    const { shown } = row;
    if (shown.text !== entry.text || shown.note !== entry.note) {
      const note = entry.isDerived
        ? element('span', { className: 'flag-mark', title: entry.note }, '†', element('span', { className: 'visually-hidden' }, ` (${entry.note})`))
        : element('span', { className: 'flag' }, entry.note);
      row.value.replaceChildren(entry.text, ...(entry.note ? [note] : []));
    }
    if (shown.rank !== entry.rank) row.rank.textContent = entry.rank ?? '–';
    if (shown.color !== entry.color) row.color.setAttribute('fill', entry.color);
    row.shown = entry;
  }

  #arrange() {
    const { key, direction } = this.#sort;
    const sign = direction === 'ascending' ? 1 : -1;
    const byName = (a, b) => a.alphabetical - b.alphabetical;
    // Units without a value come last, whichever way the table is sorted.
    const byNumber = (a, b) => {
      const [left, right] = [a.shown[key], b.shown[key]];
      // Classes have no rank: the ones that say most come first.
      if (left === null && right === null && key === 'rank') return (b.shown.value ?? -1) - (a.shown.value ?? -1) || byName(a, b);
      if (left === null || right === null) return (left === null) - (right === null) || byName(a, b);
      return sign * (left - right) || byName(a, b);
    };
    this.#order.sort(key === 'name' ? (a, b) => sign * byName(a, b) : byNumber);
    const visible = this.#query ? this.#order.filter((row) => row.folded.includes(this.#query)) : this.#order;
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const unchanged = visible.length === this.body.rows.length && visible.every(({ row }, index) => this.body.rows[index] === row);
    if (!unchanged) {
      const rows = document.createDocumentFragment();
      visible.forEach(({ row }) => rows.append(row));
      this.body.replaceChildren(rows);
      if (focused?.isConnected) focused.focus({ preventScroll: true });
    }
    this.none.hidden = visible.length > 0;
    this.footnote.hidden = !this.#order.some(({ shown }) => shown.isDerived);
    this.count.textContent = visible.length.toLocaleString(language);
    if (!visible.some(({ unit }) => stem(unit.terc) === this.#current)) this.#makeCurrent(stem(visible[0]?.unit.terc ?? ''));
  }

  /** One row of the table is in the tab order; arrows move between rows. */
  #makeCurrent(code) {
    const previous = this.#rows.get(this.#current);
    if (previous) previous.button.tabIndex = -1;
    this.#current = code;
    const next = this.#rows.get(this.#current);
    if (next) next.button.tabIndex = 0;
  }

  #move(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest('tr');
    const rows = this.body.rows;
    const index = row?.sectionRowIndex ?? 0;
    const last = rows.length - 1;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last, PageDown: index + 10, PageUp: index - 10 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = rows[Math.min(last, Math.max(0, target))];
    next?.querySelector('.row-button').focus({ preventScroll: true });
    if (next) this.#reveal(next);
  }

  /** Scrolls the table's own window only, never the page. */
  #reveal(row, { centered = false } = {}) {
    const head = this.headers[0].offsetHeight;
    const top = row.offsetTop;
    const { scrollTop, clientHeight } = this.window;
    const isVisible = top - head >= scrollTop && top + row.offsetHeight <= scrollTop + clientHeight;
    if (isVisible) return;
    if (centered) this.window.scrollTop = top - (clientHeight - row.offsetHeight) / 2;
    else if (top - head < scrollTop) this.window.scrollTop = top - head;
    else this.window.scrollTop = top + row.offsetHeight - clientHeight;
  }

  /** Marks the row of a unit. @param {'hovered'|'selected'} role @param {string|null} code its stem */
  mark(role, code, { reveal = false } = {}) {
    const name = `is-${role}`;
    this.body.querySelector(`.${name}`)?.classList.remove(name);
    const found = code && this.#rows.get(code);
    if (role === 'selected') this.body.querySelector('[aria-current]')?.removeAttribute('aria-current');
    if (!found) return;
    found.row.classList.add(name);
    if (role === 'selected') found.row.setAttribute('aria-current', 'true');
    if (reveal && found.row.isConnected) {
      this.#makeCurrent(code);
      this.#reveal(found.row, { centered: true });
    }
  }
}
