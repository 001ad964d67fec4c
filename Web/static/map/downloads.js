// SPDX-License-Identifier: Apache-2.0
// „Pobierz i udostępnij”: addresses of what is on the map now.

const pictures = { pdf: '/api/v1/map.pdf', png: '/api/v1/map.png', svg: '/api/v1/map.svg', embed: '/osadz/kod' };

/** @param {import('./state.js').StateInAddress} state */
export function showDownloads(state) {
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
