// SPDX-License-Identifier: Apache-2.0
// Where practices are in use: units as areas, institutions as points. The page lists the same places.

import { element, language, texts } from '../map/format.js';
import { baseStyle } from '../directory/base-map.js';

const accent = '#0f5573';
const gold = '#c9a24a';
const polandBounds = [[14.07, 48.95], [24.2, 54.9]];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 63.99rem)');
const closestZoom = 9;
const levels = ['wojewodztwo', 'powiat', 'gmina'];

const link = (url) => (language === 'pl' ? url : `${url}?lang=${language}`);

export class PlacesMap {
  #map;
  #places;

  /** @param {HTMLElement} container @param {{features: object[]}} places GeoJSON points @param {string} label */
  constructor(container, places, label) {
    this.#places = places;
    const map = new maplibregl.Map({
      container, style: this.#style(), minZoom: 3.5, maxZoom: 13, maxBounds: [[4, 44.5], [34, 59]], bounds: this.#bounds(),
      fitBoundsOptions: { padding: 40, maxZoom: closestZoom }, attributionControl: false, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, renderWorldCopies: false, fadeDuration: reducedMotion.matches ? 0 : 150, cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': label, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution, 'Popup.Close': texts.directory.closePopup,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl,
        'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    map.on('click', (event) => this.#click(event));
    for (const layer of ['places', ...levels.map((level) => `area:${level}`)]) {
      map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
      map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
    }
    // For browser tests and the console.
    map.on('idle', () => container.setAttribute('data-ready', 'true'));
    container.dataset.places = String(places.features.length);
    container.placesMap = map;
  }

  #style() {
    const style = baseStyle();
    const land = style.layers.findIndex(({ id }) => id === 'land');
    // The id of a unit's feature is its code without the kind digit, read as a number.
    const areas = levels.map((level) => {
      const ids = this.#places.features.filter(({ properties }) => properties.level === level).map(({ properties }) => Number(properties.terc));
      return {
        id: `area:${level}`, type: 'fill', source: `units-${level}`, 'source-layer': level,
        filter: ['in', ['id'], ['literal', ids]], paint: { 'fill-color': gold, 'fill-opacity': 0.45, 'fill-outline-color': '#8a6a1c' },
      };
    });
    style.layers.splice(land + 1, 0, ...areas);
    style.sources.places = {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: this.#places.features.map((feature, id) => ({ ...feature, id })) },
    };
    style.layers.push({
      id: 'places', type: 'circle', source: 'places', filter: ['has', 'institution'],
      paint: { 'circle-radius': 6, 'circle-color': accent, 'circle-stroke-color': '#fff', 'circle-stroke-width': 1.5 },
    });
    return style;
  }

  #bounds() {
    const { features } = this.#places;
    if (!features.length) return polandBounds;
    const bounds = new maplibregl.LngLatBounds();
    features.forEach(({ geometry }) => bounds.extend(geometry.coordinates));
    return bounds;
  }

  #click({ point, lngLat }) {
    const [found] = this.#map.queryRenderedFeatures(point, { layers: ['places', ...[...levels].reverse().map((level) => `area:${level}`)] });
    if (!found) return;
    const isPoint = found.layer.id === 'places';
    const place = isPoint ? this.#places.features[found.id] : this.#places.features.find(({ properties }) => Number(properties.terc) === found.id);
    if (!place) return;
    const { name, url, practices } = place.properties;
    new maplibregl.Popup({ maxWidth: '17rem', offset: isPoint ? 10 : 0, focusAfterOpen: false })
      .setLngLat(isPoint ? place.geometry.coordinates : lngLat)
      .setDOMContent(element('div', {}, element('a', { href: link(url) }, name),
        element('ul', {}, ...practices.map((practice) => element('li', {}, element('a', { href: link(practice.url) }, practice.name))))))
      .addTo(this.#map);
  }
}
