// SPDX-License-Identifier: Apache-2.0
// The map itself. Geometry comes once as tiles; every change of colour goes through feature state.

import { svg } from './format.js';
import { hatchPattern } from './hatch.js';
import { layerIsVisible, levels, mapStyle, sourceOf } from './map-style.js';
import { featureID } from './picture.js';

const polandBounds = [14.07, 48.95, 24.2, 54.9];
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 47.99rem)');

/** Whether this browser can draw the map at all. */
export function hasWebGL() {
  try {
    const canvas = document.createElement('canvas');
    return Boolean(globalThis.maplibregl && (canvas.getContext('webgl2') || canvas.getContext('webgl')));
  } catch {
    return false;
  }
}

class HomeControl {
  constructor(label, action) {
    this.label = label;
    this.action = action;
  }
  onAdd() {
    const icon = svg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' },
      svg('path', { d: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' }));
    const button = Object.assign(document.createElement('button'), { type: 'button', title: this.label, className: 'map-home' });
    button.setAttribute('aria-label', this.label);
    button.append(icon);
    button.addEventListener('click', this.action);
    this.container = Object.assign(document.createElement('div'), { className: 'maplibregl-ctrl maplibregl-ctrl-group' });
    this.container.append(button);
    return this.container;
  }
  onRemove() {
    this.container.remove();
  }
}

export class AtlasMap {
  #map;
  #level;
  /** Last colours sent, by level and feature, so that only what changed is sent again. */
  #sent = new Map(levels.map((level) => [level, new Map()]));
  #marked = { hovered: null, selected: null };
  #bounds = polandBounds;
  #isReady = false;
  #painted = '';
  #waiting = [];

  /**
   * @param {HTMLElement} container
   * @param {{level: string, texts: any, colors: any, position: any, bounds: number[]|null, onHover: Function, onSelect: Function, onMove: Function}} options
   */
  constructor(container, { level, texts, colors, position, bounds, onHover, onSelect, onMove }) {
    this.#level = level;
    this.#bounds = bounds ?? polandBounds;
    const map = new maplibregl.Map({
      container, style: mapStyle(level, colors), minZoom: 3.5, maxZoom: 14, maxBounds: [[4, 44.5], [34, 59]],
      ...(position ?? { bounds: this.#bounds, fitBoundsOptions: { padding: 12 } }),
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: false,
      fadeDuration: reducedMotion.matches ? 0 : 150, cooperativeGestures: narrow.matches,
      locale: {
        'Map.Title': texts.mapLabel, 'NavigationControl.ZoomIn': texts.mapZoomIn, 'NavigationControl.ZoomOut': texts.mapZoomOut,
        'AttributionControl.ToggleAttribution': texts.mapToggleAttribution,
        'CooperativeGesturesHandler.WindowsHelpText': texts.mapGestureCtrl,
        'CooperativeGesturesHandler.MacHelpText': texts.mapGestureMac,
        'CooperativeGesturesHandler.MobileHelpText': texts.mapGestureTouch,
      },
    });
    this.#map = map;
    map.once('style.load', () => {
      this.#isReady = true;
      this.#waiting.splice(0).forEach((action) => action());
    });
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new HomeControl(texts.mapHome, () => this.fit(this.#bounds)), 'top-right');
    map.addControl(new maplibregl.ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
    map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: texts.mapAttribution }), 'bottom-right');
    map.on('styleimagemissing', ({ id }) => {
      if (id === 'hatch' && !map.hasImage('hatch')) map.addImage('hatch', hatchPattern(2, colors.notApplicable, colors.hatch), { pixelRatio: 2 });
    });
    // What the picture shows now, for browser tests: `data-painted` follows each recolouring once it is drawn.
    map.on('render', () => container.setAttribute('data-idle', 'false'));
    map.on('idle', () => {
      container.setAttribute('data-idle', 'true');
      if (this.#painted) container.setAttribute('data-painted', this.#painted);
      if (this.#painted) container.setAttribute('data-ready', 'true');
    });
    map.on('moveend', (event) => {
      if (event.isFit) onMove(null);
      else if (event.originalEvent || event.isFlight) onMove({ zoom: map.getZoom(), center: map.getCenter().toArray() });
    });
    for (const each of levels) {
      map.on('mousemove', `fill:${each}`, ({ features, point }) => onHover(features[0].properties.terc, point));
      map.on('mouseleave', `fill:${each}`, () => onHover(null));
      map.on('click', `fill:${each}`, ({ features }) => onSelect(features[0].properties.terc));
    }
    map.getCanvas().classList.add('map-canvas');
    // For browser tests and the console: the map behind the element.
    container.atlasMap = map;
  }

  /** Calls back once the map takes colours: at once, except in the first moments of the page. */
  whenReady(action) {
    if (this.#isReady) action();
    else this.#waiting.push(action);
  }

  get level() {
    return this.#level;
  }

  setLevel(level) {
    if (level === this.#level) return;
    this.mark('hovered', null);
    this.mark('selected', null);
    this.#level = level;
    for (const { id } of this.#map.getStyle().layers) {
      const visibility = layerIsVisible(id, level) ? 'visible' : 'none';
      if (this.#map.getLayoutProperty(id, 'visibility') !== visibility) this.#map.setLayoutProperty(id, 'visibility', visibility);
    }
  }

  /** Recolours the level's units. Only changed units are sent; no tile is asked for. @param {import('./picture.js').Picture} picture @param {string} name of what is shown */
  paint(picture, name) {
    const sent = this.#sent.get(this.#level);
    const target = { source: sourceOf(this.#level), sourceLayer: this.#level, id: 0 };
    const seen = new Set();
    picture.codes.forEach((code, index) => {
      target.id = featureID(code);
      seen.add(target.id);
      const color = picture.colors[index];
      const hatched = picture.notApplicable[index];
      const key = hatched ? `${color}/` : color;
      if (sent.get(target.id) === key) return;
      sent.set(target.id, key);
      this.#map.setFeatureState(target, { color, hatched });
    });
    for (const id of sent.keys()) {
      if (seen.has(id)) continue;
      target.id = id;
      this.#map.setFeatureState(target, { color: null, hatched: false });
      sent.delete(id);
    }
    this.#painted = name;
    this.#map.triggerRepaint();
  }

  /** Draws an outline round a unit. @param {'hovered'|'selected'} role @param {string|null} terc */
  mark(role, terc) {
    const previous = this.#marked[role];
    if (previous?.terc === terc && previous?.level === this.#level) return;
    const set = ({ terc: code, level }, value) => this.#map.setFeatureState(
      { source: sourceOf(level), sourceLayer: level, id: featureID(code) }, { [role]: value });
    if (previous) set(previous, false);
    this.#marked[role] = terc ? { terc, level: this.#level } : null;
    if (terc) set(this.#marked[role], true);
    if (role === 'hovered') this.#map.getCanvas().style.cursor = terc ? 'pointer' : '';
  }

  /** Shows a bounding box `[west, south, east, north]`; null is the country. */
  fit(bounds, { animate = true } = {}) {
    this.#bounds = bounds ?? polandBounds;
    const [west, south, east, north] = this.#bounds;
    this.#map.fitBounds([[west, south], [east, north]],
      { padding: 12, animate: animate && !reducedMotion.matches, duration: 600 }, { isFit: true });
  }

  /** Shows the whole area again after the map's window changed its shape. */
  refit() {
    this.#map.resize();
    this.fit(this.#bounds, { animate: false });
  }

  /** Goes to a unit without zooming out of a closer view. */
  flyTo(bounds) {
    const [west, south, east, north] = bounds;
    const box = [[west, south], [east, north]];
    // A third of the window: a unit is read among its neighbours.
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const padding = Math.round(Math.min(clientWidth, clientHeight) / 3);
    const camera = this.#map.cameraForBounds(box, { padding, maxZoom: 10 });
    if (!camera) return;
    const zoom = Math.min(Math.max(camera.zoom, this.#map.getZoom()), camera.zoom + 0.5);
    // The unit's panel covers the left of a wide map: the unit comes to the middle of the rest.
    const offset = narrow.matches ? [0, 0] : [110, 0];
    this.#map.easeTo({ center: camera.center, zoom, offset, duration: reducedMotion.matches ? 0 : 700 }, { isFlight: true });
  }

  /** Whether a place lies in the half of the map that the panel would cover. */
  isLeft(center) {
    return this.#map.project(center).x < this.#map.getContainer().clientWidth * 0.52;
  }

  jumpTo(position) {
    if (position) this.#map.jumpTo(position);
  }

  resize() {
    this.#map.resize();
  }

  /** Copies what is drawn now onto a canvas, at once: printing cannot wait for another frame. */
  snapshot(canvas) {
    this.#map.redraw();
    const drawn = this.#map.getCanvas();
    canvas.width = drawn.width;
    canvas.height = drawn.height;
    canvas.getContext('2d').drawImage(drawn, 0, 0);
  }
}
