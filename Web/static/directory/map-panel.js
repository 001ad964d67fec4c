// SPDX-License-Identifier: Apache-2.0
// The map beside the list: loaded when it is seen, tied to the list both ways.

import { fileURL, isPublished } from '../addresses.js';
import { element, language, texts } from '../map/format.js';

const words = texts.directory;
/** As in the style sheet: from here on list and map stand side by side. */
const wide = matchMedia('(min-width: 64rem)');
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

function addElement(name, properties) {
  return new Promise((resolve, reject) => {
    const node = element(name, properties);
    node.addEventListener('load', resolve);
    node.addEventListener('error', reject);
    document.head.append(node);
  });
}

export class MapPanel {
  #map = null;
  #loading = null;
  #points = new Map();

  /** @param {{onArea: (area: {near: string, radius: string}) => void}} options */
  constructor({ onArea }) {
    this.panel = document.getElementById('map-panel');
    this.container = document.getElementById('map');
    this.note = document.getElementById('map-note');
    this.toggle = document.getElementById('map-toggle');
    this.area = document.getElementById('map-area');
    this.onArea = onArea;
    this.toggle.addEventListener('click', () => this.#open(this.toggle.getAttribute('aria-expanded') !== 'true'));
    document.getElementById('map-area-button').addEventListener('click', () => {
      this.area.hidden = true;
      this.onArea(this.#map.area());
    });
    wide.addEventListener('change', () => this.show());
    this.#linkList();
  }

  get #isSeen() {
    return wide.matches || document.getElementById('main').classList.contains('shows-map');
  }

  #open(isOpen) {
    document.getElementById('main').classList.toggle('shows-map', isOpen);
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.show();
  }

  /** Puts the present results on the map, if it is seen. */
  async show() {
    if (!this.#isSeen) return;
    this.#loading ??= this.#load();
    await this.#loading;
    if (!this.#map) return;
    this.area.hidden = true;
    this.#map.resize();
    const { points, near } = document.getElementById('results').dataset;
    this.#map.showHits(this.#hits(), near);
    try {
      const features = await this.#fetchPoints(points);
      // Meanwhile other results may have come.
      if (document.getElementById('results').dataset.points === points) this.#map.showOthers(features);
      this.note.hidden = true;
    } catch {
      this.#say(words.mapFailed);
    }
  }

  #say(text) {
    this.note.textContent = text;
    this.note.hidden = false;
  }

  async #load() {
    const { version } = this.container.dataset;
    try {
      const [{ ResultsMap, hasWebGL }] = await Promise.all([
        import('./results-map.js'),
        addElement('link', { rel: 'stylesheet', href: fileURL(`/vendor/maplibre-gl.css?v=${version}`) }),
        addElement('script', { src: fileURL(`/vendor/maplibre-gl.js?v=${version}`) }),
      ]);
      if (!hasWebGL()) {
        this.#unable(words.noWebGL);
        return;
      }
      this.#map = new ResultsMap(this.container, {
        onHover: (ids) => this.#mark(ids),
        onSelect: (id) => this.#reveal(id),
        onMove: () => {
          this.area.hidden = false;
        },
      });
    } catch {
      this.#unable(words.mapFailed);
    }
  }

  #unable(text) {
    this.panel.classList.add('is-unable');
    this.container.dataset.ready = 'true';
    this.#say(text);
  }

  /** The results of the list that have a point. */
  #hits() {
    return [...document.querySelectorAll('#results .hit[data-longitude]')].map((node) => ({
      id: node.dataset.id, number: node.dataset.number ?? '', precision: node.dataset.precision ?? 'address',
      coordinates: [Number(node.dataset.longitude), Number(node.dataset.latitude)],
      name: node.querySelector('.hit-name a').textContent, label: node.querySelector('.hit-name .tag').textContent,
      url: node.querySelector('.hit-name a').href,
    }));
  }

  async #fetchPoints(url) {
    if (isPublished) return (await import('../published/catalogue.js')).points(new URL(location.href));
    if (!url) return [];
    if (!this.#points.has(url)) {
      const response = await fetch(url, { headers: { Accept: 'application/geo+json' } });
      if (!response.ok) throw new Error(String(response.status));
      const { features } = await response.json();
      for (const { properties } of features) {
        if (language === 'en') properties.url += '?lang=en';
      }
      // One search and the one before: going back and forth asks for nothing.
      if (this.#points.size > 5) this.#points.delete(this.#points.keys().next().value);
      this.#points.set(url, features);
    }
    return this.#points.get(url);
  }

  /** Hovering or focusing a result marks it on the map. */
  #linkList() {
    const resultOf = (target) => target.closest?.('#results .hit')?.dataset.id ?? null;
    let focused = null;
    let pointer = '';
    document.addEventListener('focusin', ({ target }) => {
      focused = resultOf(target);
      this.#map?.mark(focused);
    });
    document.addEventListener('pointerover', ({ target, clientX, clientY }) => {
      // When focus scrolls the list, something else comes to lie under a pointer that rests.
      const place = `${clientX} ${clientY}`;
      if (place === pointer) return;
      pointer = place;
      this.#map?.mark(resultOf(target) ?? focused);
    });
    document.addEventListener('pointermove', ({ clientX, clientY }) => {
      pointer = `${clientX} ${clientY}`;
    }, { passive: true });
  }

  #mark(ids) {
    for (const hit of document.querySelectorAll('#results .hit')) hit.classList.toggle('is-marked', ids.includes(hit.dataset.id));
  }

  /** A marker chosen on the map: its result comes into view. */
  #reveal(id) {
    const hit = document.getElementById(`hit-${id}`);
    if (!hit || !wide.matches) return;
    hit.scrollIntoView({ block: 'nearest', behavior: reducedMotion.matches ? 'auto' : 'smooth' });
  }
}
