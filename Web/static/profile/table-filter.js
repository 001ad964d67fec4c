// SPDX-License-Identifier: Apache-2.0
// A field that keeps the rows of a long table whose heading holds the typed words.

import { fold, holdsWords, plural, texts } from '../map/format.js';

export function startFilters() {
  for (const box of document.querySelectorAll('[data-filter]')) {
    const field = box.querySelector('input');
    const status = box.querySelector('[role=status]');
    const rows = [...document.querySelectorAll(`#${box.dataset.filter} tbody tr`)].map((row) => ({ row, text: fold(row.querySelector('th')?.textContent ?? '') }));
    box.hidden = false;
    field.addEventListener('input', () => {
      const found = rows.filter(({ row, text }) => {
        row.hidden = !holdsWords(text, field.value);
        return !row.hidden;
      }).length;
      if (!field.value.trim()) status.textContent = '';
      else status.textContent = found ? plural(texts.matches, found) : texts.noMatches;
    });
  }
}
