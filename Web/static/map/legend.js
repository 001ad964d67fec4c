// SPDX-License-Identifier: Apache-2.0
// Legend: histogram, classes with counts, no data, not applicable.

import { pageURL } from '../addresses.js';
import { element, fill, formatNumber, plural, svg, texts, withUnit } from './format.js';
import { MatrixLegend } from './matrix-legend.js';
import { classOf } from './picture.js';

const barsHeight = 28;

function swatch(color, hatch) {
  const parts = [svg('rect', { width: 28, height: 16, fill: color })];
  if (hatch) {
    parts.push(svg('path', { d: 'M-2 8 8-2M-2 16 16-2M4 18 24-2M12 18 30 0M20 18 30 8', stroke: hatch, 'stroke-width': 1.5 }));
  }
  return svg('svg', { class: 'swatch', viewBox: '0 0 28 16', 'aria-hidden': 'true' }, ...parts);
}

function row(color, label, count, hatch = '') {
  return element('tr', {}, element('td', {}, swatch(color, hatch)), element('th', { scope: 'row' }, label),
    element('td', { className: 'number' }, String(count)));
}

function makeTable(rows) {
  const heading = (text) => element('th', { scope: 'col' }, text);
  return element('table', { className: 'legend-table' },
    element('thead', { className: 'visually-hidden' },
      element('tr', {}, heading(texts.legendColor), heading(texts.legendRange), heading(texts.legendCount))),
    element('tbody', {}, ...rows));
}

/** How many values of each class lie in each bar: a bar across a limit has two colours. */
function countByBarAndClass(picture, legend, bars) {
  const counts = bars.map(() => new Array(legend.classes.length).fill(0));
  picture.values.forEach((value, unit) => {
    if (value === null || !picture.inside[unit]) return;
    const found = bars.findIndex((bar) => value < bar.to);
    counts[found < 0 ? bars.length - 1 : found][Math.min(classOf(value, legend.breaks), legend.classes.length - 1)] += 1;
  });
  return counts;
}

export class Legend {
  #marker;
  #span = null;

  /** @param {(index: number|null) => void} onChoose a class of a bivariate map to show alone, or null */
  constructor(onChoose) {
    this.matrix = new MatrixLegend(onChoose);
    this.body = document.getElementById('legend-body');
    this.unit = document.getElementById('legend-unit');
    this.average = document.getElementById('legend-average')
      ?? element('p', { id: 'legend-average', className: 'legend-average' });
    if (!this.average.isConnected) this.body.after(this.average);
    this.coverage = element('p', { className: 'legend-coverage' });
    this.average.after(this.coverage);
    this.note = document.getElementById('indicator-note');
    this.link = document.getElementById('indicator-link');
  }

  /** @param {{legend: any, picture: import('./picture.js').Picture, indicator: any, level: string, decimals: number, areaName: string, coverageName: string, query: string, chosen: number|null}} picture */
  show({ legend, picture, indicator, level, decimals, areaName, coverageName, query, chosen }) {
    this.unit.textContent = indicator.unit;
    this.note.textContent = indicator.note ?? '';
    this.link.href = pageURL(`/wskazniki/${encodeURIComponent(indicator.id)}`, query);
    const classes = legend.classes.map((entry) => row(entry.color, entry.label, entry.count));
    const rows = [];
    if (legend.no_data?.count > 0) rows.push(row(legend.no_data.color, texts.noData, legend.no_data.count));
    if (legend.not_applicable?.count > 0) {
      rows.push(row(legend.not_applicable.color, texts.notApplicable, legend.not_applicable.count, legend.not_applicable.hatch ?? '#6f7377'));
    }
    if (legend.matrix) {
      this.#span = null;
      const wasOpen = this.body.querySelector('.matrix-table')?.open ?? false;
      const twin = element('details', { className: 'matrix-table', open: wasOpen }, element('summary', {}, texts.analysis.matrixTable), makeTable(classes));
      this.body.replaceChildren(this.matrix.make(legend, level, chosen), ...(rows.length ? [makeTable(rows)] : []), twin);
    } else {
      this.body.replaceChildren(...this.#histogram(legend, picture, level, decimals), makeTable([...classes, ...rows]));
    }
    const mean = legend.statistics?.mean;
    this.average.textContent = typeof mean === 'number'
      ? `${areaName}: ${withUnit(formatNumber(mean, decimals), indicator.unit)}` : '';
    this.coverage.textContent = coverageName ? fill(texts.coverage, { region: coverageName }) : '';
  }

  #histogram(legend, picture, level, decimals) {
    const bars = legend.histogram ?? [];
    const statistics = legend.statistics ?? {};
    this.#span = null;
    if (bars.length === 0 || !statistics.count) return [];
    const from = bars[0].from;
    const width = bars.at(-1).to - from;
    const highest = Math.max(...bars.map((bar) => bar.count));
    if (!(width > 0) || highest === 0) return [];
    this.#span = { from, width };
    const step = 100 / bars.length;
    const scale = (barsHeight - 1) / highest;
    const shapes = countByBarAndClass(picture, legend, bars).flatMap((counts, index) => {
      let top = barsHeight;
      return counts.map((count, classIndex) => {
        const height = count * scale;
        top -= height;
        return svg('rect', {
          x: (index * step).toFixed(3), y: top.toFixed(2), width: (step * 0.92).toFixed(3), height: height.toFixed(2), fill: legend.classes[classIndex].color,
        });
      }).filter((_, classIndex) => counts[classIndex] > 0);
    });
    this.#marker = svg('line', { y1: 0, y2: barsHeight, stroke: '#17252e', 'stroke-width': 2, 'vector-effect': 'non-scaling-stroke', visibility: 'hidden' });
    const number = (value) => formatNumber(value, decimals);
    const label = fill(texts.histogram, {
      units: plural(texts.units[level], statistics.count), min: number(statistics.min), max: number(statistics.max), median: number(statistics.median),
    });
    const chart = svg('svg', { class: 'histogram', viewBox: `0 0 100 ${barsHeight}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      ...shapes, this.#marker);
    const axis = element('p', { className: 'histogram-axis', 'aria-hidden': 'true' },
      element('span', {}, number(statistics.min)), element('span', {}, `${texts.median.toLocaleLowerCase()} ${number(statistics.median)}`),
      element('span', {}, number(statistics.max)));
    return [chart, axis];
  }

  /** Shows where a unit's value lies in the histogram. */
  markValue(value) {
    if (!this.#span || !this.#marker) return;
    const known = typeof value === 'number';
    this.#marker.setAttribute('visibility', known ? 'visible' : 'hidden');
    if (!known) return;
    const x = Math.min(100, Math.max(0, ((value - this.#span.from) / this.#span.width) * 100)).toFixed(2);
    this.#marker.setAttribute('x1', x);
    this.#marker.setAttribute('x2', x);
  }
}
