// SPDX-License-Identifier: Apache-2.0
// Filter above the list of indicators.

import { fold, plural, texts } from './map/format.js';

const field = document.getElementById('indicator-query');
const status = document.getElementById('indicator-filter-status');
const topics = [...document.querySelectorAll('[data-topic]')].map((section) => ({
  section,
  rows: [...section.querySelectorAll('tbody tr')].map((row) => ({ row, text: fold(`${row.querySelector('th').textContent} ${section.querySelector('caption').textContent}`) })),
}));

document.getElementById('indicator-filter').hidden = false;
field.addEventListener('input', () => {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { section, rows } of topics) {
    const shown = rows.filter(({ row, text }) => {
      row.hidden = !words.every((word) => text.includes(word));
      return !row.hidden;
    }).length;
    section.hidden = shown === 0;
    found += shown;
  }
  if (words.length === 0) status.textContent = '';
  else status.textContent = found ? plural(texts.matches, found) : texts.noMatches;
});
