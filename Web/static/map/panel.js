// SPDX-License-Identifier: Apache-2.0
// Panel of the selected unit: value, ranks, the region's and the country's own values, link to the profile.

import { hasProfile, pageURL } from '../addresses.js';
import { element, fill, formatNumber, svg, texts, withUnit } from './format.js';

export class UnitPanel {
  /** @param {{onClose: () => void}} options */
  constructor({ onClose }) {
    this.root = document.getElementById('unit-panel');
    this.onClose = onClose;
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.root.hidden && !event.defaultPrevented) this.onClose();
    });
  }

  /**
   * @param {object} unit `{terc, full_name, kindText}`
   * @param {{text: string, note: string, unitOfMeasure: string, period: string, decimals: number,
   *   rankPoland: object|null, rankRegion: object|null, regionName: string, regionValue: number|null, countryValue: number|null, query: string, parts: {label: string, text: string}[]}} facts
   */
  show(unit, facts) {
    const hadFocus = this.root.contains(document.activeElement) ? document.activeElement.className : '';
    const number = (value) => withUnit(formatNumber(value, facts.decimals), facts.unitOfMeasure === '%' ? '%' : '');
    const ranked = ({ rank, count }) => fill(texts.rankOf, { rank, count });
    const rows = [];
    const add = (term, value) => rows.push(element('div', {}, element('dt', {}, term), element('dd', {}, value)));
    if (facts.rankPoland) add(texts.rankPoland, ranked(facts.rankPoland));
    if (facts.rankRegion) add(texts.rankRegion, ranked(facts.rankRegion));
    if (typeof facts.regionValue === 'number') add(facts.regionName, number(facts.regionValue));
    if (typeof facts.countryValue === 'number') add(texts.averagePoland, number(facts.countryValue));
    for (const part of facts.parts) add(part.label, part.text);
    const cross = svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      svg('path', { d: 'm3 3 10 10M13 3 3 13', stroke: 'currentColor', 'stroke-width': 2 }));
    const close = element('button', { type: 'button', className: 'panel-close', 'aria-label': texts.close, 'data-close': '', title: texts.close }, cross);
    close.addEventListener('click', () => this.onClose());
    const hasValue = facts.text !== '–';
    this.root.replaceChildren(
      element('h2', { id: 'unit-panel-title' }, unit.full_name ?? unit.name),
      element('p', { className: 'panel-kind' }, [unit.kindText, unit.parentName].filter(Boolean).join(' · ')),
      close,
      element('p', { className: 'panel-value' }, hasValue && facts.unitOfMeasure === '%' ? `${facts.text}%` : facts.text,
        hasValue && facts.unitOfMeasure !== '%' ? element('span', { className: 'unit-of-measure' }, ` ${facts.unitOfMeasure}`) : null),
      element('p', { className: 'panel-note' }, [facts.period, facts.note].filter(Boolean).join(' · ')),
      element('dl', { className: 'panel-facts' }, ...rows),
      ...(hasProfile(unit.terc) ? [element('a', { className: 'button button-primary', href: pageURL(`/jednostki/${unit.terc}`, facts.query) }, texts.profile)] : []),
    );
    this.root.hidden = false;
    if (hadFocus) this.root.getElementsByClassName(hadFocus)[0]?.focus({ preventScroll: true });
  }

  /** Puts the panel on the side of the map where it does not cover the unit. */
  showRight(right) {
    this.root.classList.toggle('is-right', right);
  }

  hide() {
    this.root.hidden = true;
    this.root.replaceChildren();
  }
}
