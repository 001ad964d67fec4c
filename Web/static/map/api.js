// SPDX-License-Identifier: Apache-2.0
// The server's answers, each asked for once; a published copy has them as files.

import { fileURL, isPublished } from '../addresses.js';
import { language } from './format.js';
import { stem } from './picture.js';

/** A refusal of the server, with its problem document's detail. */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Answers kept in the browser: enough for a session of comparing, small enough for a phone. */
const answersKept = 160;
const answers = new Map();

async function published(path, parameters) {
  const { answer } = await import('../published/answers.js');
  try {
    return await answer(path, parameters);
  } catch (error) {
    throw new ApiError(error.status ?? 0, error.message);
  }
}

async function request(path, parameters) {
  if (isPublished) return published(path, parameters);
  const url = new URL(fileURL(path));
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== '' && value !== null && value !== undefined && value !== false) url.searchParams.set(key, value === true ? '1' : value);
  }
  let response;
  try {
    response = await fetch(url, { headers: { Accept: 'application/json' } });
  } catch {
    throw new ApiError(0, '');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem.detail || problem.title || response.statusText);
  }
  return response.json();
}

function remembered(path, parameters = {}) {
  const key = `${path}?${JSON.stringify(parameters)}`;
  const known = answers.get(key);
  if (known) return known;
  const answer = request(path, parameters);
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  if (answers.size > answersKept) answers.delete(answers.keys().next().value);
  return answer;
}

/** @returns {Promise<Map<string, object>>} indicators by id */
export async function fetchIndicators() {
  const { indicators } = await remembered('/api/v1/indicators', { lang: language });
  return new Map(indicators.map((indicator) => [indicator.id, indicator]));
}

/** One indicator or computed measure: name, unit, levels, periods, usual style. */
export function fetchIndicator(id) {
  return remembered(`/api/v1/indicators/${encodeURIComponent(id)}`, { lang: language });
}

const unitsByLevel = new Map();

/** @returns {Promise<Map<string, object>>} units of a level by the stem of their code; the same map each time */
export function fetchUnits(level) {
  if (!unitsByLevel.has(level)) {
    const units = request('/api/v1/units', { level, limit: 5000, lang: language })
      .then((answer) => new Map(answer.units.map((unit) => [stem(unit.terc), unit])));
    units.catch(() => unitsByLevel.delete(level));
    unitsByLevel.set(level, units);
  }
  return unitsByLevel.get(level);
}

/** One unit with its bounding box. */
export function fetchUnit(terc) {
  return remembered(`/api/v1/units/${encodeURIComponent(terc)}`, { lang: language });
}

/** All values of an indicator at a level, for every period. */
export function fetchSeries(indicator, level) {
  return remembered(`/api/v1/indicators/${encodeURIComponent(indicator)}/series`, { level });
}

/** Legends of all periods, so that the slider asks for nothing. @returns {Promise<Record<string, object>>} */
export async function fetchLegends(state, periods) {
  const manual = state.method === 'manual';
  const parameters = {
    indicator: state.indicator, level: state.level, method: state.method,
    classes: manual ? '' : state.classes, breaks: manual ? state.breaks : '',
    palette: state.palette, reverse: state.reverse ? '1' : '0', within: state.within,
    pooled: periods.length > 1 && state.pooled, lang: language,
  };
  if (periods.length > 1) return (await remembered('/api/v1/legend', { ...parameters, period: '*' })).legends;
  return { [periods[0]]: await remembered('/api/v1/legend', { ...parameters, period: periods[0] }) };
}

/** The value of an area as a whole, by period: null where it cannot be computed. @returns {Promise<Record<string, number|null>>} */
export async function fetchAreaValues(state, periods, within) {
  const legends = await fetchLegends({ ...state, method: 'quantile', classes: 2, reverse: false, pooled: false, within }, periods);
  return Object.fromEntries(Object.entries(legends).map(([period, legend]) => [period, legend.statistics?.mean ?? null]));
}

/** Correlation of two measures over the units of a level, with its points. */
export function fetchCorrelation({ x, y, period, level, within }) {
  return remembered('/api/v1/analysis/correlation', { x, y, period, level, within, lang: language });
}

/** Whether neighbours are alike, of all units and of each one; over the whole country, as the map of clusters is. */
export function fetchAutocorrelation({ indicator, period, level }) {
  return remembered('/api/v1/analysis/autocorrelation', { indicator, period, level, permutations: 9999, lang: language });
}
