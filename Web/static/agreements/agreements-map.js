// SPDX-License-Identifier: Apache-2.0
// Areas shaded by the number of agreements, institutions as points, partners joined by lines.

import { element, language, texts } from '../map/format.js';
import { baseStyle, byZoom } from '../directory/base-map.js';
import { addGroups } from '../directory/markers.js';

export { hasWebGL } from '../map/atlas-map.js';

const words = texts.directory;
const polandBounds = [[14.07, 48.95], [24.2, 54.9]];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 63.99rem)');
/** Below this zoom powiats are shaded, from it on gminas. */
const gminaZoom = 8.5;
/** More institutions than this hide each other and the map: those close together become one mark with their number. */
const crowd = 150;
const line = '#6b2d5c';
const accent = '#0f5573';
const greens = ['#b5dabd', '#83c093', '#459660', '#1d6637'];

const count = ['coalesce', ['feature-state', 'count'], 0];

/** @param {number[]} classes the lowest number of each class */
const shade = (level, classes, zooms) => ({
  id: `agreements:${level}`, type: 'fill', source: `units-${level}`, 'source-layer': level, ...zooms,
  paint: {
    'fill-color': ['step', count, 'rgba(0,0,0,0)', ...classes.flatMap((lowest, number) => [lowest, greens[number]])], 'fill-opacity': 0.8, 'fill-antialias': false,
  },
});
const weight = (...stops) => ['interpolate', ['linear'], ['get', 'count'], ...stops];

const link = (address) => (language === 'en' ? `${address}?lang=en` : address);

export class AgreementsMap {
  #map;
  #popup = null;

  /** @param {HTMLElement} container @param {object} data the answer of `/api/v1/agreements/map` */
  constructor(container, data) {
    this.container = container;
    this.data = data;
    const map = new maplibregl.Map({
      container, style: baseStyle(), minZoom: 3.5, maxZoom: 13, maxBounds: [[4, 44.5], [34, 59]], bounds: this.#bounds(),
      fitBoundsOptions: { padding: 40, maxZoom: 9 }, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      renderWorldCopies: false, fadeDuration: reducedMotion.matches ? 0 : 150, cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': words.mapLabel, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution, 'Popup.Close': words.closePopup,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl, 'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    map.once('style.load', () => this.#draw());
    map.on('idle', () => container.setAttribute('data-ready', 'true'));
    map.on('click', (event) => this.#click(event));
  }

  /** The map itself. */
  get map() { return this.#map; }

  #bounds() {
    const bounds = new maplibregl.LngLatBounds();
    this.data.institutions.features.forEach(({ geometry }) => bounds.extend(geometry.coordinates));
    return bounds.isEmpty() ? polandBounds : bounds;
  }

  #draw() {
    const map = this.#map;
    const { classes } = this.data;
    map.addLayer(shade('powiat', classes, { maxzoom: gminaZoom }), 'border:gmina');
    map.addLayer(shade('gmina', classes, { minzoom: gminaZoom }), 'border:gmina');
    for (const level of ['powiat', 'gmina']) {
      for (const area of this.data.areas[level]) {
        map.setFeatureState({ source: `units-${level}`, sourceLayer: level, id: Number(area.terc) }, { count: area.count });
      }
    }
    map.addSource('agreement-links', { type: 'geojson', data: this.data.links });
    const isCrowded = this.data.institutions.features.length > crowd;
    map.addSource('agreement-points', {
      type: 'geojson', data: this.data.institutions, ...(isCrowded ? { cluster: true, clusterRadius: 44, clusterMaxZoom: 10 } : {}),
    });
    map.addLayer({
      id: 'links', type: 'line', source: 'agreement-links', layout: { 'line-cap': 'round' },
      paint: isCrowded
        ? { 'line-color': line, 'line-opacity': byZoom(5, 0.3, 9, 0.7), 'line-width': byZoom(5, weight(1, 0.7, 6, 2.5), 9, weight(1, 1.4, 6, 5)) }
        : { 'line-color': line, 'line-opacity': 0.7, 'line-width': weight(1, 1.4, 6, 5) },
    });
    if (isCrowded) {
      addGroups(map, 'agreement-points', { marks: 'agreement-groups', numbers: 'agreement-group-numbers' }, [10, 10, 13, 50, 16, 200, 20]);
      this.container.closest('figure')?.querySelector('.key-groups')?.removeAttribute('hidden');
    }
    map.addLayer({
      id: 'agreement-points', type: 'circle', source: 'agreement-points', filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 4.5, 6, 12], 'circle-color': accent,
        'circle-stroke-color': '#fff', 'circle-stroke-width': 1.5,
      },
    });
    for (const layer of ['links', 'agreement-points', 'agreement-groups'].filter((id) => map.getLayer(id))) {
      map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
      map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
    }
    this.container.dataset.areas = String(this.data.areas.powiat.length);
    this.container.dataset.links = String(this.data.links.features.length);
  }

  /** Goes closer until the group falls apart. */
  async #approach({ properties, geometry }) {
    const zoom = await this.#map.getSource('agreement-points').getClusterExpansionZoom(properties.cluster_id);
    this.#map.easeTo({ center: geometry.coordinates, zoom: zoom + 0.3, duration: reducedMotion.matches ? 0 : 400 });
  }

  /** The topmost of what lies under the pointer: a point, a group of them, a line, an area. */
  #click({ point, lngLat }) {
    const box = [[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]];
    const layers = ['agreement-points', 'agreement-groups', 'links', 'agreements:powiat', 'agreements:gmina'].filter((id) => this.#map.getLayer(id));
    const [feature] = this.#map.queryRenderedFeatures(box, { layers });
    if (!feature) return;
    const { properties } = feature;
    if (feature.layer.id === 'agreement-points') {
      this.#open(feature.geometry.coordinates, element('p', {}, element('a', { href: link(properties.url) }, properties.name), ' ', element('span', { className: 'tag' }, properties.label)));
    } else if (feature.layer.id === 'agreement-groups') {
      this.#approach(feature);
    } else if (feature.layer.id === 'links') {
      const agreements = JSON.parse(properties.agreements);
      this.#open(lngLat, element('div', {}, element('p', {}, `${properties.from} ↔ ${properties.to}`),
        element('ul', { className: 'popup-list' }, ...agreements.map(({ title, url }) => element('li', {}, element('a', { href: link(url) }, title))))));
    } else if (feature.state.count) {
      const address = new URL(location.href);
      address.searchParams.delete('view');
      address.searchParams.set('unit', properties.terc);
      this.#open(lngLat, element('p', {}, element('a', { href: address.pathname + address.search }, properties.name), `: ${feature.state.count}`));
    }
  }

  #open(coordinates, content) {
    this.#popup?.remove();
    this.#popup = new maplibregl.Popup({ maxWidth: '18rem', offset: 10 }).setLngLat(coordinates).setDOMContent(content).addTo(this.#map);
  }
}
