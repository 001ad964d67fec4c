// SPDX-License-Identifier: Apache-2.0
// Maps of places on pages of knowledge. Without a script the same places stand in a list.

import { fileURL } from '../addresses.js';
import { hasWebGL } from '../map/atlas-map.js';
import { language } from '../map/format.js';
import { loadMapLibre } from './maplibre.js';
import { PlacesMap } from './places-map.js';

async function show(container) {
  const { points, label, noWebgl, failed, version } = container.dataset;
  const say = (text) => {
    container.classList.add('is-off');
    container.textContent = text;
  };
  try {
    const url = new URL(fileURL(points), document.baseURI);
    if (language !== 'pl') url.searchParams.set('lang', language);
    const [response] = await Promise.all([fetch(url), loadMapLibre(version)]);
    if (!response.ok) throw new Error(`${response.status}`);
    if (hasWebGL()) new PlacesMap(container, await response.json(), label);
    else say(noWebgl);
  } catch {
    say(failed);
  }
}

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    show(target);
  }
}, { rootMargin: '200px' });

for (const container of document.querySelectorAll('.places-map')) watcher.observe(container);
