// SPDX-License-Identifier: Apache-2.0
// The panel „Analiza”: what to make of an indicator. It writes the expression that the whole page then shows,
// and reads its fields back from the expression of an address.

import { format, isCategorical, isComputed, parse, provisionMeasure, residentBases } from './expression.js';
import { element, fill, formatPeriod, texts } from './format.js';
import { PartsEditor } from './parts-editor.js';
import { IndicatorPicker } from './picker.js';

const field = (id) => document.getElementById(id);

export class AnalysisPanel {
  #analysis = parse('');
  #shown = '';
  #level = '';
  #turn = 0;

  /**
   * @param {object} options
   * @param {Map<string, object>} options.indicators by id, computed measures included
   * @param {(id: string) => Promise<object>} options.resolve finds an indicator or computed measure
   * @param {(measure: string, options?: {replace: boolean}) => void} options.onChange
   * @param {(text: string) => void} options.announce
   * @param {{population: {id: string, levels: string[]}|null, directory: boolean}} options.atlas what the atlas can divide by
   */
  constructor({ indicators, resolve, onChange, announce, atlas }) {
    Object.assign(this, { indicators, resolve, onChange, atlas });
    this.root = field('analysis');
    this.mode = field('analysis-mode');
    this.modeNames = new Map([...this.mode.options].map((option) => [option.value, option.textContent.trim()]));
    this.since = field('analysis-since');
    this.base = field('analysis-base');
    this.factor = field('analysis-factor');
    this.method = field('analysis-method');
    this.type = field('analysis-type');
    /** Missing without agreements. */
    this.cooperation = field('analysis-cooperation');
    this.error = field('analysis-error');
    this.hint = field('analysis-text');
    field('indicator-names')?.remove();
    const source = document.getElementById('indicator');
    const picker = (id, onChoose, options) => new IndicatorPicker(field(id), indicators, onChoose, announce, { source, placeholder: texts.analysis.search, ...options });
    this.measure = picker('analysis-measure', (measure) => this.#edit({ measure }));
    this.second = picker('analysis-second', (second) => this.#edit({ second }));
    this.add = picker('analysis-add', (measure) => this.#addPart(measure), { clears: true, describedBy: 'parts-help' });
    this.add.input.placeholder = texts.analysis.addPart;
    for (const each of [this.measure, this.second, this.add]) each.accepts = (id) => !isCategorical(id);
    this.parts = new PartsEditor({ indicators, announce, onChange: (parts, options) => this.#edit({ parts }, options) });
    this.#listen();
  }

  #listen() {
    this.mode.addEventListener('change', () => this.#changeMode(this.mode.value));
    this.since.addEventListener('change', () => this.#edit({ since: this.since.value }));
    this.base.addEventListener('change', () => this.#edit({ base: this.base.value }));
    this.factor.addEventListener('change', () => this.#edit({ factor: Number(this.factor.value) }));
    this.method.addEventListener('change', () => this.#edit({ method: this.method.value }));
    this.type.addEventListener('change', () => this.#edit({ type: this.type.value }));
    this.cooperation?.addEventListener('change', () => this.#edit({ cooperation: this.cooperation.value }));
    const radio = (name, change) => {
      for (const input of this.root.querySelectorAll(`input[name="${name}"]`)) input.addEventListener('change', () => this.#edit(change(input.value)));
    };
    radio('zmiana', (value) => ({ percent: value === 'percent' }));
    radio('oferta', (value) => ({ provision: value }));
    radio('pokaz', (value) => ({ asPair: value === 'bivariate' }));
  }

  /** Shows the measure of a state. What the reader has begun and not finished stays while the measure does. */
  async show(state) {
    const isNew = state.indicator !== this.#shown;
    this.#level = state.level;
    if (isNew) {
      this.#shown = state.indicator;
      this.#analysis = parse(state.indicator);
    }
    await this.#showFields();
    if (isNew && this.#analysis.mode !== 'plain' && !this.root.dataset.seen) {
      // An address with an analysis opens the panel once; afterwards it is the reader's.
      this.root.open = true;
    }
    this.root.dataset.seen = 'true';
  }

  async #addPart(measure) {
    await this.#find(measure);
    this.parts.add(measure);
  }

  #edit(change, options) {
    this.#analysis = { ...this.#analysis, ...change };
    return this.#apply(options);
  }

  /** Writes the expression if the fields make one; otherwise says what is missing. */
  async #apply(options) {
    const turn = ++this.#turn;
    await this.#showFields();
    if (turn !== this.#turn) return;
    const text = this.#obstacle() ? '' : format(this.#analysis);
    if (!text || text === this.#shown) return;
    this.#shown = text;
    this.onChange(text, options);
  }

  async #changeMode(mode) {
    const from = this.#analysis;
    const whole = this.#shown;
    const info = await this.#find(whole);
    // What is itself an amount can be taken further: clusters of a rate, the change of an index.
    const isAmount = ['rate', 'index'].includes(from.mode) || (from.mode === 'gap' && !from.asPair) || isComputed(from.measure);
    const measure = isAmount && info && (mode === 'clusters' || mode === 'bivariate' || (mode === 'change' && info.periods.length > 1)) && !isCategorical(whole)
      ? (from.mode === 'change' ? from.measure : whole) : from.measure;
    let { parts } = from;
    if (mode === 'index' && parts.length === 0) {
      parts = [{ measure: from.measure, weight: 1 }];
      if (from.mode === 'bivariate') parts.push({ measure: from.second, weight: 1 });
      if (from.mode === 'gap') parts.push({ measure: provisionMeasure(from), weight: -1 });
    }
    const second = mode === 'bivariate' && from.mode === 'gap' ? '' : from.second;
    await this.#edit({ mode, measure, parts, second, isKnown: true });
  }

  /** @returns {Promise<object|null>} what is known of a measure */
  #find(measure) {
    if (!measure) return null;
    return this.indicators.get(measure) ?? this.resolve(measure).catch(() => null);
  }

  get #hasPopulation() {
    return Boolean(this.atlas.population?.levels.includes(this.#level));
  }

  /** Why the fields make no measure yet; '' when they do. */
  #obstacle() {
    const { mode, measure, second, base } = this.#analysis;
    const words = texts.analysis;
    if (mode === 'change' && (this.info?.periods.length ?? 0) < 2) return this.#reason('change', words.onePeriod);
    if (mode === 'rate' && residentBases.includes(base) && !this.#hasPopulation) return this.atlas.population ? words.noPopulationLevel : words.noPopulation;
    if (mode === 'bivariate' || (mode === 'rate' && base === 'measure')) {
      if (!second) return words.chooseSecond;
      if (second === measure) return words.sameSecond;
    }
    return '';
  }

  #reason(mode, reason) {
    return fill(texts.analysis.unavailable, { mode: this.modeNames.get(mode), reason });
  }

  async #showFields() {
    const analysis = this.#analysis;
    const names = [analysis.measure, analysis.second, ...analysis.parts.map((part) => part.measure)];
    const [info] = await Promise.all(names.map((name) => this.#find(name)));
    if (analysis !== this.#analysis) return;
    this.info = info;
    if (analysis.mode === 'change') this.#showPeriods(info);
    this.mode.value = analysis.mode;
    this.#showUnavailable(info);
    this.#showRelevant();
    this.measure.value = analysis.measure;
    field('analysis-measure-label').textContent = this.#measureLabel;
    this.second.value = analysis.second;
    this.base.value = analysis.base;
    this.#showFactor();
    this.method.value = analysis.method;
    field('analysis-method-help').textContent = texts.analysis.methods[analysis.method] ?? '';
    this.type.value = analysis.type;
    if (this.cooperation) this.cooperation.value = analysis.cooperation;
    this.#check('zmiana', analysis.percent ? 'percent' : 'difference');
    this.#check('oferta', analysis.provision);
    this.#check('pokaz', analysis.asPair ? 'bivariate' : 'gap');
    this.parts.show(analysis.parts);
    field('analysis-help').textContent = texts.analysis.help[analysis.mode];
    field('analysis-now').textContent = analysis.mode === 'plain' ? '' : this.modeNames.get(analysis.mode);
    const obstacle = this.#obstacle();
    const note = analysis.isKnown ? obstacle : fill(texts.analysis.nested, { text: analysis.measure });
    this.hint.textContent = note;
    this.hint.hidden = !note;
    this.error.textContent = '';
  }

  get #measureLabel() {
    if (this.#analysis.mode === 'gap') return texts.analysis.need;
    return this.#analysis.mode === 'bivariate' ? texts.analysis.first : this.indicatorLabel;
  }

  get indicatorLabel() {
    return document.getElementById('indicator-label').textContent;
  }

  #check(name, value) {
    const input = this.root.querySelector(`input[name="${name}"][value="${value}"]`);
    if (input) input.checked = true;
  }

  #showPeriods(info) {
    const periods = info?.periods.slice(0, -1) ?? [];
    this.since.replaceChildren(...periods.map((period) => element('option', { value: period }, formatPeriod(period))));
    if (!periods.includes(this.#analysis.since)) this.#analysis.since = periods[0] ?? '';
    this.since.value = this.#analysis.since;
  }

  #showFactor() {
    const value = String(this.#analysis.factor);
    if (![...this.factor.options].some((option) => option.value === value)) this.factor.append(element('option', { value }, value));
    this.factor.value = value;
  }

  /** Choices that make no sense here are closed, and the panel says why. */
  #showUnavailable(info) {
    const reasons = new Map();
    const { mode } = this.#analysis;
    if ((info?.periods.length ?? 0) < 2 && mode !== 'change') reasons.set('change', texts.analysis.onePeriod);
    if (!this.atlas.directory) reasons.set('gap', texts.analysis.noDirectory);
    for (const option of this.mode.options) option.disabled = reasons.has(option.value);
    field('analysis-reasons').replaceChildren(...[...reasons].map(([key, reason]) => element('li', {}, this.#reason(key, reason))));
    for (const option of this.base.options) option.disabled = residentBases.includes(option.value) && !this.#hasPopulation;
    field('analysis-base-help').textContent = this.#hasPopulation ? '' : this.atlas.population ? texts.analysis.noPopulationLevel : texts.analysis.noPopulation;
  }

  #showRelevant() {
    const { mode, base, provision } = this.#analysis;
    for (const node of this.root.querySelectorAll('[data-modes]')) {
      const isNeeded = node.dataset.needs !== 'measure' || mode !== 'rate' || base === 'measure';
      const isCounted = node.dataset.provision?.split(' ').includes(provision) ?? true;
      node.hidden = !node.dataset.modes.split(' ').includes(mode) || !isNeeded || !isCounted;
    }
  }
}
