// SPDX-License-Identifier: Apache-2.0
// The list of agreements: filters folded where the window is narrow, short addresses, the map when it is asked for.

import { fileURL } from '../addresses.js';
import { texts, element } from '../map/format.js';

const narrow = matchMedia('(max-width: 63.99rem)');

function foldFilters() {
  const filters = document.getElementById('agreements-filters');
  if (!filters) return;
  const fit = () => { filters.open = !narrow.matches; };
  fit();
  narrow.addEventListener('change', fit);
  // Beside the list there is nothing to fold.
  filters.querySelector('summary').addEventListener('click', (event) => { if (!narrow.matches) event.preventDefault(); });
}

/** Empty fields of the form say nothing: an address without them can be read and sent on. */
function shortenAddresses() {
  const form = document.getElementById('agreements-form');
  form?.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
  });
}

function addElement(name, properties) {
  return new Promise((resolve, reject) => {
    const node = element(name, properties);
    node.addEventListener('load', resolve);
    node.addEventListener('error', reject);
    document.head.append(node);
  });
}

async function showMap(container) {
  const note = document.getElementById('agreements-map-note');
  const say = (text) => {
    note.textContent = text;
    note.hidden = false;
    container.dataset.ready = 'true';
  };
  const { version, url } = container.dataset;
  try {
    const [{ AgreementsMap, hasWebGL }, response] = await Promise.all([
      import('./agreements-map.js'), fetch(url, { headers: { Accept: 'application/json' } }),
      addElement('link', { rel: 'stylesheet', href: fileURL(`/vendor/maplibre-gl.css?v=${version}`) }),
      addElement('script', { src: fileURL(`/vendor/maplibre-gl.js?v=${version}`) }),
    ]);
    if (!hasWebGL()) return say(texts.directory.noWebGL);
    if (!response.ok) throw new Error(String(response.status));
    container.agreementsMap = new AgreementsMap(container, await response.json());
  } catch {
    say(texts.directory.mapFailed);
  }
}

foldFilters();
shortenAddresses();
const container = document.getElementById('agreements-map');
if (container) showMap(container);
