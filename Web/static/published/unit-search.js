// SPDX-License-Identifier: Apache-2.0
// Search of units in a published copy: their names come as files.

import { hasProfile, pageURL } from '../addresses.js';
import { element, fill, fold, texts } from '../map/format.js';
import { readFile } from './answers.js';

const mostShown = 100;
const levels = ['wojewodztwo', 'powiat', 'gmina'];
const field = document.getElementById('unit-query');
const form = field.form;

/** The page of the unit, or of the smallest larger one that has a page here. */
function pageOf(unit, byCode) {
  let shown = unit;
  while (shown && !hasProfile(shown.terc)) shown = byCode.get(shown.parent);
  return shown ? pageURL(`/jednostki/${shown.terc}`) : null;
}

async function search(text) {
  const lists = await Promise.all(levels.map((level) => readFile(`/data/units-${level}.json`)));
  const units = lists.flatMap((list) => list.units);
  const byCode = new Map(units.map((unit) => [unit.terc.slice(0, 6), unit]));
  const words = fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const found = units.map((unit) => ({ unit, folded: fold(`${unit.full_name} ${unit.terc}`), name: fold(unit.name) }))
    .filter(({ folded }) => words.every((word) => folded.includes(word)))
    .sort((a, b) => (b.name === words.join(' ')) - (a.name === words.join(' ')) || a.unit.terc.length - b.unit.terc.length || a.name.localeCompare(b.name, 'pl'));
  const rows = found.slice(0, mostShown).map(({ unit }) => {
    const parent = byCode.get(unit.parent);
    const href = pageOf(unit, byCode);
    return element('li', {}, href ? element('a', { href }, element('span', { className: 'result-name' }, unit.full_name)) : unit.full_name,
      parent ? ' ' : '', parent ? element('span', { className: 'result-parents' }, parent.full_name) : '');
  });
  document.getElementById('unit-results')?.remove();
  form.after(element('section', { id: 'unit-results', role: 'status' },
    rows.length ? element('ul', { className: 'result-list' }, ...rows) : element('p', { className: 'notice' }, fill(texts.published.noUnit, { name: text }))));
}

function start() {
  const text = new URLSearchParams(location.search).get('q')?.trim() ?? '';
  field.value = text;
  if (text) search(text);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  history.pushState(null, '', `${location.pathname}?${new URLSearchParams({ q: field.value.trim() })}`);
  start();
});
addEventListener('popstate', start);
start();
