// SPDX-License-Identifier: Apache-2.0
// Texts, numbers and dates in the language of the page.

/** @returns {any} the JSON of a `<script type="application/json">` element */
export function readJSON(id) {
  return JSON.parse(document.getElementById(id)?.textContent || '{}');
}

export const language = document.documentElement.lang || 'pl';
export const texts = readJSON('texts');

const plurals = new Intl.PluralRules(language);
const integers = new Intl.NumberFormat(language, { maximumFractionDigits: 0, useGrouping: 'min2' });

/** Puts values into a text: `fill('{rank} z {count}', {rank: 3, count: 14})`. */
export function fill(text, values) {
  return String(text ?? '').replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** The form of a counted noun: `plural(texts.units.powiat, 22)` is „22 powiaty”. */
export function plural(forms, count) {
  return fill(forms[plurals.select(count)] ?? forms.other, { n: integers.format(count) });
}

const numberFormats = new Map();

/** A number with a fixed number of decimals; years keep no thousands separator (`min2`). */
export function formatNumber(value, decimals) {
  if (!numberFormats.has(decimals)) {
    numberFormats.set(decimals, new Intl.NumberFormat(language, {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: 'min2',
    }));
  }
  return numberFormats.get(decimals).format(value).replace('-', '\u2212');
}

/** `20,3%`, `1833 osoby`: a unit of measure follows a no-break space, the per cent sign nothing. */
export function withUnit(text, unit) {
  if (!unit) return text;
  return unit === '%' ? `${text}%` : `${text}\u00a0${unit}`;
}

/** An ISO 8601 period in words: `2021`, „październik 2014”, „30 czerwca 2015”. */
export function formatPeriod(period) {
  const [year, month, day] = period.split('-').map(Number);
  if (!month) return period;
  const date = new Date(Date.UTC(year, month - 1, day || 1));
  const options = { year: 'numeric', month: 'long', timeZone: 'UTC', ...(day && { day: 'numeric' }) };
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options).format(date).replaceAll(' ', '\u00a0');
}

/** Small letters without diacritics, so that “swieto” finds „świętokrzyskie”. */
export function fold(text) {
  return text.toLocaleLowerCase('pl').replaceAll('ł', 'l').normalize('NFD').replace(/\p{Mn}/gu, '');
}

/** Polish endings change: a long word is looked for without its last letters (“wyższe” finds „wyższym”). */
function trunk(word) {
  if (word.length >= 7) return word.slice(0, -2);
  return word.length >= 5 ? word.slice(0, -1) : word;
}

/** Whether a folded text holds every word of a query. */
export function holdsWords(folded, query) {
  return fold(query).split(/[^\p{L}\p{N}+]+/u).filter(Boolean).every((word) => folded.includes(trunk(word)));
}

/** Builds an element: `element('dd', {className: 'x'}, 'text', child)`. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key in node && !key.startsWith('aria')) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

/** Builds an SVG element from attributes. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
