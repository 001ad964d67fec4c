// SPDX-License-Identifier: Apache-2.0
// What the page says: loading, errors, the live region, the tooltip.

import { element, fill, texts } from './format.js';

/** A wait shorter than this needs no notice. */
const noticeAfterMilliseconds = 250;
const toastMilliseconds = 3500;

export class Messages {
  #timer = 0;
  #announcement = 0;

  constructor() {
    this.status = document.getElementById('map-status');
    this.announcer = document.getElementById('announcer');
  }

  /** Says something to screen readers; `shown` also shows it for a few seconds. */
  announce(text, shown = false) {
    clearTimeout(this.#announcement);
    this.#announcement = setTimeout(() => {
      this.announcer.textContent = text;
    }, 150);
    if (!shown) return;
    this.#show(false, text);
    this.#timer = setTimeout(() => this.clear(), toastMilliseconds);
  }

  loading() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(false, texts.loading), noticeAfterMilliseconds);
  }

  clear() {
    clearTimeout(this.#timer);
    this.status.hidden = true;
    this.status.removeAttribute('role');
  }

  /** @param {import('./api.js').ApiError|Error} error @param {() => void} retry */
  failed(error, retry) {
    const refused = error.status >= 400 && error.status < 500;
    const button = element('button', { type: 'button', className: 'button' }, texts.retry);
    button.addEventListener('click', retry);
    const text = refused ? fill(texts.errorRefused, { detail: error.message }) : texts.errorText;
    this.#show(true, element('strong', {}, texts.errorTitle), ` ${text} `, refused ? null : button);
  }

  /** The indicator has nothing at this level: offers the levels that it has. */
  noData(levels, onSwitch) {
    const buttons = levels.map((level) => {
      const button = element('button', { type: 'button', className: 'button' }, fill(texts.switchTo, { level: texts.levels[level] }));
      button.addEventListener('click', () => onSwitch(level));
      return button;
    });
    this.#show(true, element('span', {}, texts.noLevelData), ' ', ...buttons);
  }

  #show(isError, ...content) {
    clearTimeout(this.#timer);
    this.status.classList.toggle('is-error', isError);
    if (isError) this.status.setAttribute('role', 'alert');
    this.status.hidden = false;
    this.status.replaceChildren(...content.filter(Boolean));
  }
}

export class Tooltip {
  constructor() {
    this.node = document.getElementById('map-tooltip');
    this.frame = document.getElementById('map-frame');
  }

  show(point, { name, parent, value, parts = [] }) {
    this.node.replaceChildren(element('strong', {}, name), parent ? element('span', { className: 'tooltip-parent' }, parent) : '', element('div', {}, value),
      ...parts.map(({ label, text }) => element('div', { className: 'tooltip-part' }, `${label}: ${text}`)));
    this.node.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const x = point.x + 16 + width > this.frame.clientWidth ? point.x - 12 - width : point.x + 16;
    const y = Math.min(Math.max(4, point.y + 14), this.frame.clientHeight - height - 4);
    this.node.style.transform = `translate(${Math.round(Math.max(4, x))}px, ${Math.round(y)}px)`;
  }

  hide() {
    this.node.hidden = true;
  }
}
