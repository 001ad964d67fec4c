// SPDX-License-Identifier: Apache-2.0
// Indicator, level and area in the form; title, source and language link of the page.

import { fileURL, isPublished } from '../addresses.js';
import { showDownloads } from './downloads.js';
import { fill, formatPeriod, texts } from './format.js';

export class MainControls {
  /** @param {(change: object) => void} onChange @param {import('./state.js').StateInAddress} state */
  constructor(onChange, state) {
    this.state = state;
    this.within = document.getElementById('within');
    this.levels = [...document.querySelectorAll('input[name="level"]')];
    this.within.addEventListener('change', () => onChange({ within: this.within.value }));
    for (const input of this.levels) input.addEventListener('change', () => onChange({ level: input.value }));
    document.getElementById('controls').addEventListener('submit', (event) => event.preventDefault());
  }

  show(state, indicator) {
    this.picker.value = state.indicator;
    this.within.value = state.within;
    for (const input of this.levels) {
      input.checked = input.value === state.level;
      input.disabled = !indicator.levels.includes(input.value) && !input.checked;
    }
  }

  showTitle(state, indicator, { region, forecast }) {
    const period = formatPeriod(state.period) + (forecast ? ` (${texts.forecast})` : '');
    document.getElementById('map-title').textContent = indicator.name;
    document.getElementById('map-period').textContent = period;
    const level = texts.levels[state.level].toLocaleLowerCase();
    document.getElementById('map-level').textContent = region ? `${level}, ${region}` : level;
    document.getElementById('map-unit').textContent = indicator.unit;
    document.title = `${indicator.name}, ${period} \u2013 Powiatlas`;
    const source = document.getElementById('map-source');
    source.textContent = indicator.source_name ?? indicator.source ?? '';
    if (indicator.source_url) source.href = indicator.source_url;
    else source.removeAttribute('href');
    document.getElementById('map-licence').textContent = indicator.licence ? ` (${indicator.licence})` : '';
    const picture = document.querySelector('.static-map');
    if (picture && isPublished) this.#showPublishedPicture(picture, state, indicator, period);
    else if (picture) {
      picture.alt = fill(texts.staticAlt, { indicator: indicator.name, period });
      const parameters = new URLSearchParams(this.state.query({ ...state, unit: '', relation: '' }));
      for (const key of ['indicator', 'period', 'level']) parameters.set(key, state[key]);
      picture.src = `/api/v1/map.svg?${parameters}&width=900&height=860`;
    }
  }

  /** The other language shows the same map. */
  showAddress() {
    showDownloads(this.state);
    const link = document.getElementById('language-switch');
    if (isPublished) {
      // The other language is another file.
      if (link.hasAttribute('href')) link.href = `${link.href.split(/[?#]/)[0]}${this.state.query(undefined)}${location.hash}`;
      return;
    }
    link.href = `${location.pathname}${this.state.query(undefined, { lang: link.hreflang })}${location.hash}`;
  }

  /** A copy holds one picture of an indicator at a level: of the newest period, in the usual colours. */
  #showPublishedPicture(picture, state, indicator, period) {
    const newest = indicator.periods.filter((each) => !indicator.forecast_periods?.includes(each)).at(-1) ?? indicator.periods.at(-1);
    picture.hidden = state.period !== newest || Boolean(state.within);
    picture.alt = fill(texts.staticAlt, { indicator: indicator.name, period });
    picture.src = fileURL(`/pictures/${state.indicator}-${state.level}.png`);
  }
}
