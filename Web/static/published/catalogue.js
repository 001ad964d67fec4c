// SPDX-License-Identifier: Apache-2.0
// The directory page of a published copy: for every search the page that a server would have made, put together from the page
// itself, the results of the search and the ready-made entries of the list.

import { pageURL } from '../addresses.js';
import { element, fill, formatNumber, language, plural, texts } from '../map/format.js';
import { readFile } from './answers.js';
import { directory, readQuery, search } from './search.js';

const words = texts.published;
const hitsOnPage = 20;
let page;

/** The page as it is in the file, without any search. */
async function plainPage() {
  page ??= fetch(location.href.split(/[?#]/)[0]).then((response) => {
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  });
  page.catch(() => { page = undefined; });
  return new DOMParser().parseFromString(await page, 'text/html');
}

const kilometers = (value) => (value < 0.95 ? words.near : `${formatNumber(value, value < 10 ? 1 : 0)}\u00a0km`);

/** An entry of the list with its number and, round a place, its distance. */
async function makeHit(at, number, distances) {
  const { hitsInFile } = await directory();
  const part = await readFile(`/data/hits-${language}/${Math.floor(at / hitsInFile)}.json`);
  const hit = new DOMParser().parseFromString(part[at % hitsInFile], 'text/html').querySelector('.hit');
  hit.dataset.number = String(number);
  const marker = hit.querySelector('.hit-marker');
  if (marker) marker.textContent = String(number);
  if (distances.has(at)) hit.querySelector('.hit-address')?.append(' · ', element('span', { className: 'nowrap' }, kilometers(distances.get(at))));
  return document.adoptNode(hit);
}

function showFacets(root, query, counts) {
  for (const facet of root.querySelectorAll('.facet[data-facet]')) {
    const name = facet.dataset.facet;
    for (const input of facet.querySelectorAll('input')) {
      const isChosen = name === 'unit' ? input.value === query.unit : query.chosen[name].has(input.value);
      input.toggleAttribute('checked', isChosen);
      const label = input.closest('label');
      const count = label.querySelector('.facet-count');
      if (!count) continue;
      const number = counts[name].get(input.value) ?? 0;
      count.textContent = String(number);
      label.hidden = number === 0 && !isChosen;
    }
  }
  for (const more of root.querySelectorAll('.facet-more')) more.hidden = !more.querySelector('label:not([hidden])');
  if (query.unit && !root.querySelector('.facet[data-facet="unit"] input[checked]')) {
    root.append(hidden('unit', query.unit));
  }
  if (query.near) {
    const field = element('input', { className: 'form-control', type: 'number', id: 'radius', name: 'radius_km', min: 1, max: 200, step: 1 });
    field.setAttribute('form', 'directory-form');
    field.setAttribute('value', query.radius || '');
    root.querySelector('.facet-switches').after(element('div', { className: 'facet-radius' },
      element('label', { htmlFor: 'radius' }, words.radius), ' ', element('span', { className: 'radius-field' }, field, ' km')));
  }
}

function hidden(name, value) {
  const input = element('input', { type: 'hidden', name });
  input.setAttribute('value', value);
  input.setAttribute('form', 'directory-form');
  return input;
}

async function unitName(code) {
  const level = { 2: 'wojewodztwo', 4: 'powiat' }[code.length] ?? 'gmina';
  const { units } = await readFile(`/data/units-${level}.json`);
  return units.find(({ terc }) => terc.slice(0, 6) === code)?.full_name ?? code;
}

async function showChips(root, query, parameters, facets) {
  const chips = [];
  const add = (label, change) => {
    const rest = new URLSearchParams(parameters);
    rest.delete('from');
    change(rest);
    const link = element('a', { className: 'filter-chip', href: pageURL('/katalog', String(rest)) },
      element('span', { className: 'visually-hidden' }, `${words.removeFilter}: `), label, ' ×');
    link.dataset.part = '';
    chips.push(element('li', {}, link));
  };
  for (const [name, values] of Object.entries(query.chosen)) {
    for (const value of values) {
      const label = facets.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`)?.closest('label').querySelector('.check-label').textContent ?? value;
      add(label, (rest) => {
        const kept = [...values].filter((each) => each !== value);
        rest.delete(name);
        kept.forEach((each) => rest.append(name, each));
      });
    }
  }
  if (query.unit) add(await unitName(query.unit), (rest) => rest.delete('unit'));
  if (query.serves) add(`${words.serves}: ${await unitName(query.serves)}`, (rest) => rest.delete('serves'));
  if (query.near) add(words.around, (rest) => ['near', 'radius_km', 'sort'].forEach((name) => rest.delete(name)));
  const box = root.querySelector('.active-filters');
  box.hidden = chips.length === 0;
  box.querySelector('.chips').prepend(...chips);
}

function showPaging(root, parameters, first, last, total) {
  const paging = root.querySelector('.paging');
  if (!paging) return;
  const next = paging.querySelector('#next-page');
  const rest = new URLSearchParams(parameters);
  rest.set('from', String(last + 1));
  if (last < total && next) next.setAttribute('href', pageURL('/katalog', String(rest)));
  else next?.remove();
  if (first > 1) {
    rest.delete('from');
    const back = element('a', { className: 'button', id: 'first-page', href: pageURL('/katalog', String(rest)) }, words.first);
    Object.assign(back.dataset, { part: '', focusResults: '' });
    paging.append(back);
  }
}

/** The page of a search. @param {URL} url @returns {Promise<Document>} */
export async function answer(url) {
  const parameters = url.searchParams;
  const query = readQuery(parameters);
  const [answered, found] = await Promise.all([plainPage(), search(query)]);
  const { order, distances, counts, ignored, isPart } = found;
  const total = order.length;
  const first = Math.min(Math.max(1, Number(parameters.get('from')) || 1), Math.max(total, 1));
  const shown = order.slice(first - 1, first - 1 + hitsOnPage);
  const last = first + shown.length - 1;
  const root = answered.getElementById('results');
  const facets = answered.getElementById('facets');
  showFacets(facets, query, counts);
  await showChips(root, query, parameters, facets);
  const kept = answered.getElementById('kept-fields');
  kept.replaceChildren(...(query.near ? [hidden('near', query.near.join(','))] : []), ...(query.serves ? [hidden('serves', query.serves)] : []));
  answered.getElementById('directory-query').setAttribute('value', query.text);
  const totalText = total ? plural(words.found, total) : words.none;
  root.dataset.total = totalText;
  if (query.near) root.dataset.near = query.near.join(',');
  answered.getElementById('results-title').textContent = totalText;
  const range = root.querySelector('.results-range');
  if (range) range.textContent = total > shown.length ? fill(words.range, { from: first, to: last, total: formatNumber(total, 0) }) : '';
  for (const option of root.querySelectorAll('#sort option')) option.toggleAttribute('selected', option.value === query.sort);
  if ([...parameters].some(([name, value]) => name !== 'from' && value)) root.querySelector('.needs')?.remove();
  const notes = [];
  if (ignored.length) notes.push(fill(words.ignored, { words: ignored.join(', ') }));
  if (isPart && total) notes.push(words.partly);
  if (notes.length) root.querySelector('.results-head').before(element('div', { className: 'understood' }, element('p', {}, notes.join(' '))));
  const list = answered.getElementById('hits');
  if (total === 0) {
    root.querySelector('.results-sort')?.remove();
    root.querySelector('.paging')?.remove();
    list.replaceWith(element('div', { className: 'empty' }, element('p', { className: 'notice' }, words.noneHint)));
    return answered;
  }
  list.replaceChildren(...await Promise.all(shown.map((at, index) => makeHit(at, first + index, distances))));
  showPaging(root, parameters, first, last, total);
  return answered;
}

/** All results of a search that have a point, for the map. @param {URL} url @returns {Promise<object[]>} GeoJSON features */
export async function points(url) {
  const [{ columns }, { order }] = await Promise.all([directory(), search(readQuery(url.searchParams))]);
  return order.filter((at) => columns.point[at]).map((at) => {
    const [longitude, latitude, precision] = columns.point[at];
    return {
      type: 'Feature', geometry: { type: 'Point', coordinates: [longitude, latitude] },
      properties: { id: columns.id[at], name: columns.name[at], label: columns.type[at], precision, url: pageURL(`/instytucje/${columns.id[at]}`) },
    };
  });
}
