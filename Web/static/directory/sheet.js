// SPDX-License-Identifier: Apache-2.0
// The adviser's sheet: its address and the picks of this tab stay the same, and the note is printed as typed.

import { itemsOf, picked, setPicked, sheetURL } from './picks.js';

const items = itemsOf(location.search);
const stored = picked();

if (!items.length && stored.length) {
  // Opened without an address of its own: shows what this tab has picked.
  location.replace(sheetURL(stored));
} else if (document.querySelector('.sheet-items')) {
  setPicked(items);
}

// Links that take away or move an entry say what remains.
for (const link of document.querySelectorAll('[data-sheet-order]')) {
  link.addEventListener('click', () => setPicked(itemsOf(new URL(link.href).search)));
}

document.getElementById('print-sheet')?.addEventListener('click', () => print());

// A text area prints only the lines in its window: a paragraph stands in for it on paper.
const note = document.getElementById('sheet-note');
const onPaper = document.getElementById('sheet-note-print');
note?.addEventListener('input', () => {
  onPaper.textContent = note.value.trim();
});
