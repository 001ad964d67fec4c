// SPDX-License-Identifier: Apache-2.0
// MapLibre, fetched when a map is about to be seen.

import { fileURL } from '../addresses.js';
import { element } from '../map/format.js';

let loading = null;

function add(name, properties) {
  return new Promise((resolve, reject) => {
    const node = element(name, properties);
    node.addEventListener('load', resolve);
    node.addEventListener('error', reject);
    document.head.append(node);
  });
}

/** @param {string} version what the addresses end with */
export function loadMapLibre(version) {
  loading ??= Promise.all([
    add('link', { rel: 'stylesheet', href: fileURL(`/vendor/maplibre-gl.css?v=${version}`) }),
    add('script', { src: fileURL(`/vendor/maplibre-gl.js?v=${version}`) }),
  ]);
  return loading;
}
