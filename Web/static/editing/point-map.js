// SPDX-License-Identifier: Apache-2.0
// A map on which a point is set: by a click, by dragging the marker, or by the arrow keys while the marker has the focus. The
// fields beside it hold the same point and can be typed into.

import { hasWebGL } from '../map/atlas-map.js';
import { texts } from '../map/format.js';
import { baseStyle } from '../directory/base-map.js';
import { loadMapLibre } from '../knowledge/maplibre.js';

const polandBounds = [[14.07, 48.95], [24.2, 54.9]];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 63.99rem)');
/** Our map has units and no streets. */
const closeZoom = 12;
const stepPixels = { near: 4, far: 40 };

class PointMap {
  #map;
  #marker = null;
  #fields;
  #status;

  constructor(container) {
    const { latitude, longitude, precision, label, set } = container.dataset;
    this.#fields = { latitude: document.getElementById(latitude), longitude: document.getElementById(longitude), precision: document.getElementById(precision) };
    this.#status = document.createElement('p');
    this.#status.className = 'visually-hidden';
    this.#status.setAttribute('role', 'status');
    this.saysSet = set;
    container.after(this.#status);
    const map = new maplibregl.Map({
      container, style: baseStyle(), minZoom: 3.5, maxZoom: 17, maxBounds: [[4, 44.5], [34, 59]], bounds: polandBounds, fitBoundsOptions: { padding: 12 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false,
      fadeDuration: reducedMotion.matches ? 0 : 150, cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': label, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution, 'Marker.Title': label,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl, 'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    map.keyboard.disable();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    map.on('click', ({ lngLat }) => this.#put(lngLat));
    map.getCanvas().addEventListener('keydown', (event) => this.#press(event));
    for (const field of [this.#fields.latitude, this.#fields.longitude]) field.addEventListener('change', () => this.#follow());
    this.#follow();
    map.on('idle', () => container.setAttribute('data-ready', 'true'));
    container.pointMap = map;
  }

  get #typed() {
    const [latitude, longitude] = [this.#fields.latitude, this.#fields.longitude].map(({ value }) => Number.parseFloat(value.replace(',', '.')));
    return Number.isFinite(latitude) && Number.isFinite(longitude) && Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180 ? { lng: longitude, lat: latitude } : null;
  }

  /** Shows the point of the fields. */
  #follow() {
    const point = this.#typed;
    if (!point) {
      this.#marker?.remove();
      this.#marker = null;
      return;
    }
    this.#mark(point);
    this.#map.jumpTo({ center: point, zoom: Math.max(this.#map.getZoom(), closeZoom) });
  }

  #mark(point) {
    if (this.#marker) {
      this.#marker.setLngLat(point);
      return;
    }
    this.#marker = new maplibregl.Marker({ color: '#0f5573', draggable: true }).setLngLat(point).addTo(this.#map);
    this.#marker.on('dragend', () => this.#put(this.#marker.getLngLat()));
  }

  /** Whoever points at a map means the building. */
  #put({ lng, lat }) {
    this.#mark({ lng, lat });
    this.#fields.latitude.value = lat.toFixed(5);
    this.#fields.longitude.value = lng.toFixed(5);
    this.#fields.precision.value = 'address';
    this.#fields.longitude.dispatchEvent(new Event('input', { bubbles: true }));
    this.#status.textContent = `${this.saysSet} ${lat.toFixed(5)}, ${lng.toFixed(5)}`;
  }

  #press(event) {
    const step = event.shiftKey ? stepPixels.far : stepPixels.near;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (move) {
      event.preventDefault();
      const from = this.#map.project(this.#marker?.getLngLat() ?? this.#map.getCenter());
      const to = this.#map.unproject([from.x + move[0], from.y + move[1]]);
      this.#put(to);
      if (!this.#map.getBounds().contains(to)) this.#map.panTo(to, { animate: !reducedMotion.matches });
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#put(this.#map.getCenter());
    } else if (event.key === '+' || event.key === '=') this.#map.zoomIn();
    else if (event.key === '-') this.#map.zoomOut();
  }
}

export async function showPointMap(container) {
  await loadMapLibre(container.dataset.version);
  if (!hasWebGL()) throw new Error('no WebGL');
  return new PointMap(container);
}
