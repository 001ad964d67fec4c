// SPDX-License-Identifier: Apache-2.0
// Addresses of the directory's pages, and the icons of its buttons.

import { fileURL, isPublished, pageURL as addressOf } from '../addresses.js';
import { language } from '../map/format.js';

/** An address of ours that keeps the language of the page. @param {string} path @param {[string, string][]} parameters */
export function pageURL(path, parameters = []) {
  const query = new URLSearchParams(parameters);
  if (isPublished) return addressOf(path, String(query));
  const asked = new URLSearchParams(location.search).get('lang');
  if (language === 'en') query.set('lang', 'en');
  else if (asked) query.set('lang', asked);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Points a picture of the sprite at another of its icons. */
export function setIcon(node, name) {
  node?.querySelector('use')?.setAttribute('href', fileURL(`/static/directory/icons.svg#${name}`));
}
