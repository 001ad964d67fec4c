// SPDX-License-Identifier: Apache-2.0
// Filter above the list of indicators.

import { fold, holdsWords, plural, texts } from '../map/format.js';

const field = document.getElementById('indicator-query');
const status = document.getElementById('indicator-filter-status');
const topics = [...document.querySelectorAll('[data-topic]')].map((section) => ({
  section,
  rows: [...section.querySelectorAll('tbody tr')].map((row) => ({ row, text: fold(`${row.querySelector('th').textContent} ${section.querySelector('caption').textContent}`) })),
}));

document.getElementById('indicator-filter').hidden = false;
field.addEventListener('input', () => {
  let found = 0;
  for (const { section, rows } of topics) {
    const shown = rows.filter(({ row, text }) => {
      row.hidden = !holdsWords(text, field.value);
      return !row.hidden;
    }).length;
    section.hidden = shown === 0;
    found += shown;
  }
  if (!field.value.trim()) status.textContent = '';
  else status.textContent = found ? plural(texts.matches, found) : texts.noMatches;
});
