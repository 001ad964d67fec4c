// SPDX-License-Identifier: Apache-2.0
// The style of the map: geometry from vector tiles, colours from feature state.

import { fileURL, tileSource } from '../addresses.js';

export const levels = ['wojewodztwo', 'powiat', 'gmina'];

const ink = '#17252e';

/** Line widths in pixels by zoom. Thinner for smaller units, at every zoom. */
const borders = {
  gmina: { color: ink, opacity: 0.3, stops: [4, 0.15, 6, 0.3, 8, 0.55, 11, 0.9, 14, 1.3] },
  powiat: { color: ink, opacity: 0.55, stops: [4, 0.35, 6, 0.6, 8, 1, 11, 1.6, 14, 2.2] },
  wojewodztwo: { color: ink, opacity: 0.85, stops: [4, 0.8, 6, 1.2, 8, 1.9, 11, 2.8, 14, 3.6] },
};

const widths = (stops) => ['interpolate', ['linear'], ['zoom'], ...stops];
const isOn = (key) => ['boolean', ['feature-state', key], false];

/** The source of a level's polygons. */
export const sourceOf = (level) => `units-${level}`;

/** Whether a layer belongs on the map while `level` is shown. */
export function layerIsVisible(id, level) {
  const [role, own] = id.split(':');
  if (!own) return true;
  if (role === 'border') return levels.indexOf(own) <= levels.indexOf(level);
  if (role === 'overview') return own !== level;
  return own === level;
}

/** Powiats are adjectives and cities are nouns: the words for the level would only crowd the map. */
const name = ['get', 'name'];
const shortName = ['case',
  ['==', ['index-of', 'powiat ', name], 0], ['slice', name, 7],
  ['==', ['index-of', 'gmina ', name], 0], ['slice', name, 6],
  ['==', ['index-of', 'województwo ', name], 0], ['slice', name, 12], name];

function labelLayer(level, minzoom) {
  return {
    id: `label:${level}`, type: 'symbol', source: `labels-${level}`, 'source-layer': 'label', minzoom,
    layout: {
      'text-field': shortName, 'text-font': ['Lato Regular'], 'text-max-width': 7, 'text-padding': 3,
      'text-size': ['interpolate', ['linear'], ['zoom'], 6, 11, 9, 13, 12, 16], 'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.85)', 'text-halo-width': 1.4, 'text-halo-blur': 0.4 },
  };
}

/** @param {string} level shown first @param {{noData: string}} colors */
export function mapStyle(level, colors) {
  const sources = {};
  for (const each of levels) {
    sources[sourceOf(each)] = tileSource('units', each);
    sources[`labels-${each}`] = tileSource('labels', each);
  }
  const polygons = (each) => ({ source: sourceOf(each), 'source-layer': each });
  const layers = [{ id: 'background', type: 'background', paint: { 'background-color': '#eef1f0' } }];
  for (const each of levels) {
    layers.push({
      id: `fill:${each}`, type: 'fill', ...polygons(each),
      // Without anti-aliasing there are no seams between neighbours; the border lines smooth the edges.
      paint: { 'fill-antialias': false, 'fill-color': ['to-color', ['feature-state', 'color'], colors.noData] },
    });
    layers.push({
      id: `hatch:${each}`, type: 'fill', ...polygons(each),
      paint: { 'fill-antialias': false, 'fill-pattern': 'hatch', 'fill-opacity': ['case', isOn('hatched'), 1, 0] },
    });
  }
  for (const each of [...levels].reverse()) {
    const { color, opacity, stops } = borders[each];
    layers.push({
      id: `border:${each}`, type: 'line', ...polygons(each), layout: { 'line-join': 'round' },
      paint: { 'line-color': color, 'line-opacity': opacity, 'line-width': widths(stops) },
    });
  }
  for (const each of levels) {
    layers.push({
      id: `halo:${each}`, type: 'line', ...polygons(each), layout: { 'line-join': 'round' },
      paint: { 'line-color': '#ffffff', 'line-width': ['case', isOn('selected'), 6, isOn('hovered'), 4.5, 0] },
    });
    layers.push({
      id: `mark:${each}`, type: 'line', ...polygons(each), layout: { 'line-join': 'round' },
      paint: { 'line-color': ink, 'line-width': ['case', isOn('selected'), 3.2, isOn('hovered'), 2, 0] },
    });
  }
  layers.push({
    id: 'overview:wojewodztwo', type: 'symbol', source: 'labels-wojewodztwo', 'source-layer': 'label', maxzoom: 7.2,
    layout: {
      'text-field': shortName, 'text-font': ['Lato Bold'], 'text-size': ['interpolate', ['linear'], ['zoom'], 4, 9, 7, 13],
      'text-max-width': 6, 'text-letter-spacing': 0.04, 'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ink, 'text-halo-color': 'rgba(255,255,255,0.85)', 'text-halo-width': 1.5, 'text-halo-blur': 0.4 },
  });
  layers.push(labelLayer('wojewodztwo', 4), labelLayer('powiat', 7), labelLayer('gmina', 8.5));
  for (const layer of layers) {
    layer.layout = { ...layer.layout, visibility: layerIsVisible(layer.id, level) ? 'visible' : 'none' };
  }
  return { version: 8, sources, layers, glyphs: fileURL('/fonts/{fontstack}/{range}.pbf') };
}
