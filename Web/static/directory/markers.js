// SPDX-License-Identifier: Apache-2.0
// Sources and layers of the markers. A full mark is an address, a hollow one only a place near it.

import { isExact } from './hit-groups.js';

const accent = '#0f5573';
const deep = '#0a3c53';
const paper = '#ffffff';
const gold = '#c9a24a';

const exact = ['boolean', ['get', 'exact'], true];
const marked = ['boolean', ['feature-state', 'marked'], false];
/** Wide enough for the label; an institution without a number is a smaller mark. */
const wide = ['case', ['==', ['get', 'length'], 0], 7, ['+', 11, ['*', 1.7, ['max', 0, ['-', ['get', 'length'], 2]]]]];

function collection(features) {
  return {
    type: 'FeatureCollection',
    features: features.map(({ coordinates, ...properties }, id) => ({
      type: 'Feature', id, geometry: { type: 'Point', coordinates },
      properties: { ...properties, exact: properties.exact ?? isExact(properties.precision ?? 'address') },
    })),
  };
}

/** Replaces what a source shows. @param {'near'|'points'|'hits'} source */
export function showFeatures(map, source, features) {
  map.getSource(source)?.setData(collection(features));
}

/**
 * Points of a clustered source that lie close together, as one mark with their number.
 * @param {{marks: string, numbers: string}} ids of the two layers
 * @param {number[]} radii pixels of the smallest mark, then by turns a number of points and pixels from it on
 */
export function addGroups(map, source, ids, radii) {
  const groups = { source, filter: ['has', 'point_count'] };
  map.addLayer({
    id: ids.marks, type: 'circle', ...groups,
    paint: {
      'circle-color': '#cfe0e7', 'circle-stroke-color': accent, 'circle-stroke-width': 1.5, 'circle-radius': ['step', ['get', 'point_count'], ...radii],
    },
  });
  map.addLayer({
    id: ids.numbers, type: 'symbol', ...groups,
    layout: { 'text-field': ['to-string', ['get', 'point_count']], 'text-font': ['Lato Bold'], 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': deep },
  });
}

export function addMarkers(map) {
  const empty = collection([]);
  map.addSource('near', { type: 'geojson', data: empty });
  map.addSource('points', { type: 'geojson', data: empty, cluster: true, clusterRadius: 40, clusterMaxZoom: 14 });
  map.addSource('hits', { type: 'geojson', data: empty });
  addGroups(map, 'points', { marks: 'clusters', numbers: 'cluster-counts' }, [11, 10, 14, 100, 18, 1000, 23]);
  map.addLayer({
    id: 'points', type: 'circle', source: 'points', filter: ['!', ['has', 'point_count']],
    paint: {
      'circle-radius': 5, 'circle-color': ['case', exact, accent, paper], 'circle-stroke-color': ['case', exact, paper, accent],
      'circle-stroke-width': ['case', exact, 1.5, 2.2],
    },
  });
  map.addLayer({
    id: 'near', type: 'circle', source: 'near',
    paint: { 'circle-radius': 7, 'circle-color': gold, 'circle-stroke-color': '#17252e', 'circle-stroke-width': 2 },
  });
  map.addLayer({
    id: 'hits', type: 'circle', source: 'hits',
    paint: {
      'circle-radius': ['+', wide, ['case', marked, 4, 0]],
      'circle-color': ['case', marked, '#17252e', exact, accent, paper],
      'circle-stroke-color': ['case', marked, gold, exact, paper, accent], 'circle-stroke-width': ['case', marked, 3, 2.2],
    },
  });
  map.addLayer({
    id: 'hit-numbers', type: 'symbol', source: 'hits',
    layout: { 'text-field': ['get', 'label'], 'text-font': ['Lato Bold'], 'text-size': ['case', ['>', ['get', 'length'], 3], 10.5, 12], 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': ['case', marked, paper, exact, paper, deep] },
  });
}
