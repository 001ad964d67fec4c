// SPDX-License-Identifier: Apache-2.0
// The network on the map: institutions at their seats or units at their middles, lines between them.

import { fileURL } from '../addresses.js';
import { element, fill, readJSON, texts } from '../map/format.js';
import { hasWebGL } from '../map/atlas-map.js';
import { baseStyle } from '../directory/base-map.js';

const polandBounds = [[14.07, 48.95], [24.2, 54.9]];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 63.99rem)');
const shownInPopup = 8;

function addElement(name, properties) {
  return new Promise((resolve, reject) => {
    const node = element(name, properties);
    node.addEventListener('load', resolve);
    node.addEventListener('error', reject);
    document.head.append(node);
  });
}

export class NetworkMap {
  #map = null;
  #loading = null;

  /** @param {HTMLElement} container @param {HTMLElement} note @param {DOMStringMap} words */
  constructor(container, note, words) {
    Object.assign(this, { container, note, words });
  }

  async show() {
    this.#loading ??= this.#load();
    await this.#loading;
    this.#map?.resize();
  }

  async #load() {
    const { version } = this.container.dataset;
    try {
      await Promise.all([
        addElement('link', { rel: 'stylesheet', href: fileURL(`/vendor/maplibre-gl.css?v=${version}`) }),
        addElement('script', { src: fileURL(`/vendor/maplibre-gl.js?v=${version}`) }),
      ]);
    } catch {
      this.#fail();
      return;
    }
    if (!hasWebGL()) {
      this.#fail();
      return;
    }
    this.#draw();
  }

  #fail() {
    this.note.className = 'field-error';
    this.note.textContent = this.words.mapFailed;
  }

  #draw() {
    const { nodes, lines } = readJSON('network-data');
    const placed = nodes.filter(({ at }) => at);
    const bounds = placed.reduce((all, { at }) => all.extend(at), new maplibregl.LngLatBounds());
    const map = new maplibregl.Map({
      container: this.container, style: baseStyle(), minZoom: 3.5, maxZoom: 15, maxBounds: [[4, 44.5], [34, 59]],
      bounds: placed.length ? bounds : polandBounds, fitBoundsOptions: { padding: 48, maxZoom: 10 }, attributionControl: false, dragRotate: false,
      pitchWithRotate: false, touchPitch: false, renderWorldCopies: false, fadeDuration: reducedMotion.matches ? 0 : 150,
      cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': this.words.mapLabel, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution, 'Popup.Close': texts.directory.closePopup,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl, 'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    // For browser tests and the console, as on the other maps.
    this.container.networkMap = map;
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new maplibregl.ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    map.on('idle', () => this.container.setAttribute('data-ready', 'true'));
    map.once('style.load', () => this.#addNetwork(placed, lines));
    if (placed.length < nodes.length) this.note.textContent = fill(this.words.mapUnplaced, { n: nodes.length - placed.length });
  }

  #addNetwork(placed, lines) {
    const map = this.#map;
    const places = new Map(placed.map(({ n, at }) => [n, at]));
    const links = lines.filter(([a, b]) => places.has(a) && places.has(b)).map(([a, b, weight]) => ({
      type: 'Feature', properties: { weight }, geometry: { type: 'LineString', coordinates: [places.get(a), places.get(b)] },
    }));
    const points = placed.map(({ n, name, note, url, color, at }) => ({
      type: 'Feature', id: n, properties: { name, note, url, color }, geometry: { type: 'Point', coordinates: at },
    }));
    map.addSource('network-links', { type: 'geojson', data: { type: 'FeatureCollection', features: links } });
    map.addSource('network-nodes', { type: 'geojson', data: { type: 'FeatureCollection', features: points } });
    map.addLayer({
      id: 'network-links', type: 'line', source: 'network-links', layout: { 'line-cap': 'round' },
      paint: { 'line-color': '#0a3c53', 'line-opacity': 0.55, 'line-width': ['interpolate', ['linear'], ['get', 'weight'], 1, 1.4, 10, 4, 100, 8] },
    });
    map.addLayer({
      id: 'network-nodes', type: 'circle', source: 'network-nodes',
      paint: { 'circle-radius': 6, 'circle-color': ['get', 'color'], 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.6 },
    });
    map.on('mouseenter', 'network-nodes', () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', 'network-nodes', () => { map.getCanvas().style.cursor = ''; });
    map.on('click', 'network-nodes', ({ features, lngLat }) => this.#open(features, lngLat));
    this.container.dataset.nodes = String(points.length);
    this.container.dataset.links = String(links.length);
  }

  /** Offices of one town often lie on one point: all of them are listed. */
  #open(features, lngLat) {
    const rows = features.slice(0, shownInPopup).map(({ properties: { name, note, url } }) => (
      element('li', {}, element('a', { href: url }, name), ' ', element('span', {}, note))));
    new maplibregl.Popup({ maxWidth: '18rem', offset: 10, focusAfterOpen: false })
      .setLngLat(lngLat).setDOMContent(element('ul', { className: 'network-popup' }, ...rows)).addTo(this.#map);
  }
}
