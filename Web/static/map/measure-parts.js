// SPDX-License-Identifier: Apache-2.0
// The values behind a computed value: both of a pair, the components of an index, then and now of a change.

import { fetchAutocorrelation, fetchSeries } from './api.js';
import { parse, partsOf } from './expression.js';
import { fill, formatNumber, formatPeriod, texts, withUnit } from './format.js';
import { stem } from './picture.js';

function dayNumber(period) {
  const [year, month = 1, day = 1] = period.split('-').map(Number);
  return year * 372 + (month - 1) * 31 + day;
}

/** The period that the server computes with: the same one, or else the nearest; of two equally near, the earlier. */
function nearestIndex(periods, wanted) {
  const distance = (period) => {
    const isWholeYear = period.length === 4 || wanted.length === 4;
    return period.slice(0, 4) === wanted.slice(0, 4) && isWholeYear ? 0 : Math.abs(dayNumber(period) - dayNumber(wanted));
  };
  return periods.reduce((best, period, index) => (best < 0 || distance(period) < distance(periods[best]) ? index : best), -1);
}

/** One part: what it is called and what it is for a unit at a time. */
class MeasurePart {
  constructor(part, info, series) {
    Object.assign(this, part, { info, series });
  }

  /** @returns {{label: string, text: string}} for the unit at `index` while the map shows `period` */
  describe(index, period) {
    const { periods, values, decimals } = this.series;
    const at = nearestIndex(periods, this.period ?? period);
    const value = at < 0 ? null : values[at][index];
    const text = typeof value === 'number' ? withUnit(formatNumber(value, decimals), this.info.unit) : texts.noData;
    const short = typeof value === 'number' ? withUnit(formatNumber(value, decimals), this.info.unit === '%' ? '%' : '') : '–';
    return { label: this.label(period), text, short };
  }

  label(period) {
    if (this.byPeriod) return formatPeriod(this.period ?? period);
    if (this.role === 'own') return texts.analysis.own;
    if (!this.weight) return this.info.name;
    const weight = `${this.weight < 0 ? '\u2212' : '+'}${formatNumber(Math.abs(this.weight), Number.isInteger(this.weight) ? 0 : 1)}`;
    return `${this.info.name} (${fill(texts.analysis.contribution, { weight })})`;
  }
}

/** What the neighbours have on average, from the clusters' own computation. */
class NeighboursPart {
  constructor(decimals, info, lags) {
    Object.assign(this, { decimals, info, lags });
  }

  describe(index, period, code) {
    const value = this.lags.get(period)?.get(code);
    return { label: texts.analysis.lag, text: typeof value === 'number' ? withUnit(formatNumber(value, this.decimals), this.info.unit === '%' ? '%' : '') : '–', short: '' };
  }
}

/**
 * @param {string} measure @param {string} level
 * @param {{population: string, resolve: (id: string) => Promise<object>}} atlas
 * @returns {Promise<{describe: Function}[]>}
 */
export async function loadParts(measure, level, { population, resolve }) {
  const { mode } = parse(measure);
  const parts = await Promise.all(partsOf(measure, population).map(async (part) => {
    const [info, series] = await Promise.all([resolve(part.measure), fetchSeries(part.measure, level)]);
    return new MeasurePart({ ...part, byPeriod: mode === 'change' }, info, series);
  }));
  if (mode === 'clusters' && parts.length === 1) parts.push(new NeighboursPart(parts[0].series.decimals, parts[0].info, new Map()));
  // Then comes before now.
  return mode === 'change' ? parts.reverse() : parts;
}

/** Fetches the neighbours' means of a period, where the parts show them. @returns {Promise<boolean>} whether there is something new to show */
export async function loadNeighbours(parts, measure, level, period) {
  const part = parts.find((each) => each instanceof NeighboursPart);
  if (!part || part.lags.has(period)) return false;
  const { units } = await fetchAutocorrelation({ indicator: parse(measure).measure, level, period });
  part.lags.set(period, new Map(units.map((unit) => [stem(unit.terc), unit.lag])));
  return true;
}
