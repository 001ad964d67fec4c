// SPDX-License-Identifier: Apache-2.0
// The map page: loads what a state needs, then shows it in map, legend, table, timeline and panel.

import { fetchAreaValues, fetchIndicator, fetchLegends, fetchSeries, fetchUnit, fetchUnits } from './api.js';
import { isCategorical, isComputed } from './expression.js';
import { fill, formatNumber, formatPeriod, plural, texts, withUnit } from './format.js';
import { pairText, thirdsOf } from './matrix-legend.js';
import { loadNeighbours, loadParts } from './measure-parts.js';
import { coverage, makePicture, rankWithin, stem } from './picture.js';

/** Units that a chosen class leaves out. */
const fadedColor = '#f4f3ef';
const clusterOrder = ['isolated', 'not-significant', 'low-high', 'high-low', 'low-low', 'high-high'];

export class AtlasPage {
  #data = null;
  #picture = null;
  #request = 0;
  #hovered = null;
  #area;
  #prepared = new WeakMap();
  /** The class of a bivariate map that is shown alone. */
  #only = null;

  /** @param {object} widgets state, indicators, regions, map (or null), legend, table, timeline, panel, form, picker, messages, tooltip, controls */
  constructor(widgets) {
    Object.assign(this, widgets);
    this.regionNames = new Map(this.regions.map(({ terc, name }) => [terc, name]));
    this.state.usualPeriod = (id) => this.#usualPeriod(this.indicators.get(id));
    this.state.usualStyle = (id) => this.indicators.get(id)?.style ?? this.state.plainStyle;
  }

  /** What is known of an indicator or computed measure; the catalogue is at hand, a measure is asked for once. */
  async resolve(id) {
    if (!this.indicators.has(id)) {
      const { style, ...indicator } = await fetchIndicator(id);
      // Only measures have a style of their own; the catalogue's indicators share the plain one.
      this.indicators.set(id, { ...indicator, id, style });
    }
    return this.indicators.get(id);
  }

  get current() {
    return this.state.current;
  }

  /** Changes part of the state: loads what is missing and shows it. */
  async change(part, options = {}) {
    const wanted = part.indicator ?? this.current.indicator;
    if (!this.indicators.has(wanted)) {
      const request = ++this.#request;
      this.messages.loading();
      try {
        await this.resolve(wanted);
      } catch (error) {
        if (request === this.#request) this.messages.failed(error, () => this.change(part, options));
        return;
      }
      if (request !== this.#request) return;
    }
    const next = { ...this.current, ...part };
    const indicator = this.indicators.get(next.indicator);
    if (!options.keepStyle) this.#followStyle(next, part);
    if (part.indicator && !indicator.levels.includes(next.level)) {
      next.level = this.#nearestLevel(indicator.levels, next.level);
    }
    if (part.level && next.unit && next.level !== this.current.level) next.unit = '';
    if (!indicator.periods.includes(next.period)) next.period = this.#usualPeriod(indicator);
    this.timeline.stop();
    this.state.commit(next, options);
    await this.load(options);
  }

  /** What nobody chose follows the measure: changes are shown round zero, amounts from low to high. */
  #followStyle(next, part) {
    if (next.indicator === this.current.indicator) return;
    const before = this.state.usualStyle(this.current.indicator);
    const after = this.state.usualStyle(next.indicator);
    const { method, classes, palette, reverse } = this.current;
    if (!('method' in part) && method === before.method) next.method = after.method;
    if (!('classes' in part) && classes === before.classes) next.classes = after.classes;
    if (!('palette' in part) && palette === before.palette && reverse === before.reverse) Object.assign(next, { palette: after.palette, reverse: after.reverse });
  }

  /** The latest period that is not a forecast. */
  #usualPeriod(indicator) {
    const periods = indicator?.periods ?? [];
    return periods.filter((period) => !indicator.forecast_periods?.includes(period)).at(-1) ?? periods.at(-1) ?? '';
  }

