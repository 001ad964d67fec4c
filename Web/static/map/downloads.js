// SPDX-License-Identifier: Apache-2.0
// „Pobierz i udostępnij”: addresses of what is on the map now.

import { fileURL, isPublished } from '../addresses.js';

const pictures = { pdf: '/api/v1/map.pdf', png: '/api/v1/map.png', svg: '/api/v1/map.svg', embed: '/osadz/kod' };

/** @param {import('./state.js').StateInAddress} state */
export function showDownloads(state) {
  if (isPublished) {
    showPublished(state.current);
    return;
  }
  const { current } = state;
  const picture = new URLSearchParams(state.query({ ...current, unit: '', relation: '' }));
  for (const key of ['indicator', 'period', 'level']) picture.set(key, current[key]);
  const values = new URLSearchParams({ level: current.level, period: current.period });
  if (current.within) values.set('parent', current.within);
  for (const link of document.querySelectorAll('#downloads [data-file]')) {
    const { file } = link.dataset;
    const parameters = new URLSearchParams(picture);
    if (file === 'pdf') parameters.set('ranking', '1');
    link.href = pictures[file] ? `${pictures[file]}?${parameters}` : `/api/v1/indicators/${encodeURIComponent(current.indicator)}/${file}?${values}`;
  }
}

/** A copy has all values of an indicator at a level as one table; the rest needs a server. */
function showPublished({ indicator, level }) {
  for (const link of document.querySelectorAll('#downloads [data-file]')) {
    if (link.dataset.file === 'values.csv') link.href = fileURL(`/data/values/${indicator}-${level}.csv`);
    else link.hidden = true;
  }
}
