// SPDX-License-Identifier: Apache-2.0
// Measures computed from indicators: `change(ludnosc,2015)`. The grammar of the server's IndicatorExpression, read
// only as far as the panel needs it: operands stay texts, and the server has the last word on them.

const idForm = /^[a-z0-9][a-z0-9-]*$/;
const callForm = /^([a-z0-9-]+)\((.*)\)$/;
const periodForm = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export const componentLimit = 12;
export const provisionKinds = ['places', 'institutions', 'cooperation'];

/** Whether a text is the plain id of an indicator. */
export function isID(text) {
  return idForm.test(text);
}

/** Whether a text names a measure that is computed. */
export function isComputed(text) {
  return /[(@]/.test(text);
}

/** Cuts `a,b(c,d),e` at the commas outside parentheses; null when the parentheses do not match. */
function splitArguments(text) {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return null;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return depth === 0 ? parts : null;
}

/** `ludnosc*-0.5` → the measure and its weight, at the last asterisk. */
function readComponent(text) {
  const at = text.lastIndexOf('*');
  const weight = Number(text.slice(at + 1));
  return at > 0 && Number.isFinite(weight) && weight !== 0 ? { measure: text.slice(0, at), weight } : null;
}

/**
 * @typedef {object} Analysis  the fields of the panel
 * @property {string} mode     plain, change, rate, bivariate, index, clusters or gap
 * @property {string} measure  what is analysed: an id or a further expression
 * @property {string} since
 * @property {boolean} percent
 * @property {string} base     1000, 10000, 100000, km2 or measure
 * @property {string} second
 * @property {number} factor
 * @property {string} method   zscore, minmax or hellwig
 * @property {{measure: string, weight: number}[]} parts
 * @property {string} provision places, institutions or cooperation
 * @property {string} type     a type of institution in small letters
 * @property {string} cooperation what is counted of the registry of agreements
 * @property {boolean} asPair  need and provision as two measures instead of as their gap
 */

export const residentBases = ['1000', '10000', '100000'];

const blank = {
  mode: 'plain', measure: '', since: '', percent: false, base: '10000', second: '', factor: 100, method: 'zscore', parts: [],
  provision: 'places', type: 'dps', cooperation: 'ops-pup', asPair: false,
};

/** `places(dps)` → `{provision, type}`, `cooperation(ngo)` → `{provision, cooperation}`; null for any other measure. */
function readProvision(text) {
  const [, provision, kind] = callForm.exec(text) ?? [];
  if (!provisionKinds.includes(provision) || !isID(kind)) return null;
  return provision === 'cooperation' ? { provision, cooperation: kind } : { provision, type: kind };
}

/** The measure of the help that is compared with need. @param {Analysis} analysis */
export function provisionMeasure({ provision, type, cooperation }) {
  return `${provision}(${provision === 'cooperation' ? cooperation : type})`;
}

/** What a call says in the panel's terms; null when the panel has no fields for it. */
function readCall(name, parts) {
  const [measure, second, factor] = parts;
  switch (`${name} ${parts.length}`) {
    case 'change 2':
    case 'growth 2': return periodForm.test(second) ? { mode: 'change', measure, since: second, percent: name === 'growth' } : null;
    case 'per-capita 2': return residentBases.includes(second) ? { mode: 'rate', measure, base: second } : null;
    case 'per-km2 1': return { mode: 'rate', measure, base: 'km2' };
    case 'ratio 3': return { mode: 'rate', measure, base: 'measure', second, factor: Number(factor) };
    case 'clusters 1': return { mode: 'clusters', measure };
    case 'bivariate 2': {
      const provision = readProvision(second);
      return provision ? { mode: 'gap', measure, ...provision, asPair: true } : { mode: 'bivariate', measure, second };
    }
    case 'gap 2': {
      const provision = readProvision(second);
      return provision ? { mode: 'gap', measure, ...provision } : null;
    }
    default: return null;
  }
}

/**
 * Reads a measure's text.
 * @returns {Analysis & {isKnown: boolean}} with `isKnown` false when the panel has no fields for the measure
 */
export function parse(text) {
  const plain = { ...blank, measure: text, isKnown: isID(text) };
  const [, name, inner] = callForm.exec(text) ?? [];
  if (!name) return plain;
  const parts = splitArguments(inner);
  if (!parts || parts.some((part) => part === '')) return { ...plain, isKnown: false };
  if (provisionKinds.includes(name)) return { ...plain, isKnown: true };
  if (name === 'index') {
    const [method, ...rest] = parts;
    const components = rest.map(readComponent);
    const isWhole = components.length >= 2 && components.length <= componentLimit && components.every(Boolean);
    return isWhole ? { ...blank, mode: 'index', method, parts: components, measure: components[0].measure, isKnown: true } : plain;
  }
  const call = readCall(name, parts);
  return call ? { ...blank, ...call, isKnown: true } : plain;
}

/** A number without an exponent and without a trailing zero. */
function numberText(value) {
  return String(Number(value.toFixed(4)));
}

/**
 * Writes the panel's fields as a measure.
 * @param {Analysis} analysis
 * @returns {string} '' while something is missing
 */
export function format(analysis) {
  const { mode, measure, second } = analysis;
  if (mode === 'index') {
    const { parts, method } = analysis;
    if (parts.length < 2) return '';
    return `index(${method},${parts.map((part) => `${part.measure}*${numberText(part.weight)}`).join(',')})`;
  }
  if (!measure) return '';
  switch (mode) {
    case 'change': return analysis.since ? `${analysis.percent ? 'growth' : 'change'}(${measure},${analysis.since})` : '';
    case 'rate':
      if (analysis.base === 'km2') return `per-km2(${measure})`;
      if (analysis.base !== 'measure') return `per-capita(${measure},${analysis.base})`;
      return second && second !== measure ? `ratio(${measure},${second},${analysis.factor})` : '';
    case 'bivariate': return second && second !== measure ? `bivariate(${measure},${second})` : '';
    case 'clusters': return `clusters(${measure})`;
    case 'gap': return `${analysis.asPair ? 'bivariate' : 'gap'}(${measure},${provisionMeasure(analysis)})`;
    default: return measure;
  }
}

/** Whether the map of a measure has names for classes instead of amounts. */
export function isCategorical(text) {
  return /^(clusters|bivariate)\(/.test(text);
}

/**
 * The measures whose values explain a measure's value, in its order.
 * @param {string} text
 * @param {string} population id of the indicator that rates per resident divide by
 * @returns {{measure: string, period?: string, weight?: number, role?: string}[]} with `period` where it is a fixed one
 */
export function partsOf(text, population) {
  const analysis = parse(text);
  const { measure } = analysis;
  switch (analysis.mode) {
    case 'change': return [{ measure }, { measure, period: analysis.since }];
    case 'rate': {
      const divisor = analysis.base === 'measure' ? analysis.second : analysis.base === 'km2' ? '' : population;
      return [{ measure }, ...(divisor && divisor !== measure ? [{ measure: divisor }] : [])];
    }
    case 'bivariate': return [{ measure, role: 'x' }, { measure: analysis.second, role: 'y' }];
    case 'gap': return [{ measure, role: 'x' }, { measure: provisionMeasure(analysis), role: 'y' }];
    case 'index': return analysis.parts;
    case 'clusters': return [{ measure, role: 'own' }];
    default: return [];
  }
}

/** A measure in an address: the characters of the grammar stay readable. */
export function readableQuery(query) {
  return query.replaceAll('%28', '(').replaceAll('%29', ')').replaceAll('%2C', ',').replaceAll('%40', '@');
}
