// SPDX-License-Identifier: Apache-2.0
// The relationship chart under the map: two measures as points with a line through them, or a value against its
// neighbours' mean. Loads the chart library and asks the server only once it is opened.

import { fileURL } from '../addresses.js';
import { fetchAutocorrelation, fetchCorrelation } from './api.js';
import { isCategorical, parse, provisionMeasure } from './expression.js';
import { element, fill, formatNumber, plural, texts, withUnit } from './format.js';
import { stem } from './picture.js';
import { IndicatorPicker } from './picker.js';

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const axisLetters = 44;
let library;

/** Chart.js sets itself up as a global; it is fetched when the first chart is wanted. */
function loadCharts() {
  library ??= import(fileURL('/vendor/chart.min.js'));
  return library;
}

/** A coefficient with three decimals. */
const coefficient = (value) => (typeof value === 'number' ? formatNumber(value, 3) : '–');
const probability = (value) => (typeof value !== 'number' ? '–' : value < 0.001 ? texts.analysis.less : formatNumber(value, 3));

export class RelationChart {
  #chart = null;
  #points = [];
  #shown = '';
  #turn = 0;
  #marked = { hovered: null, selected: null };

  /**
   * @param {object} options
   * @param {Map<string, object>} options.indicators @param {(id: string) => Promise<object>} options.resolve
   * @param {(relation: string) => void} options.onChoose the measure to compare with
   * @param {(terc: string|null) => void} options.onHover @param {(terc: string) => void} options.onSelect
   */
  constructor({ indicators, resolve, onChoose, onHover, onSelect, announce }) {
    Object.assign(this, { resolve, onHover, onSelect });
    this.root = document.getElementById('relation');
    this.title = document.getElementById('relation-title');
    this.canvas = element('canvas', { role: 'img' });
    this.chartBox = element('div', { className: 'relation-chart' }, this.canvas);
    this.facts = element('dl', { className: 'panel-facts relation-facts' });
    this.sentence = element('p', { className: 'relation-sentence' });
    this.note = element('p', { className: 'field-help' });
    this.message = element('p', { className: 'relation-message', role: 'status' });
    this.rows = element('tbody', {});
    this.head = element('tr', {});
    this.twin = element('details', { className: 'relation-table' }, element('summary', {}, texts.analysis.table),
      element('div', { className: 'relation-window', tabIndex: 0, role: 'region', 'aria-label': texts.analysis.table },
        element('table', { className: 'data-table' }, element('thead', {}, this.head), this.rows)));
    this.twin.addEventListener('toggle', () => this.#fillTable());
    const place = element('div', { id: 'relation-with' });
    this.choice = element('div', { className: 'field relation-choice' }, element('label', { htmlFor: 'relation-with' }, texts.analysis.relationWith), place);
    this.result = element('div', { className: 'relation-result' }, this.chartBox,
      element('div', { className: 'relation-text' }, this.sentence, this.facts, this.note));
    document.getElementById('relation-body').append(this.choice, this.message, this.result, this.twin);
    this.picker = new IndicatorPicker(place, indicators, onChoose, announce, { source: document.getElementById('indicator'), placeholder: texts.analysis.search });
    this.picker.accepts = (id) => !isCategorical(id);
    this.root.addEventListener('toggle', () => this.#refresh());
    this.chartBox.addEventListener('mouseleave', () => this.onHover(null));
  }

  /** Takes over what the map shows. @param {object} state @param {Map<string, string>} colors of units by stem @param {Map<string, object>} units */
  show(state, colors, units) {
    Object.assign(this, { state, colors, units });
    if (state.relation && !this.root.dataset.seen) this.root.open = true;
    this.root.dataset.seen = 'true';
    const analysis = parse(state.indicator);
    this.isMoran = analysis.mode === 'clusters';
    const isPair = analysis.mode === 'bivariate' || analysis.mode === 'gap';
    this.x = isPair || this.isMoran ? analysis.measure : state.indicator;
    this.y = isPair ? analysis.second || provisionMeasure(analysis) : state.relation;
    this.choice.hidden = isPair || this.isMoran;
    this.picker.value = state.relation;
    this.title.textContent = this.isMoran ? texts.analysis.relationMoran : texts.analysis.relation;
    this.#refresh();
  }

  async #refresh() {
    if (!this.root.open || !this.state) return;
    const { period, level, within } = this.state;
    const key = [this.x, this.isMoran || this.y, period, level, within].join('|');
    if (key === this.#shown) {
      this.#recolor();
      return;
    }
    const turn = ++this.#turn;
    const isReady = this.isMoran || (this.y && this.y !== this.x);
    this.result.hidden = !isReady;
    this.twin.hidden = !isReady;
    this.#say(isReady ? '' : this.y ? texts.analysis.sameSecond : texts.analysis.relationChoose);
    if (!isReady) {
      this.#shown = '';
      return;
    }
    const late = setTimeout(() => turn === this.#turn && this.#say(texts.analysis.relationLoading), 250);
    try {
      const answer = this.isMoran ? fetchAutocorrelation({ indicator: this.x, period, level }) : fetchCorrelation({ x: this.x, y: this.y, period, level, within });
      const [found, x, y] = await Promise.all([answer, this.resolve(this.x), this.isMoran ? null : this.resolve(this.y), loadCharts()]);
      if (turn !== this.#turn) return;
      this.#shown = key;
      this.#say('');
      if (this.isMoran) this.#showMoran(found, x);
      else this.#showCorrelation(found, x, y);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.result.hidden = true;
      this.twin.hidden = true;
      this.#say(fill(texts.analysis.relationFailed, { detail: error.message }));
    } finally {
      clearTimeout(late);
    }
  }

  #say(text) {
    this.message.textContent = text;
    this.message.hidden = !text;
  }

  #showCorrelation(found, x, y) {
    this.#points = found.points.map((point) => ({ code: stem(point.terc), terc: point.terc, name: point.name, x: point.x, y: point.y }));
    this.#axes(x, { name: y.name, unit: y.unit, decimals: y.decimals ?? 1 });
    this.sentence.textContent = found.sentence ?? '';
    const range = typeof found.pearson?.low === 'number' ? ` (${coefficient(found.pearson.low)} – ${coefficient(found.pearson.high)})` : '';
    this.#fact([
      [texts.analysis.pearson, `${coefficient(found.pearson?.r)}${range}`], [texts.analysis.pValue, probability(found.pearson?.p)],
      [texts.analysis.spearman, coefficient(found.spearman?.rho)], [texts.analysis.pValue, probability(found.spearman?.p)],
      [texts.analysis.count, String(found.n)],
    ]);
    this.note.textContent = '';
    this.#draw(found.regression);
  }

  #showMoran(found, info) {
    const { within } = this.state;
    const inside = found.units.filter((unit) => unit.terc.startsWith(within));
    this.#points = inside.filter((unit) => typeof unit.value === 'number' && typeof unit.lag === 'number')
      .map((unit) => ({ code: stem(unit.terc), terc: unit.terc, name: unit.name, x: unit.value, y: unit.lag }));
    this.#axes(info, { name: texts.analysis.neighbours, unit: info.unit, decimals: info.decimals ?? 1 });
    this.sentence.textContent = found.sentence ?? '';
    this.#fact([
      [texts.analysis.moran, coefficient(found.moran?.i)],
      [texts.analysis.pValue, probability(found.moran?.p)],
      [texts.analysis.count, String(found.weights?.units ?? inside.length)],
    ]);
    this.note.textContent = found.permutations ? fill(texts.analysis.seed, { n: formatNumber(found.permutations, 0) }) : '';
    this.#draw(lineThrough(this.#points));
  }

  #axes(x, y) {
    this.axes = { x: { name: x.name, unit: x.unit, decimals: x.decimals ?? 1 }, y };
  }

  #fact(rows) {
    this.facts.replaceChildren(...rows.map(([term, value]) => element('div', {}, element('dt', {}, term), element('dd', {}, value))));
  }

  #colorOf(point) {
    return this.colors.get(point.code) ?? token('--line');
  }

  #draw(line) {
    const { x, y } = this.axes;
    const units = plural(texts.units[this.state.level], this.#points.length);
    this.canvas.setAttribute('aria-label', fill(texts.analysis.chartAlt, { x: x.name, y: y.name, units }));
    this.#chart?.destroy();
    const ends = this.#points.reduce(([low, high], point) => [Math.min(low, point.x), Math.max(high, point.x)], [Infinity, -Infinity]);
    const hasLine = typeof line?.slope === 'number' && this.#points.length > 1;
    const soft = token('--ink-soft');
    const axis = ({ name, unit, decimals }) => ({
      title: { display: true, text: axisTitle(name, unit), color: soft, font: { size: 12 } }, grid: { color: token('--line') },
      ticks: { color: soft, maxTicksLimit: 6, callback: (value) => formatNumber(value, decimalsFor(value, decimals)) },
    });
    globalThis.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    this.#chart = new globalThis.Chart(this.canvas, {
      type: 'scatter',
      data: {
        datasets: [
          { data: this.#points, ...this.#look() },
          {
            type: 'line', label: texts.analysis.line, data: hasLine ? ends.map((at) => ({ x: at, y: line.intercept + line.slope * at })) : [],
            borderColor: token('--ink'), borderWidth: 1.5, borderDash: [6, 4], pointRadius: 0, pointHitRadius: 0,
          },
        ],
      },
      options: {
        animation: false, maintainAspectRatio: false, interaction: { mode: 'nearest', intersect: true },
        onHover: (_, found) => this.#hover(found), onClick: (_, found) => this.#choose(found),
        plugins: {
          legend: { display: false },
          tooltip: {
            displayColors: false, filter: ({ datasetIndex }) => datasetIndex === 0,
            callbacks: {
              title: ([item]) => this.#points[item?.dataIndex]?.name ?? '',
              label: ({ parsed }) => [`${x.name}: ${valueText(parsed.x, x)}`, `${y.name}: ${valueText(parsed.y, y)}`],
            },
          },
        },
        scales: { x: axis(x), y: axis(y) },
      },
    });
    // What the chart shows now, for browser tests and the console.
    this.canvas.relationChart = this.#chart;
    this.#fillTable();
  }

  /** Colours of the map's classes; the selected unit and the one under the pointer stand out. */
  #look() {
    const { hovered, selected } = this.#marked;
    const isMarked = (point) => point.code === hovered || point.code === selected;
    return {
      pointBackgroundColor: this.#points.map((point) => this.#colorOf(point)), pointBorderColor: this.#points.map((point) => (isMarked(point) ? '#17252e' : 'rgb(23 37 46 / 55%)')),
      pointBorderWidth: this.#points.map((point) => (isMarked(point) ? 3 : 0.8)), pointRadius: this.#points.map((point) => (isMarked(point) ? 8 : 4)),
      pointHoverRadius: 8, pointHitRadius: 4,
    };
  }

  #recolor() {
    if (!this.#chart || this.result.hidden) return;
    Object.assign(this.#chart.data.datasets[0], this.#look());
    this.#chart.update('none');
  }

  #hover(found) {
    const first = found.find(({ datasetIndex }) => datasetIndex === 0);
    this.onHover(first ? this.#points[first.index].terc : null);
  }

  #choose(found) {
    const first = found.find(({ datasetIndex }) => datasetIndex === 0);
    if (first) this.onSelect(this.#points[first.index].terc);
  }

  /** Marks the point of a unit. @param {'hovered'|'selected'} role @param {string|null} code */
  mark(role, code) {
    if (this.#marked[role] === code) return;
    this.#marked[role] = code;
    if (this.root.open) this.#recolor();
  }

  #fillTable() {
    if (!this.twin.open || !this.axes) return;
    const { x, y } = this.axes;
    const heading = (text) => element('th', { scope: 'col' }, text);
    this.head.replaceChildren(heading(texts.analysis.unit), heading(x.name), heading(y.name));
    this.rows.replaceChildren(...this.#points.map((point) => element('tr', {}, element('th', { scope: 'row' }, point.name),
      element('td', { className: 'number' }, valueText(point.x, x)), element('td', { className: 'number' }, valueText(point.y, y)))));
  }
}

/** What fits along an axis: the unit gives way before the name does. */
function axisTitle(name, unit) {
  const whole = unit ? `${name} (${unit})` : name;
  if (whole.length <= axisLetters) return whole;
  return name.length <= axisLetters ? name : `${name.slice(0, axisLetters - 1)}…`;
}

function valueText(value, { decimals, unit }) {
  return withUnit(formatNumber(value, decimals), unit === '%' ? '%' : '');
}

/** Ticks need no more decimals than they have. */
function decimalsFor(value, decimals) {
  return Number.isInteger(value) ? 0 : Math.min(decimals + 1, (String(value).split('.')[1] ?? '').length);
}

/** The least-squares line of points, for Moran's scatter plot: its slope is the statistic itself. */
function lineThrough(points) {
  const mean = (key) => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  const spread = points.reduce((sum, point) => sum + (point.x - meanX) ** 2, 0);
  if (!(spread > 0)) return null;
  const slope = points.reduce((sum, point) => sum + (point.x - meanX) * (point.y - meanY), 0) / spread;
  return { slope, intercept: meanY - slope * meanX };
}
