// SPDX-License-Identifier: Apache-2.0
// The drawn network of the page, made live: pan and zoom, neighbours of what is pointed at, arrow keys that walk along links.
// Positions stay those of the server, so that everybody sees the same picture.

import { fill } from '../map/format.js';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const directions = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const smallestShare = 0.08;
/** A press that moved less than this is a click, in pixels. */
const clickDistance = 5;
const panMilliseconds = 180;
/** Narrower pictures begin with a part, so many pixels of the drawing wide. */
const narrowest = 600;
const startWidth = 480;

export class LivePicture {
  #nodes = new Map();
  #neighbours = new Map();
  #lines = [];
  #current = null;
  #pointers = new Map();
  #moved = 0;
  #animation = 0;

  /** @param {SVGSVGElement} svg @param {{frame: HTMLElement, announcer: HTMLElement, words: DOMStringMap, onCurrent: (n: number|null) => void}} options */
  constructor(svg, { frame, announcer, words, onCurrent }) {
    Object.assign(this, { svg, announcer, words, onCurrent });
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.whole = { x, y, width, height };
    this.box = { ...this.whole };
    for (const node of svg.querySelectorAll('[data-n]')) {
      const matrix = node.querySelector('path').transform.baseVal.consolidate().matrix;
      this.#nodes.set(Number(node.dataset.n), { node, x: matrix.e, y: matrix.f, title: node.querySelector('title').textContent });
    }
    for (const line of svg.querySelectorAll('line[data-a]')) {
      const [a, b] = [Number(line.dataset.a), Number(line.dataset.b)];
      this.#lines.push({ line, a, b });
      for (const [one, other] of [[a, b], [b, a]]) this.#neighbours.set(one, [...(this.#neighbours.get(one) ?? []), other]);
    }
    frame.classList.add('is-live');
    svg.removeAttribute('aria-hidden');
    svg.setAttribute('role', 'application');
    svg.setAttribute('aria-label', words.keyLabel);
    svg.setAttribute('aria-describedby', 'picture-help');
    svg.setAttribute('tabindex', '0');
    svg.setAttribute('preserveAspectRatio', 'xMidYMid meet');
    this.#listen();
    const { width: wide, height: high } = svg.getBoundingClientRect();
    // On a small screen the whole would be too small to read: it begins with the largest group, which stands first.
    if (wide < narrowest && this.whole.width > startWidth) {
      const width = startWidth;
      this.#look({ x: 0, y: 0, width, height: width * high / wide });
    }
  }

