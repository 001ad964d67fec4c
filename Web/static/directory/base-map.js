// SPDX-License-Identifier: Apache-2.0
// A quiet map under markers: land, borders and names of units, from our own tiles.

import { fileURL, tileSource } from '../addresses.js';

const ink = '#17252e';
const soft = '#5b6870';

/** A number that grows or shrinks with the zoom: by turns a zoom and a number. */
export const byZoom = (...stops) => ['interpolate', ['linear'], ['zoom'], ...stops];

/** Powiats are adjectives and cities are nouns: the words for the level would only crowd the map. */
const name = ['get', 'name'];
const shortName = ['case',
  ['==', ['index-of', 'powiat ', name], 0], ['slice', name, 7],
  ['==', ['index-of', 'gmina ', name], 0], ['slice', name, 6],
  ['==', ['index-of', 'województwo ', name], 0], ['slice', name, 12], name];

const border = (level, minzoom, opacity, ...stops) => ({
  id: `border:${level}`, type: 'line', source: `units-${level}`, 'source-layer': level, minzoom, layout: { 'line-join': 'round' },
  paint: { 'line-color': ink, 'line-opacity': opacity, 'line-width': byZoom(...stops) },
});

const label = (level, font, minzoom, maxzoom, sizes, color) => ({
  id: `label:${level}`, type: 'symbol', source: `labels-${level}`, 'source-layer': 'label', minzoom, maxzoom,
  layout: {
    'text-field': shortName, 'text-font': [font], 'text-max-width': 7, 'text-padding': 4, 'text-size': byZoom(...sizes),
    'symbol-sort-key': ['get', 'rank'],
  },
  paint: { 'text-color': color, 'text-halo-color': 'rgba(255,255,255,0.9)', 'text-halo-width': 1.3 },
});

/** A MapLibre style (version 8). Markers go on top of all its layers. */
export function baseStyle() {
  const sources = {};
  for (const level of ['wojewodztwo', 'powiat', 'gmina']) {
    sources[`units-${level}`] = tileSource('units', level);
    sources[`labels-${level}`] = tileSource('labels', level);
  }
  return {
    version: 8, sources, glyphs: fileURL('/fonts/{fontstack}/{range}.pbf'),
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': '#e3e9ea' } },
      { id: 'land', type: 'fill', source: 'units-wojewodztwo', 'source-layer': 'wojewodztwo', paint: { 'fill-color': '#faf8f3', 'fill-antialias': false } },
      border('gmina', 7.5, 0.2, 7, 0.3, 10, 0.8, 14, 1.2),
      border('powiat', 0, 0.3, 4, 0.2, 6, 0.5, 10, 1.3, 14, 1.8),
      border('wojewodztwo', 0, 0.45, 4, 0.6, 6, 1, 10, 2, 14, 2.6),
      label('wojewodztwo', 'Lato Bold', 0, 7.2, [4, 9, 7, 12], soft),
      label('powiat', 'Lato Regular', 7, 9.5, [7, 11, 9, 13], soft),
      label('gmina', 'Lato Regular', 9, 24, [9, 11, 13, 14], soft),
    ],
  };
}
