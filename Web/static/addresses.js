// SPDX-License-Identifier: Apache-2.0
// Where things are: on a server that computes answers, or in a folder of files that any server hands out. Pages of such a folder
// say where its top is; all other modules ask here.

const { root, languageRoot } = document.documentElement.dataset;

/** Whether this page is one of a published copy: files without a program behind them. */
export const isPublished = root !== undefined;

const top = isPublished ? new URL(root, location.href).href : `${location.origin}/`;
const topOfLanguage = isPublished ? new URL(languageRoot, location.href).href : top;

/** The whole address of a file or of an answer that stands under its own name. May hold `{z}`. @param {string} path begins with a slash */
export const fileURL = (path) => top + path.slice(1);

/** The address of a page in this page's language. @param {string} path begins with a slash @param {string} query with its question mark */
export function pageURL(path, query = '') {
  if (!isPublished) return path + query;
  const parameters = new URLSearchParams(query);
  parameters.delete('lang');
  const rest = parameters.toString();
  return `${topOfLanguage}${path === '/' ? '' : `${path.slice(1)}/`}index.html${rest ? `?${rest}` : ''}`;
}

/** Whether there is a page of the unit: a copy may hold those of larger units only. @param {string} terc */
export const hasProfile = (terc) => !isPublished || terc.slice(0, 6).length <= Number(document.documentElement.dataset.profiles);

const [lastZoom, lastLabelZoom, ...bounds] = (document.documentElement.dataset.tiles ?? '').split(',').map(Number);

/** A MapLibre source of geometry tiles. A copy has no tiles beyond its bounds, and closer views enlarge those of its last zoom. @param {'units'|'labels'} kind */
export function tileSource(kind, level) {
  const tiles = [fileURL(`/tiles/${kind}/${level}/{z}/{x}/{y}.mvt`)];
  if (!isPublished) return { type: 'vector', tiles, minzoom: 0, maxzoom: 12 };
  return { type: 'vector', tiles, minzoom: 0, maxzoom: kind === 'units' ? lastZoom : lastLabelZoom, bounds };
}