  #listen() {
    const { svg } = this;
    svg.addEventListener('keydown', (event) => this.#key(event));
    svg.addEventListener('blur', () => this.show(null));
    svg.addEventListener('pointerover', ({ target }) => {
      const node = target.closest('[data-n]');
      if (node && !this.#pointers.size) this.show(Number(node.dataset.n));
    });
    svg.addEventListener('pointerleave', () => {
      if (document.activeElement !== svg) this.show(null);
    });
    svg.addEventListener('wheel', (event) => {
      // The page scrolls on; with Ctrl, and on trackpads by pinching, the picture zooms.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, this.#point(event));
    }, { passive: false });
    svg.addEventListener('pointerdown', (event) => {
      if (event.button) return;
      this.#pointers.set(event.pointerId, event);
      this.#moved = 0;
    });
    svg.addEventListener('pointermove', (event) => this.#drag(event));
    for (const name of ['pointerup', 'pointercancel', 'pointerleave']) {
      svg.addEventListener(name, ({ pointerId }) => {
        this.#pointers.delete(pointerId);
        svg.classList.remove('is-dragged');
      });
    }
    // A link is not followed at the end of a drag.
    svg.addEventListener('click', (event) => {
      if (this.#moved > clickDistance) event.preventDefault();
    }, true);
    svg.addEventListener('dragstart', (event) => event.preventDefault());
  }

  /** Pixels of the picture for one of the screen. */
  get #scale() {
    const { width, height } = this.svg.getBoundingClientRect();
    return Math.max(this.box.width / width, this.box.height / height);
  }

  #point({ clientX, clientY }) {
    const point = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  #drag(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    this.#moved += Math.abs(dx) + Math.abs(dy);
    if (this.#moved > clickDistance && !this.svg.hasPointerCapture(event.pointerId)) this.svg.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 2) {
      const other = [...this.#pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
      const distance = ({ clientX, clientY }) => Math.hypot(clientX - other.clientX, clientY - other.clientY);
      this.zoom(distance(event) / Math.max(1, distance(before)), this.#point(event));
    } else if (this.#moved > clickDistance) {
      this.svg.classList.add('is-dragged');
      const scale = this.#scale;
      this.#look({ ...this.box, x: this.box.x - dx * scale, y: this.box.y - dy * scale });
    }
    this.#pointers.set(event.pointerId, event);
  }

  #look(box) {
    this.box = box;
    this.svg.setAttribute('viewBox', `${box.x.toFixed(1)} ${box.y.toFixed(1)} ${box.width.toFixed(1)} ${box.height.toFixed(1)}`);
  }

  #glide(box) {
    cancelAnimationFrame(this.#animation);
    if (reducedMotion.matches) {
      this.#look(box);
      return;
    }
    const from = { ...this.box };
    const begin = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - begin) / panMilliseconds);
      this.#look(Object.fromEntries(Object.keys(from).map((key) => [key, from[key] + (box[key] - from[key]) * share])));
      if (share < 1) this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  /** Closer (above 1) or farther, round a point of the picture; by default round its middle or what is current. */
  zoom(factor, around) {
    const current = this.#nodes.get(this.#current);
    const [x, y] = around ?? (current ? [current.x, current.y] : [this.box.x + this.box.width / 2, this.box.y + this.box.height / 2]);
    const width = Math.min(this.whole.width * 1.2, Math.max(this.whole.width * smallestShare, this.box.width / factor));
    const share = width / this.box.width;
    const box = { x: x - (x - this.box.x) * share, y: y - (y - this.box.y) * share, width, height: this.box.height * share };
    if (around) this.#look(box);
    else this.#glide(box);
  }

  reset() {
    this.#glide({ ...this.whole });
  }

  /** Marks a symbol and its neighbours; null marks none. @param {number|null} number */
  show(number) {
    if (number === this.#current || (number !== null && !this.#nodes.has(number))) return;
    this.#current = number;
    const near = new Set(number === null ? [] : this.#neighbours.get(number));
    // Behind a hub stand those that its agreement joins.
    for (const each of [...near]) {
      if (this.#nodes.get(each).node.classList.contains('network-hub')) for (const other of this.#neighbours.get(each)) near.add(other);
    }
    this.svg.classList.toggle('has-current', number !== null);
    for (const [each, { node }] of this.#nodes) {
      node.classList.toggle('is-current', each === number);
      node.classList.toggle('is-near', each !== number && near.has(each));
    }
    for (const { line, a, b } of this.#lines) {
      const isNear = number !== null && (a === number || b === number || (near.has(a) && near.has(b) && [a, b].some((end) => this.#nodes.get(end).node.classList.contains('network-hub') && this.#neighbours.get(number).includes(end))));
      line.classList.toggle('is-near', isNear);
    }
    this.onCurrent(number);
  }

  #key(event) {
    if (event.key in directions) {
      event.preventDefault();
      this.#walk(directions[event.key]);
    } else if (event.key === 'Enter' && this.#current !== null) {
      location.href = this.#nodes.get(this.#current).node.href.baseVal;
    } else if (event.key === '+' || event.key === '=') {
      this.zoom(1.4);
    } else if (event.key === '-') {
      this.zoom(1 / 1.4);
    } else if (event.key === 'Escape') {
      this.show(null);
      this.reset();
    } else if (event.key === 'Home') {
      event.preventDefault();
      this.#go([...this.#nodes.keys()][0]);
    }
  }

  /** To the neighbour that lies most in the direction; where no link leads there, to the nearest symbol that does. */
  #walk([dx, dy]) {
    const from = this.#nodes.get(this.#current);
    if (!from) {
      this.#go(this.#busiest());
      return;
    }
    const best = (numbers) => {
      let chosen = null;
      let least = Infinity;
      for (const number of numbers) {
        const { x, y } = this.#nodes.get(number);
        const along = (x - from.x) * dx + (y - from.y) * dy;
        const aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
        const cost = along + 2 * aside;
        if (along > 1 && aside < 2 * along && cost < least) [chosen, least] = [number, cost];
      }
      return chosen;
    };
    const number = best(this.#neighbours.get(this.#current) ?? []) ?? best([...this.#nodes.keys()].filter((each) => each !== this.#current));
    if (number !== null) this.#go(number);
  }

  #busiest() {
    const institutions = [...this.#nodes.keys()].filter((number) => !this.#nodes.get(number).node.classList.contains('network-hub'));
    return institutions.reduce((best, number) => (
      (this.#neighbours.get(number)?.length ?? 0) > (this.#neighbours.get(best)?.length ?? 0) ? number : best));
  }

  #go(number) {
    this.show(number);
    const { x, y, title } = this.#nodes.get(number);
    this.announcer.textContent = fill(this.words.nodeOf, { name: title, n: this.#neighbours.get(number)?.length ?? 0 });
    const { box } = this;
    const margin = 0.1;
    const isInside = x > box.x + box.width * margin && x < box.x + box.width * (1 - margin)
      && y > box.y + box.height * margin && y < box.y + box.height * (1 - margin);
    if (!isInside) this.#glide({ ...box, x: x - box.width / 2, y: y - box.height / 2 });
  }
}
