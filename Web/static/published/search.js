// SPDX-License-Identifier: Apache-2.0
// The search of a published copy's directory. Words come in their base forms with all their forms, so that an inflected word
// finds what has another form of it; no dictionary is needed here.

import { fold } from '../map/format.js';
import { readFile } from './answers.js';

const earthRadiusKilometers = 6371;
const listed = ['type', 'service', 'target', 'problem'];

/** Kilometres between two places. */
export function distance([longitude, latitude], [otherLongitude, otherLatitude]) {
  const radians = Math.PI / 180;
  const height = Math.sin((otherLatitude - latitude) * radians / 2) ** 2;
  const width = Math.sin((otherLongitude - longitude) * radians / 2) ** 2;
  return 2 * earthRadiusKilometers * Math.asin(Math.sqrt(height + Math.cos(latitude * radians) * Math.cos(otherLatitude * radians) * width));
}

/** From forms to base forms, from base forms to institutions. */
class WordIndex {
  constructor(rows, count) {
    this.count = count;
    this.forms = new Map();
    this.postings = rows.map(([shared, endings, flat], lemma) => {
      for (const ending of endings.split(' ')) {
        const form = shared + ending;
        if (this.forms.has(form)) this.forms.get(form).push(lemma);
        else this.forms.set(form, [lemma]);
      }
      return flat;
    });
  }

  /** The base forms that a typed word may mean; of a word that is not there, those of words that begin so. */
  lemmas(word) {
    const known = this.forms.get(word);
    if (known) return known;
    const found = this.#beginning(word);
    // An unknown form: the ending of a Polish word is its last two letters at most.
    return found.length || word.length < 6 ? found : this.#beginning(word.slice(0, -2));
  }

  #beginning(word) {
    if (word.length < 3) return [];
    const found = new Set();
    for (const [form, lemmas] of this.forms) if (form.startsWith(word)) lemmas.forEach((lemma) => found.add(lemma));
    return [...found];
  }

  /** @returns {Map<number, number>} by institution how well it fits one of the base forms */
  weights(lemmas) {
    const best = new Map();
    for (const lemma of lemmas) {
      const flat = this.postings[lemma];
      const rarity = Math.log2(1 + this.count / (flat.length / 2));
      let ordinal = 0;
      for (let at = 0; at < flat.length; at += 2) {
        ordinal += flat[at];
        best.set(ordinal, Math.max(best.get(ordinal) ?? 0, flat[at + 1] * rarity));
      }
    }
    return best;
  }
}

let loading;

async function load() {
  const { columns, hitsInFile } = await readFile('/data/directory.json');
  return { columns, hitsInFile, count: columns.id.length, words: new WordIndex(await readFile('/data/directory-words.json'), columns.id.length) };
}

/** The directory's columns, read once. */
export function directory() {
  loading ??= load();
  loading.catch(() => { loading = undefined; });
  return loading;
}

/** @returns {{score: Map<number, number>|null, ignored: string[], isPart: boolean}} null scores: nothing was typed */
function findWords({ words }, text) {
  const typed = [...new Set(fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean))];
  if (typed.length === 0) return { score: null, ignored: [], isPart: false };
  const found = typed.map((word) => ({ word, weights: words.weights(words.lemmas(word)) }));
  const ignored = found.filter(({ weights }) => weights.size === 0).map(({ word }) => word);
  const used = found.filter(({ weights }) => weights.size > 0);
  const score = new Map();
  const hits = new Map();
  for (const { weights } of used) {
    for (const [ordinal, weight] of weights) {
      score.set(ordinal, (score.get(ordinal) ?? 0) + weight);
      hits.set(ordinal, (hits.get(ordinal) ?? 0) + 1);
    }
  }
  // All words if any institution has them all, else as many as the best have.
  const most = Math.max(0, ...hits.values());
  for (const ordinal of score.keys()) if (hits.get(ordinal) < most) score.delete(ordinal);
  return { score, ignored: ignored.filter((word) => word.length > 3), isPart: most < used.length };
}

/** What an address asks for. */
export function readQuery(parameters) {
  const list = (name) => new Set(parameters.getAll(name).flatMap((text) => text.split(',')).filter(Boolean));
  const near = (parameters.get('near') ?? '').split(',').map(Number);
  return {
    text: parameters.get('q') ?? '', chosen: Object.fromEntries(listed.map((name) => [name, list(name)])),
    unit: (parameters.get('unit') ?? '').slice(0, 6), serves: (parameters.get('serves') ?? '').slice(0, 6),
    near: near.length === 2 && near.every(Number.isFinite) ? near : null, radius: Number(parameters.get('radius_km')) || 0,
    sort: parameters.get('sort') || 'relevance',
  };
}

/**
 * @param {ReturnType<typeof readQuery>} query
 * @returns {Promise<{order: number[], distances: Map<number, number>, counts: Record<string, Map<string, number>>, ignored: string[], isPart: boolean}>}
 *   institutions by their places in the columns; counts of the options of each filter among what the others leave
 */
export async function search(query) {
  const all = await directory();
  const { columns } = all;
  const { score, ignored, isPart } = findWords(all, query.text);
  const valuesOf = { type: (at) => [columns.type[at]], service: (at) => columns.service[at], target: (at) => columns.target[at], problem: (at) => columns.problem[at] };
  const distances = new Map();
  const passes = (at, without) => listed.every((name) => name === without || query.chosen[name].size === 0 || valuesOf[name](at).some((value) => query.chosen[name].has(value)))
    && (without === 'unit' || !query.unit || columns.unit[at].startsWith(query.unit));
  const candidates = [];
  for (let at = 0; at < all.count; at += 1) {
    if (score && !score.has(at)) continue;
    if (query.serves && !columns.serves[at].some((code) => query.serves.startsWith(code))) continue;
    if (query.near) {
      const point = columns.point[at];
      if (point) distances.set(at, distance(query.near, point));
      if (query.radius && !(distances.get(at) <= query.radius)) continue;
    }
    candidates.push(at);
  }
  const counts = {};
  for (const name of [...listed, 'unit']) {
    counts[name] = new Map();
    for (const at of candidates) {
      if (!passes(at, name)) continue;
      const values = name === 'unit' ? [columns.unit[at].slice(0, 2)] : valuesOf[name](at);
      for (const value of new Set(values)) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
    }
  }
  const far = (at) => distances.get(at) ?? Infinity;
  const order = candidates.filter((at) => passes(at, null));
  // The list is in the order of names already.
  if (query.sort === 'distance' && query.near) order.sort((a, b) => far(a) - far(b) || a - b);
  else if (query.sort !== 'name' && score) order.sort((a, b) => score.get(b) - score.get(a) || far(a) - far(b) || a - b);
  else if (query.sort !== 'name' && query.near) order.sort((a, b) => far(a) - far(b) || a - b);
  return { order, distances, counts, ignored, isPart };
}
