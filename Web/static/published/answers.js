// SPDX-License-Identifier: Apache-2.0
// What a server would answer, from the files of a published copy.

import { fileURL } from '../addresses.js';
import { language, texts } from '../map/format.js';
import { makeLegends } from './legends.js';

const files = new Map();

/** A JSON file of the copy, fetched once. @param {string} path */
export function readFile(path) {
  if (!files.has(path)) {
    const file = fetch(fileURL(path)).then((response) => {
      if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
      return response.json();
    });
    file.catch(() => files.delete(path));
    files.set(path, file);
  }
  return files.get(path);
}

function missing() {
  throw Object.assign(new Error(texts.published.missing), { status: 404 });
}

const levels = { 2: 'wojewodztwo', 4: 'powiat' };

async function place(terc) {
  const code = terc.slice(0, 6);
  const found = (await readFile(`/data/places-${levels[code.length] ?? 'gmina'}.json`))[code];
  return found ? { terc, bbox: found.slice(0, 4), center: found.slice(4) } : missing();
}

async function indicator(id) {
  const { indicators } = await readFile(`/data/indicators-${language}.json`);
  return indicators.find((each) => each.id === id) ?? missing();
}

/** The answer to a request to the interface of the server. @param {string} path @param {Record<string, any>} parameters */
export async function answer(path, parameters) {
  const parts = path.split('/').slice(3).map(decodeURIComponent);
  const [kind, id, part] = parts;
  if (kind === 'indicators' && !id) return readFile(`/data/indicators-${language}.json`);
  if (kind === 'indicators' && !part) return indicator(id);
  if (kind === 'indicators' && part === 'series') {
    await indicator(id);
    return readFile(`/data/series/${id}/${parameters.level}.json`);
  }
  if (kind === 'units' && !id) return readFile(`/data/units-${parameters.level}.json`);
  if (kind === 'units') return place(id);
  if (kind === 'legend') {
    const [series, classes, colors] = await Promise.all([
      readFile(`/data/series/${parameters.indicator}/${parameters.level}.json`),
      readFile(`/data/classes/${parameters.indicator}/${parameters.level}/${parameters.within || 'kraj'}.json`),
      readFile('/data/palettes.json'),
    ]);
    const legends = makeLegends(parameters, series, classes, colors);
    return parameters.period === '*' ? { legends } : legends[parameters.period] ?? missing();
  }
  return missing();
}
