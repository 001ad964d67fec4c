// SPDX-License-Identifier: Apache-2.0
// The map page: loads what a state needs, then shows it in map, legend, table, timeline and panel.

import { fetchAreaValues, fetchLegends, fetchSeries, fetchUnit, fetchUnits } from './api.js';
import { fill, formatNumber, formatPeriod, plural, texts, withUnit } from './format.js';
import { coverage, makePicture, rankWithin, stem } from './picture.js';

export class AtlasPage {
  #data = null;
  #picture = null;
  #request = 0;
  #hovered = null;
  #area;
  #prepared = new WeakMap();

  /** @param {object} widgets state, indicators, regions, map (or null), legend, table, timeline, panel, form, picker, messages, tooltip, controls */
  constructor(widgets) {
    Object.assign(this, widgets);
    this.regionNames = new Map(this.regions.map(({ terc, name }) => [terc, name]));
    this.state.usualPeriod = (id) => this.#usualPeriod(this.indicators.get(id));
  }

  get current() {
    return this.state.current;
  }

  /** Changes part of the state: loads what is missing and shows it. */
  async change(part, options = {}) {
    const next = { ...this.current, ...part };
    const indicator = this.indicators.get(next.indicator);
    if (!indicator) return;
    if (part.indicator && !indicator.levels.includes(next.level)) {
      next.level = this.#nearestLevel(indicator.levels, next.level);
    }
    if (part.level && next.unit && next.level !== this.current.level) next.unit = '';
    if (!indicator.periods.includes(next.period)) next.period = this.#usualPeriod(indicator);
    this.timeline.stop();
    this.state.commit(next, options);
    await this.load(options);
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
    this.form.show(state, indicator.periods.length);
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
      this.#data = { series, units, legends, indicator, covered: coverage(series) };
      this.messages.clear();
      this.timeline.show(series.periods, series.forecast ?? [], state.period);
      this.form.show(state, series.periods.length);
      this.map?.whenReady(() => this.map.setLevel(state.level));
      this.render();
      this.#showArea(options);
      this.#announce();
    } catch (error) {
      if (request !== this.#request) return;
      if (error.status === 400 && state.method === 'manual') this.form.showError(error.message);
      this.messages.failed(error, () => this.load(options));
    }
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
    if (!playing) this.#announce();
  }

  stopPlaying() {
    this.state.commit({ ...this.current }, { replace: true });
    this.#announce();
  }

  get legend_() {
    return this.#data?.legends[this.current.period];
  }

  render({ playing = false } = {}) {
    const { series, units, indicator, covered } = this.#data;
    const state = this.current;
    const legend = this.legend_;
    if (!legend) return;
    const picture = makePicture(series, state.period, legend, state.within);
    this.#picture = picture;
    const { indicator: id, period, level, method, classes, breaks, palette, reverse, within, pooled } = state;
    const name = [id, period, level, method, classes, breaks, palette, reverse, within, pooled].join('|');
    this.map?.whenReady(() => this.map.paint(picture, name));
    const entries = [];
    picture.codes.forEach((code, index) => {
      if (!picture.inside[index]) return;
      entries.push({ code, value: picture.values[index], ...this.#valueText(index), color: picture.colors[index], rank: picture.rank[index] });
    });
    this.table.show(units, entries);
    this.legend.show({
      legend, picture, indicator, level: state.level, decimals: series.decimals, query: this.#languageQuery,
      areaName: state.within ? fill(texts.averageRegion, { region: this.regionNames.get(state.within) }) : texts.averagePoland,
      coverageName: covered && covered !== state.within ? this.regionNames.get(covered) : '',
    });
    this.controls.showTitle(state, indicator, { region: this.regionNames.get(state.within), forecast: this.#isForecast });
    this.#markSelected({ reveal: !playing });
    if (!playing) this.controls.showAddress();
  }

  get #isForecast() {
    const { series } = this.#data;
    return Boolean(series.forecast?.[series.periods.indexOf(this.current.period)]);
  }

  get #languageQuery() {
    const lang = new URLSearchParams(this.state.query()).get('lang');
    return lang ? `?lang=${lang}` : '';
  }

  #valueText(index) {
    const value = this.#picture.values[index];
    const flag = this.#picture.flags[index];
    if (value === null) return { text: '–', note: flag === 'not-applicable' ? texts.notApplicable : '' };
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
    const value = text === '–' ? note || texts.noData : withUnit(text, this.#data.indicator.unit);
    this.tooltip.show(point, { name: unit.name, parent: unit.parentName, value: this.#isForecast ? `${value} (${texts.forecast})` : value });
  }

  #markHovered(terc) {
    this.#hovered = terc;
    const code = terc ? stem(terc) : null;
    this.map?.mark('hovered', code);
    this.table.mark('hovered', code);
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
    const index = terc ? picture.codes.indexOf(terc) : -1;
    this.legend.markValue(index < 0 ? null : picture.values[index]);
    if (index < 0) {
      this.panel.hide();
      return;
    }
    const region = terc.slice(0, 2);
    const state = this.current;
    const isRegion = terc.length === 2;
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
        unitOfMeasure: indicator.unit, period: formatPeriod(period), decimals: series.decimals, query: this.#languageQuery,
        rankPoland: covered === region ? null : rankWithin(picture.codes, picture.values, terc, ''),
        rankRegion: isRegion ? null : rankWithin(picture.codes, picture.values, terc, region),
        regionName: fill(texts.averageRegion, { region: this.regionNames.get(region) }), regionValue: own[period] ?? null, countryValue: country[period] ?? null,
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
