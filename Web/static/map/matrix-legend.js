// SPDX-License-Identifier: Apache-2.0
// The square legend of two measures: columns are thirds of the first, rows thirds of the second. A cell can be
// chosen to see its units alone; arrows move between the cells.

import { element, fill, plural, texts } from './format.js';

const size = 3;
const order = ['low', 'middle', 'high'];

/** Black or white, whichever stands out more (relative luminance of WCAG 2.2). */
function inkOn(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}

/** `middle-high` → the thirds of both measures, from 0. */
export function thirdsOf(category) {
  return category.split('-').map((third) => order.indexOf(third));
}

/** `nisko · wysoko` */
export function pairText(category) {
  const [x, y] = thirdsOf(category).map((third) => texts.analysis.third[order[third]]);
  return fill(texts.analysis.pair, { x, y });
}

function describe(legend, entry, level) {
  const [x, y] = thirdsOf(entry.category).map((third) => texts.analysis.third[order[third]]);
  return fill(texts.analysis.cell, { x: legend.matrix.x, xThird: x, y: legend.matrix.y, yThird: y, units: plural(texts.units[level], entry.count) });
}

export class MatrixLegend {
  #current = 0;

  /** @param {(index: number|null) => void} onChoose a class, or null for all */
  constructor(onChoose) {
    this.onChoose = onChoose;
  }

  /** @param {object} legend with `matrix` and nine classes @param {number|null} chosen @returns {HTMLElement} */
  make(legend, level, chosen) {
    const hadFocus = document.activeElement?.classList.contains('matrix-cell');
    this.hint = element('p', { className: 'matrix-hint', 'aria-hidden': 'true' }, texts.analysis.matrixHint);
    if (chosen !== null) this.#current = chosen;
    this.cells = legend.classes.map((entry, index) => {
      const cell = element('button', {
        type: 'button', className: 'matrix-cell', tabIndex: index === this.#current ? 0 : -1, title: describe(legend, entry, level),
        'aria-label': describe(legend, entry, level), 'aria-pressed': String(chosen === index),
      }, String(entry.count));
      const [x, y] = thirdsOf(entry.category);
      cell.style.gridColumn = String(x + 1);
      cell.style.gridRow = String(size - y);
      cell.style.backgroundColor = entry.color;
      cell.style.color = inkOn(entry.color);
      cell.dataset.category = entry.category;
      cell.addEventListener('click', () => this.onChoose(chosen === index ? null : index));
      const show = () => this.hint.replaceChildren(describe(legend, entry, level));
      cell.addEventListener('focus', show);
      cell.addEventListener('mouseenter', show);
      return cell;
    });
    // Read from the top left, as the square is seen.
    const seen = [...this.cells].sort((a, b) => Number(a.style.gridRow) - Number(b.style.gridRow) || Number(a.style.gridColumn) - Number(b.style.gridColumn));
    const square = element('div', { className: 'matrix-cells', role: 'group', 'aria-label': texts.analysis.matrixLabel }, ...seen);
    square.addEventListener('keydown', (event) => this.#move(event));
    square.addEventListener('mouseleave', () => this.hint.replaceChildren(texts.analysis.matrixHint));
    const axis = (className, arrow, text) => element('p', { className: `matrix-axis ${className}` }, element('span', { 'aria-hidden': 'true' }, arrow), ` ${text}`);
    const root = element('div', { className: 'matrix' }, axis('matrix-y', '→', legend.matrix.y), square, axis('matrix-x', '→', legend.matrix.x), this.hint);
    if (hadFocus) requestAnimationFrame(() => this.cells[this.#current].focus({ preventScroll: true }));
    return root;
  }

  #move(event) {
    const index = this.cells.indexOf(event.target);
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (index < 0 || !step) return;
    event.preventDefault();
    const x = Math.min(size - 1, Math.max(0, (index % size) + step[0]));
    const y = Math.min(size - 1, Math.max(0, Math.floor(index / size) + step[1]));
    this.cells[this.#current].tabIndex = -1;
    this.#current = y * size + x;
    this.cells[this.#current].tabIndex = 0;
    this.cells[this.#current].focus();
  }
}
