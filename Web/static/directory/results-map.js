// SPDX-License-Identifier: Apache-2.0
// Results on the map: those of the page as numbers, all others as dots that gather in clusters.

import { element, fill, svg, texts } from '../map/format.js';
import { baseStyle } from './base-map.js';
import { groupHits } from './hit-groups.js';
import { addMarkers, showFeatures } from './markers.js';

export { hasWebGL } from '../map/atlas-map.js';

const words = texts.directory;
const polandBounds = [[14.07, 48.95], [24.2, 54.9]];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 63.99rem)');
const earthRadiusKilometers = 6371;
/** The radius that a search takes at most. */
const largestRadiusKilometers = 200;
const shownInPopup = 6;
/** Our map has units and no streets: closer, there would be nothing round a single result. */
const closestZoom = 10;
/** More at the bottom: under the page's header the map's last lines lie below the window. */
const fitPadding = { top: 40, left: 40, right: 48, bottom: 96 };

class HomeControl {
  constructor(action) {
    this.action = action;
  }
  onAdd() {
    const button = element('button', { type: 'button', title: words.mapHome, className: 'map-home', 'aria-label': words.mapHome },
      svg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' },
        svg('path', { d: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' })));
    button.addEventListener('click', this.action);
    this.container = element('div', { className: 'maplibregl-ctrl maplibregl-ctrl-group' }, button);
    return this.container;
  }
  onRemove() {
    this.container.remove();
  }
}

function boundsOf(coordinates) {
  const bounds = new maplibregl.LngLatBounds();
  coordinates.forEach((each) => bounds.extend(each));
  return bounds;
}

export class ResultsMap {
  #map;
  #isReady;
  #hits = [];
  #others = [];
  #groups = [];
  #near = null;
  #marked = null;
  /** Whether the map has groups of hits that it has not yet taken over. */
  #isRegrouping = false;
  #popup = null;

  /** @param {HTMLElement} container @param {{onHover: (ids: string[]) => void, onSelect: (id: string) => void, onMove: () => void}} options */
  constructor(container, { onHover, onSelect, onMove }) {
    this.container = container;
    this.onHover = onHover;
    this.onSelect = onSelect;
    const map = new maplibregl.Map({
      container, style: baseStyle(), minZoom: 3.5, maxZoom: 15, maxBounds: [[4, 44.5], [34, 59]], bounds: polandBounds,
      fitBoundsOptions: { padding: 12 }, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      renderWorldCopies: false, fadeDuration: reducedMotion.matches ? 0 : 150, cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': words.mapLabel, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution, 'Popup.Close': words.closePopup,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl,
        'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new HomeControl(() => this.#fit([...this.#hits, ...this.#others].map(({ coordinates }) => coordinates))), 'top-right');
    map.addControl(new maplibregl.ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    this.#isReady = new Promise((resolve) => {
      map.once('style.load', () => {
        addMarkers(map);
        this.#listen(onMove);
        resolve();
      });
    });
    // For browser tests and the console: the map behind the element, and whether it stands still.
    map.on('render', () => container.setAttribute('data-idle', 'false'));
    map.on('idle', () => {
      container.setAttribute('data-idle', 'true');
      container.setAttribute('data-ready', 'true');
    });
    container.resultsMap = map;
  }

  #listen(onMove) {
    const map = this.#map;
    map.on('moveend', ({ originalEvent }) => {
      this.#group();
      if (originalEvent) onMove();
    });
    for (const layer of ['hits', 'points', 'clusters']) {
      map.on('mouseenter', layer, () => {
        map.getCanvas().style.cursor = 'pointer';
      });
      map.on('mouseleave', layer, () => {
        map.getCanvas().style.cursor = '';
      });
    }
    map.on('sourcedata', ({ sourceId, isSourceLoaded }) => {
      if (sourceId !== 'hits' || !isSourceLoaded || !this.#isRegrouping) return;
      this.#isRegrouping = false;
      this.#showMark();
    });
    map.on('mousemove', 'hits', ({ features }) => this.#hover(features[0].properties.ids.split(' ')));
    map.on('mouseleave', 'hits', () => this.#hover([]));
    map.on('click', (event) => this.#click(event));
  }

  #hover(ids) {
    this.mark(ids[0] ?? null);
    this.onHover(ids);
  }

  /** The topmost of what lies under the pointer: numbers before dots before clusters. */
  async #click({ point }) {
    const [feature] = this.#map.queryRenderedFeatures(point, { layers: ['hits', 'points', 'clusters'] });
    if (!feature) return;
    const { coordinates } = feature.geometry;
    if (feature.layer.id === 'hits') {
      const members = feature.properties.ids.split(' ').map((id) => this.#hits.find((hit) => hit.id === id));
      this.#open(coordinates, members);
      this.onSelect(members[0].id);
    } else if (feature.layer.id === 'points') {
      this.#open(coordinates, [this.#others.find(({ id }) => id === feature.properties.id)]);
    } else {
      await this.#openCluster(feature, coordinates);
    }
  }

  /** Goes closer until the cluster falls apart; those at one point are listed. */
  async #openCluster({ properties }, center) {
    const source = this.#map.getSource('points');
    const leaves = await source.getClusterLeaves(properties.cluster_id, 100, 0);
    const members = leaves.map((leaf) => this.#others.find(({ id }) => id === leaf.properties.id)).filter(Boolean);
    const bounds = boundsOf(members.map(({ coordinates }) => coordinates));
    if (bounds.getNorthEast().distanceTo(bounds.getSouthWest()) < 50) {
      this.#open(center, members);
      return;
    }
    const zoom = await source.getClusterExpansionZoom(properties.cluster_id);
    this.#map.easeTo({ center, zoom: Math.min(zoom + 0.3, 15), duration: reducedMotion.matches ? 0 : 400 });
  }

  #open(coordinates, members) {
    const rows = members.slice(0, shownInPopup).map(({ name, label, url, number, precision }) => element('li', {},
      number ? element('span', { className: 'popup-number' }, number) : null,
      element('a', { href: url }, name), ' ', element('span', { className: 'tag' }, label),
      ['address', 'street'].includes(precision) ? null : element('span', { className: 'popup-note' }, words.approximate)));
    if (members.length > shownInPopup) rows.push(element('li', { className: 'popup-note' }, fill(words.moreHere, { n: members.length - shownInPopup })));
    this.#popup?.remove();
    this.#popup = new maplibregl.Popup({ maxWidth: '17rem', offset: 14, focusAfterOpen: false })
      .setLngLat(coordinates).setDOMContent(element('ul', { className: 'popup-list' }, ...rows)).addTo(this.#map);
  }

  /** The numbered results of the page. @param {{id: string, coordinates: [number, number]}[]} hits @param {string|undefined} near */
  async showHits(hits, near) {
    this.#hits = hits;
    this.#others = [];
    this.#near = near ? near.split(',').map(Number) : null;
    await this.#isReady;
    if (this.#hits !== hits) return;
    this.#popup?.remove();
    this.container.dataset.hits = String(hits.length);
    showFeatures(this.#map, 'near', this.#near ? [{ coordinates: this.#near }] : []);
    showFeatures(this.#map, 'points', []);
    this.#fit([...hits.map(({ coordinates }) => coordinates), ...(this.#near ? [this.#near] : [])]);
    this.#group();
  }

  /** All results of the search, of which those of the page are left out. @param {object[]} features GeoJSON points */
  async showOthers(features) {
    await this.#isReady;
    const onPage = new Set(this.#hits.map(({ id }) => id));
    this.#others = features.filter(({ properties }) => !onPage.has(properties.id))
      .map(({ properties, geometry }) => ({ ...properties, coordinates: geometry.coordinates }));
    showFeatures(this.#map, 'points', this.#others);
    this.container.dataset.others = String(this.#others.length);
  }

  #fit(coordinates) {
    const duration = reducedMotion.matches || !this.container.dataset.ready ? 0 : 500;
    if (coordinates.length) this.#map.fitBounds(boundsOf(coordinates), { padding: fitPadding, maxZoom: closestZoom, duration });
    else this.#map.fitBounds(polandBounds, { padding: 12, duration });
  }

  /** Numbers that would lie on one another stand as one marker at this zoom. */
  #group() {
    this.#groups = groupHits(this.#hits, (coordinates) => this.#map.project(coordinates));
    // States are those of the groups before, by their places: the library would look for them among the new ones, which may be fewer.
    this.#map.removeFeatureState({ source: 'hits' });
    this.#isRegrouping = true;
    showFeatures(this.#map, 'hits', this.#groups);
  }

  /** Marks a result of the list. @param {string|null} id */
  mark(id) {
    if (id === this.#marked || !this.#map.getSource('hits')) return;
    this.#marked = id;
    // Else it follows when the new groups are there.
    if (!this.#isRegrouping) this.#showMark();
  }

  #showMark() {
    const id = this.#marked;
    this.#groups.forEach((group, index) => {
      this.#map.setFeatureState({ source: 'hits', id: index }, { marked: id !== null && group.ids.split(' ').includes(id) });
    });
  }

  /** What is in sight, as the circle in the middle of the map. */
  area() {
    const center = this.#map.getCenter();
    const bounds = this.#map.getBounds();
    const radians = Math.PI / 180;
    const height = (bounds.getNorth() - bounds.getSouth()) * radians * earthRadiusKilometers / 2;
    const width = (bounds.getEast() - bounds.getWest()) * radians * Math.cos(center.lat * radians) * earthRadiusKilometers / 2;
    const radius = Math.min(Math.max(Math.round(Math.max(height, width)), 1), largestRadiusKilometers);
    return { near: `${center.lng.toFixed(4)},${center.lat.toFixed(4)}`, radius: String(radius) };
  }

  resize() {
    this.#map.resize();
  }
}
