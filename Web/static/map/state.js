// SPDX-License-Identifier: Apache-2.0
// What the map shows, in the address: a link shows a colleague the same thing.

import { isPublished } from '../addresses.js';
import { readableQuery } from './expression.js';

/**
 * @typedef {object} MapState
 * @property {string} indicator an id, or the text of a computed measure
 * @property {string} period   ISO 8601, empty until the indicator's periods are known
 * @property {string} level    wojewodztwo, powiat or gmina
 * @property {string} method   quantile, equal, jenks, stddev or manual
 * @property {number} classes  2…9
 * @property {string} breaks   inner limits for the method manual: `12.5,20,30`
 * @property {string} palette
 * @property {boolean} reverse
 * @property {string} within   TERC code of a voivodeship, empty for the country
 * @property {boolean} pooled
 * @property {string} unit     TERC code of the selected unit, empty for none
 * @property {string} relation the measure that the relationship chart compares with, empty for none
 */

/** Settings that a reader would expect “back” to undo. */
const settingsInHistory = ['indicator', 'level', 'within'];

export class StateInAddress {
  /** @param {object} initial the page's own state, as the server understood the address */
  constructor(initial) {
    this.defaults = { classes: 5, method: 'quantile', ...initial.defaults, breaks: '', reverse: false, within: '', pooled: false, unit: '', period: '', relation: '' };
    /** @type {MapState} */
    this.current = {
      indicator: initial.indicator, period: initial.period || '', level: initial.level, method: initial.method,
      classes: Number(initial.classes) || this.defaults.classes, breaks: initial.breaks || '', palette: initial.palette,
      reverse: Boolean(initial.reverse), within: initial.within || '', pooled: Boolean(initial.pooled), unit: initial.unit || '',
      relation: new URLSearchParams(location.search).get('relation') || '',
    };
    this.language = initial.lang;
    /** The period that an indicator opens with; it is left out of the address. @type {(indicator: string) => string} */
    this.usualPeriod = () => '';
    /** How the map of a measure looks as long as nobody chose otherwise. @type {(indicator: string) => {method: string, classes: number, palette: string, reverse: boolean}} */
    this.usualStyle = () => this.plainStyle;
  }

  get plainStyle() {
    const { method, classes, palette } = this.defaults;
    return { method, classes, palette, reverse: false };
  }

  /** Reads an address that the browser went back or forward to. @returns {MapState} */
  read(search) {
    const parameters = new URLSearchParams(search);
    const text = (key) => parameters.get(key) || this.defaults[key] || '';
    const on = (key) => parameters.get(key) === '1';
    const usual = this.usualStyle(text('indicator'));
    const palette = parameters.get('palette') || usual.palette;
    return {
      indicator: text('indicator'), period: text('period'), level: text('level'), method: parameters.get('method') || usual.method,
      classes: Number(parameters.get('classes')) || usual.classes, breaks: text('breaks'), palette,
      reverse: parameters.has('reverse') ? on('reverse') : palette === usual.palette && usual.reverse,
      within: text('within'), pooled: on('pooled'), unit: text('unit'), relation: text('relation'),
    };
  }

  /** The query of a state; defaults are left out. */
  query(state = this.current, extra = {}) {
    const parameters = new URLSearchParams();
    const usual = this.usualStyle(state.indicator);
    const defaults = { ...this.defaults, ...usual, reverse: state.palette === usual.palette && usual.reverse };
    for (const key of ['indicator', 'period', 'level', 'method', 'classes', 'breaks', 'palette', 'reverse', 'within', 'pooled', 'unit', 'relation']) {
      if (key === 'breaks' && state.method !== 'manual') continue;
      if (key === 'classes' && state.method === 'manual') continue;
      const value = state[key];
      if (key === 'period' && value === this.usualPeriod(state.indicator)) continue;
      if (value !== defaults[key] && value !== '') parameters.set(key, typeof value === 'boolean' ? String(Number(value)) : String(value));
    }
    const lang = isPublished ? '' : extra.lang ?? (this.language === 'en' || new URLSearchParams(location.search).has('lang') ? this.language : '');
    if (lang) parameters.set('lang', lang);
    const query = readableQuery(parameters.toString());
    return query ? `?${query}` : '';
  }

  /** Takes over a changed state and writes the address. */
  commit(next, { replace = false } = {}) {
    const remember = !replace && settingsInHistory.some((key) => next[key] !== this.current[key]);
    this.current = next;
    const address = `${location.pathname}${this.query()}${location.hash}`;
    if (address === location.pathname + location.search + location.hash) return;
    if (remember) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }
}

/** Map position as `#zoom/latitude/longitude`. @returns {{zoom: number, center: [number, number]}|null} */
export function positionInHash(hash = location.hash) {
  const [zoom, latitude, longitude] = hash.slice(1).split('/').map(Number);
  const valid = zoom >= 0 && zoom <= 22 && Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
  return valid ? { zoom, center: [longitude, latitude] } : null;
}

/** Writes the map position, or removes it when the map shows its whole area. */
export function writePosition(position) {
  const hash = position ? `#${position.zoom.toFixed(2)}/${position.center[1].toFixed(4)}/${position.center[0].toFixed(4)}` : '';
  if (hash !== location.hash) history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}
