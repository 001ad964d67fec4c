// SPDX-License-Identifier: Apache-2.0
// Legends of a published copy: limits and labels of the classes come with the files, for every method and number of classes; what
// is left is to count.

import { formatNumber, language } from '../map/format.js';
import { classOf } from '../map/picture.js';

const bars = 24;

function statisticsOf(sorted, mean) {
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { mean, count: sorted.length, min: sorted[0] ?? null, max: sorted.at(-1) ?? null, median: sorted.length ? median : null };
}

function histogramOf(sorted) {
  if (sorted.length === 0) return [];
  const [min, max] = [sorted[0], sorted.at(-1)];
  const width = (max - min) / bars;
  if (!(width > 0)) return [{ from: min, to: max, count: sorted.length }];
  const result = Array.from({ length: bars }, (_, index) => ({ from: min + index * width, to: index === bars - 1 ? max : min + (index + 1) * width, count: 0 }));
  for (const value of sorted) result[Math.min(Math.floor((value - min) / width), bars - 1)].count += 1;
  return result;
}

/** Limits that the reader typed: `[lowest, …, highest]` and labels. */
function ownClasses(breaks, sorted, decimals) {
  const inner = breaks.split(/[,;]/).map(Number);
  const limits = [Math.min(sorted[0] ?? inner[0], inner[0]), ...inner, Math.max(sorted.at(-1) ?? inner.at(-1), inner.at(-1))];
  const shown = Math.max(decimals, ...inner.map((value) => (String(value).split('.')[1] ?? '').length));
  const text = (value) => formatNumber(value, shown);
  return [limits, limits.slice(1).map((to, index) => `${text(limits[index])}\u2013${text(to)}`)];
}

/**
 * @param {{method: string, classes: number, breaks: string, palette: string, reverse: string, within: string, pooled: boolean}} style
 * @param {{periods: string[], values: (number|null)[][], flags: object[], terc: string[], decimals: number}} series
 * @returns {Record<string, object>} by period, in the shape of the server's legends
 */
export function makeLegends(style, series, table, { palettes, colors }) {
  const inside = series.terc.map((code) => code.startsWith(style.within ?? ''));
  return Object.fromEntries(series.periods.map((period, index) => {
    const values = series.values[index];
    const sorted = values.filter((value, unit) => value !== null && inside[unit]).sort((a, b) => a - b);
    const column = style.pooled ? series.periods.length : index;
    const entry = style.method === 'manual'
      ? ownClasses(style.breaks, sorted, series.decimals)
      : table.methods[style.method]?.[style.classes]?.[column] ?? [[], [], []];
    const limits = entry[0];
    const labels = entry[language === 'en' && entry[2] ? 2 : 1] ?? [];
    const breaks = limits.slice(1, -1);
    const palette = palettes[style.palette]?.[Math.max(labels.length, 1) - 1] ?? [];
    const shades = style.reverse === '1' ? [...palette].reverse() : palette;
    const classes = labels.map((label, each) => ({ from: limits[each], to: limits[each + 1], color: shades[each], count: 0, label, category: null }));
    const missing = { no_data: 0, not_applicable: 0 };
    values.forEach((value, unit) => {
      if (!inside[unit]) return;
      if (value !== null && classes.length) classes[Math.min(classOf(value, breaks), classes.length - 1)].count += 1;
      else missing[series.flags?.[index]?.[unit] === 'not-applicable' ? 'not_applicable' : 'no_data'] += 1;
    });
    return [period, {
      breaks, classes, histogram: histogramOf(sorted), statistics: statisticsOf(sorted, table.mean[index] ?? null), outside: { color: colors.outside },
      no_data: { color: colors.no_data, count: missing.no_data },
      not_applicable: { color: colors.not_applicable, hatch: colors.hatch, count: missing.not_applicable },
    }];
  }));
}