  #nearestLevel(available, wanted) {
    const order = ['wojewodztwo', 'powiat', 'gmina'];
    const distance = (level) => Math.abs(order.indexOf(level) - order.indexOf(wanted));
    return [...available].filter((level) => order.includes(level)).sort((a, b) => distance(a) - distance(b))[0] ?? wanted;
  }

  /** Loads the data of the current state. A later call makes an earlier one void. */
  async load(options = {}) {
    const request = ++this.#request;
    const state = this.current;
    const indicator = this.indicators.get(state.indicator);
    this.controls.show(state, indicator);
    this.form.show(state, indicator.periods.length, isCategorical(state.indicator));
    this.analysis.show(state);
    if (!indicator.levels.includes(state.level)) {
      this.messages.noData(indicator.levels.filter((level) => level in texts.levels), (level) => this.change({ level }));
      return;
    }
    this.messages.loading();
    try {
      const [series, units] = await Promise.all([fetchSeries(state.indicator, state.level), this.#units(state.level)]);
      if (request !== this.#request) return;
      if (!series.periods.includes(state.period)) {
        state.period = series.periods.filter((_, index) => !series.forecast?.[index]).at(-1) ?? series.periods.at(-1);
        this.state.commit(state, { replace: true });
      }
      const legends = await fetchLegends(state, series.periods);
      if (request !== this.#request) return;
      if (this.#data?.indicator !== indicator) this.#only = null;
      this.#data = { series, units, legends, indicator, covered: coverage(series), parts: [] };
      this.messages.clear();
      this.timeline.show(series.periods, series.forecast ?? [], state.period);
      this.form.show(state, series.periods.length, isCategorical(state.indicator));
      this.map?.whenReady(() => this.map.setLevel(state.level));
      this.render();
      this.#showArea(options);
      this.#announce();
      if (isComputed(state.indicator)) this.#loadParts(request);
    } catch (error) {
      if (request !== this.#request) return;
      if (error.status === 400 && state.method === 'manual') this.form.showError(error.message);
      this.messages.failed(error, () => this.load(options));
    }
  }

  /** The values behind the measure's values come after the map: nobody waits for them. */
  async #loadParts(request) {
    const { indicator, level } = this.current;
    const parts = await loadParts(indicator, level, { population: this.population, resolve: (id) => this.resolve(id) }).catch(() => []);
    if (request !== this.#request || parts.length === 0) return;
    this.#data.parts = parts;
    this.render();
    await this.#loadNeighbours();
  }

  /** The means of neighbours are computed for one period at a time. */
  async #loadNeighbours() {
    const request = this.#request;
    const { indicator, level, period } = this.current;
    const hasMore = await loadNeighbours(this.#data.parts, indicator, level, period).catch(() => false);
    if (hasMore && request === this.#request) this.render();
  }

  #partsOf(index) {
    return this.#data.parts.map((part) => part.describe(index, this.current.period, this.#picture.codes[index]));
  }

  /** Shows one class of a bivariate map alone, on the map and in the table. */
  showOnly(index) {
    this.#only = index;
    this.render();
    const entry = index === null ? null : this.legend_.classes[index];
    this.messages.announce(entry ? fill(texts.analysis.matrixOnly, { cell: pairText(entry.category) }) : texts.analysis.matrixAll);
  }

  /** Chooses what the relationship chart compares with. */
  async compare(relation) {
    await this.resolve(relation);
    this.state.commit({ ...this.current, relation }, { replace: true });
    this.#showRelation();
    this.controls.showAddress();
  }

  #showRelation() {
    const colors = new Map(this.#picture.codes.map((code, index) => [code, this.#picture.colors[index]]));
    this.relation.show(this.current, colors, this.#data.units);
  }

  /** Units with the names of their parents, prepared once for a level. */
  async #units(level) {
    const units = await fetchUnits(level);
    if (this.#prepared.has(units)) return units;
    const parents = level === 'gmina' ? await fetchUnits('powiat') : null;
    for (const unit of units.values()) {
      const parent = parents?.get(unit.parent)?.name ?? (level === 'powiat' ? this.regionNames.get(unit.parent) : '');
      unit.parentName = parent ?? '';
    }
    this.#prepared.set(units, true);
    return units;
  }

  /** Shows a period of the data at hand. Asks for nothing. */
  showPeriod(period, playing) {
    if (!this.#data) return;
    if (playing) this.state.current = { ...this.current, period };
    else this.state.commit({ ...this.current, period }, { replace: true });
    this.render({ playing });
    if (playing) return;
    this.#announce();
    this.#loadNeighbours();
  }

  stopPlaying() {
    this.state.commit({ ...this.current }, { replace: true });
    this.#announce();
    if (!this.#data) return;
    this.#showRelation();
    this.#loadNeighbours();
  }

  get legend_() {
    return this.#data?.legends[this.current.period];
  }

  render({ playing = false } = {}) {
    const { series, units, indicator, covered } = this.#data;
    const state = this.current;
    const legend = this.legend_;
    if (!legend) return;
    const isCategories = isCategorical(state.indicator);
    const picture = makePicture(series, state.period, legend, state.within);
    this.#picture = picture;
    if (this.#only !== null) this.#hideOthers(picture, legend);
    const { indicator: id, period, level, method, classes, breaks, palette, reverse, within, pooled } = state;
    const name = [id, period, level, method, classes, breaks, palette, reverse, within, pooled, this.#only ?? ''].join('|').replace(/\|$/, '');
    this.map?.whenReady(() => this.map.paint(picture, name));
    const entries = [];
    picture.codes.forEach((code, index) => {
      if (!picture.inside[index] || (this.#only !== null && picture.values[index] !== this.#only)) return;
      const value = isCategories ? this.#weightOf(picture.values[index]) : picture.values[index];
      entries.push({ code, value, ...this.#valueText(index, true), color: picture.colors[index], rank: isCategories ? null : picture.rank[index] });
    });
    document.getElementById('unit-table').classList.toggle('is-categories', isCategories);
    this.table.show(units, entries);
    this.legend.show({
      legend, picture, indicator, level: state.level, decimals: series.decimals, query: this.#languageQuery,
      areaName: state.within ? fill(texts.averageRegion, { region: this.regionNames.get(state.within) }) : texts.averagePoland,
      chosen: this.#only, coverageName: covered && covered !== state.within ? this.regionNames.get(covered) : '',
    });
    this.controls.showTitle(state, indicator, { region: this.regionNames.get(state.within), forecast: this.#isForecast });
    this.#markSelected({ reveal: !playing });
    if (playing) return;
    this.controls.showAddress();
    this.#showRelation();
  }

  /** Units of other classes fade; what has no data stays as it is. */
  #hideOthers(picture, legend) {
    picture.values.forEach((value, index) => {
      if (value !== null && value !== this.#only && picture.inside[index]) picture.colors[index] = fadedColor;
    });
  }

  /** Where a class stands in the sorted table: high among high first, what is not significant late. */
  #weightOf(value) {
    if (value === null) return null;
    const { category } = this.legend_.classes[value] ?? {};
    if (!this.legend_.matrix) return clusterOrder.indexOf(category);
    const [x, y] = thirdsOf(category);
    return x + y;
  }

  get #isForecast() {
    const { series } = this.#data;
    return Boolean(series.forecast?.[series.periods.indexOf(this.current.period)]);
  }

  get #languageQuery() {
    const lang = new URLSearchParams(this.state.query()).get('lang');
    return lang ? `?lang=${lang}` : '';
  }

  /** @param {boolean} isShort for the table, where a pair of values stands below the class */
  #valueText(index, isShort = false) {
    const value = this.#picture.values[index];
    const flag = this.#picture.flags[index];
    if (value === null) return { text: '–', note: flag === 'not-applicable' ? texts.notApplicable : '' };
    const pair = isShort && this.#data.parts.some((part) => part.role === 'y') ? this.#partsOf(index).map((part) => part.short).join(' · ') : '';
    const entry = this.legend_.classes[value];
    if (entry?.category) return { text: this.legend_.matrix ? pairText(entry.category) : entry.label, note: pair };
    if (pair) return { text: formatNumber(value, this.#data.series.decimals), note: pair };
    const isDerived = flag === 'derived';
    return { text: formatNumber(value, this.#data.series.decimals), note: isDerived ? texts.derived : '', isDerived };
  }

  hover(terc, point) {
    if (!terc || !this.#data) {
      this.tooltip.hide();
      if (this.#hovered) this.#markHovered(null);
      return;
    }
    if (this.#hovered !== terc) this.#markHovered(terc);
    if (!point) return;
    const code = stem(terc);
    const index = this.#picture.codes.indexOf(code);
    const unit = this.#data.units.get(code) ?? { name: terc };
    const { text, note } = index < 0 ? { text: '–', note: '' } : this.#valueText(index);
    const unitOfMeasure = isCategorical(this.current.indicator) ? '' : this.#data.indicator.unit;
    const value = text === '–' ? note || texts.noData : withUnit(text, unitOfMeasure);
    this.tooltip.show(point, {
      name: unit.name, parent: unit.parentName, value: this.#isForecast ? `${value} (${texts.forecast})` : value,
      parts: index < 0 ? [] : this.#partsOf(index),
    });
  }

  #markHovered(terc) {
    this.#hovered = terc;
    const code = terc ? stem(terc) : null;
    this.map?.mark('hovered', code);
    this.table.mark('hovered', code);
    this.relation.mark('hovered', code);
    const index = this.#picture?.codes.indexOf(code ?? stem(this.current.unit)) ?? -1;
    this.legend.markValue(index < 0 ? null : this.#picture.values[index]);
  }

  /** Selects a unit; from the table the map goes there. */
  async select(terc, { fly = false } = {}) {
    if (!this.#data) return;
    const code = terc ? this.#data.units.get(stem(terc))?.terc ?? terc : '';
    this.state.commit({ ...this.current, unit: code }, { replace: true });
    this.controls.showAddress();
    this.#markSelected({ reveal: true });
    if (!code || !this.map) return;
    const unit = await fetchUnit(code).catch(() => null);
    if (!unit?.bbox || this.current.unit !== code) return;
    this.panel.showRight(!fly && this.map.isLeft(unit.center));
    if (fly) this.map.flyTo(unit.bbox);
  }

  async #markSelected({ reveal }) {
    const { unit: selected, period } = this.current;
    const terc = stem(selected);
    const { series, units, indicator, covered } = this.#data;
    const picture = this.#picture;
    this.map?.whenReady(() => this.map.mark('selected', terc || null));
    this.table.mark('selected', terc || null, { reveal });
    this.relation.mark('selected', terc || null);
    const index = terc ? picture.codes.indexOf(terc) : -1;
    this.legend.markValue(index < 0 ? null : picture.values[index]);
    if (index < 0) {
      this.panel.hide();
      return;
    }
    const region = terc.slice(0, 2);
    const state = this.current;
    const isRegion = terc.length === 2;
    const isCategories = isCategorical(state.indicator);
    const [country, own] = await Promise.all([
      fetchAreaValues(state, series.periods, '').catch(() => ({})),
      isRegion ? {} : fetchAreaValues(state, series.periods, region).catch(() => ({})),
    ]);
    if (this.current.unit !== selected || this.current.period !== period || this.#picture !== picture) return;
    const { text, note } = this.#valueText(index);
    this.panel.show(
      { ...units.get(terc), kindText: texts.kinds[units.get(terc)?.kind] ?? '' },
      {
        text, note: [note, text === '–' && !note ? texts.noData : '', this.#isForecast ? texts.forecast : ''].filter(Boolean).join(', '),
        unitOfMeasure: isCategories ? '' : indicator.unit, parts: this.#partsOf(index).map(({ label, text, short }) => ({ label, text: short || text })), period: formatPeriod(period), decimals: series.decimals, query: this.#languageQuery,
        rankPoland: isCategories || covered === region ? null : rankWithin(picture.codes, picture.values, terc, ''),
        rankRegion: isCategories || isRegion ? null : rankWithin(picture.codes, picture.values, terc, region),
        regionName: fill(texts.averageRegion, { region: this.regionNames.get(region) }), regionValue: isCategories ? null : own[period] ?? null, countryValue: isCategories ? null : country[period] ?? null,
      });
  }

  /** Moves the map when the area changed: a chosen region, or the only region that has data. */
  async #showArea({ keepPosition = false } = {}) {
    const area = this.current.within || this.#data.covered;
    if (area === this.#area || !this.map) return;
    const isFirst = this.#area === undefined;
    this.#area = area;
    if (keepPosition || (isFirst && (!area || this.hasBounds))) return;
    const unit = area ? await fetchUnit(area).catch(() => null) : null;
    if (this.#area !== area) return;
    this.map.fit(unit?.bbox ?? null, { animate: !isFirst });
  }

  #announce() {
    const { indicator, level, period, within } = { ...this.current, indicator: this.#data.indicator.name };
    const legend = this.legend_;
    const units = this.#picture.inside.filter(Boolean).length;
    const text = fill(texts.announceMap, {
      indicator, period: formatPeriod(period), units: plural(texts.units[level], units), classes: plural(texts.classes, legend.classes.length),
    });
    this.messages.announce(within ? `${text} ${fill(texts.announceRegion, { region: this.regionNames.get(within) })}` : text);
  }
}
