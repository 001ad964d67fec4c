// SPDX-License-Identifier: Apache-2.0
// From values to the picture: class, colour and rank of every unit for one period. No drawing here.

/** The number of limits below the value: a value equal to a limit belongs to the lower class. */
export function classOf(value, breaks) {
  let low = 0;
  let high = breaks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > breaks[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranks from the highest value; equal values share a rank, and the next rank is skipped (1, 2, 2, 4). */
export function ranks(values) {
  const order = values.map((_, index) => index).filter((index) => values[index] !== null).sort((a, b) => values[b] - values[a]);
  const result = new Array(values.length).fill(null);
  order.forEach((index, position) => {
    const previous = order[position - 1];
    result[index] = position > 0 && values[previous] === values[index] ? result[previous] : position + 1;
  });
  return { result, count: order.length };
}

/** What stays of a code when a village becomes a town: the code without the kind digit. */
export function stem(terc) {
  return terc.slice(0, 6);
}

/** The number that vector tiles know a unit by. */
export function featureID(terc) {
  return Number(stem(terc));
}

/**
 * @typedef {object} Picture
 * @property {string[]} codes          stems: without the kind digit
 * @property {(number|null)[]} values
 * @property {string[]} colors          one for each unit
 * @property {boolean[]} notApplicable
 * @property {(string|undefined)[]} flags
 * @property {boolean[]} inside         whether the unit belongs to the chosen region
 * @property {(number|null)[]} rank     among the units inside
 * @property {number} rankedCount
 */

/** @returns {Picture} */
export function makePicture(series, period, legend, within) {
  const index = Math.max(0, series.periods.indexOf(period));
  const values = series.values[index];
  const flagged = series.flags?.[index] ?? {};
  const codes = series.terc.map(stem);
  const flags = codes.map((_, unit) => flagged[unit]);
  const inside = codes.map((code) => code.startsWith(within));
  const notApplicable = flags.map((flag, unit) => flag === 'not-applicable' && inside[unit]);
  const classColors = legend.classes.map((entry) => entry.color);
  const outside = legend.outside?.color ?? legend.no_data.color;
  const colors = values.map((value, unit) => {
    if (!inside[unit]) return outside;
    if (notApplicable[unit]) return legend.not_applicable?.color ?? legend.no_data.color;
    if (value === null || classColors.length === 0) return legend.no_data.color;
    return classColors[classOf(value, legend.breaks)];
  });
  const { result: rank, count } = ranks(values.map((value, unit) => (inside[unit] ? value : null)));
  return { codes, values, colors, notApplicable, flags, inside, rank, rankedCount: count };
}

/** Rank of one unit among the units whose code begins with `prefix`. @returns {{rank: number, count: number}|null} */
export function rankWithin(codes, values, code, prefix) {
  const own = values[codes.indexOf(code)];
  if (own === null || own === undefined) return null;
  let rank = 1;
  let count = 0;
  codes.forEach((other, index) => {
    const value = values[index];
    if (value === null || !other.startsWith(prefix)) return;
    count += 1;
    if (value > own) rank += 1;
  });
  return { rank, count };
}

/** The voivodeship that all values lie in, or '' when there are several. */
export function coverage(series) {
  const regions = new Set();
  series.values.forEach((row, period) => {
    const flagged = series.flags?.[period] ?? {};
    row.forEach((value, unit) => {
      if (value !== null || flagged[unit] === 'not-applicable') regions.add(series.terc[unit].slice(0, 2));
    });
  });
  return regions.size === 1 ? [...regions][0] : '';
}
