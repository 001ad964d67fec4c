// SPDX-License-Identifier: Apache-2.0
// What the adviser has picked for the sheet: ids of institutions and services, kept by this tab until it
// is closed. Nothing about the client is asked for, so there is nothing of it to keep.

import { element, fill, plural, texts } from '../map/format.js';
import { announce } from './announcer.js';
import { pageURL, setIcon } from './links.js';

const storageKey = 'powiatlas.karta';
/** As many as the server puts on a sheet. */
const picksAllowed = 20;
const itemForm = /^[a-z0-9-]{2,80}(:[a-z0-9-]{1,80})?$/;
const words = texts.directory;

/** @returns {string[]} the picked items, in order */
export function picked() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((item) => itemForm.test(item)).slice(0, picksAllowed) : [];
  } catch {
    // Storage may be switched off: then picks last as long as the page.
    return inPage;
  }
}

let inPage = [];

export function setPicked(items) {
  inPage = [...new Set(items)].filter((item) => itemForm.test(item)).slice(0, picksAllowed);
  try {
    if (inPage.length) sessionStorage.setItem(storageKey, JSON.stringify(inPage));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // See above.
  }
}

/** The items that the address of a sheet names. @param {string} search */
export const itemsOf = (search) => new URLSearchParams(search).getAll('item');

export const sheetURL = (items) => pageURL('/karta', items.map((item) => ['item', item]));

/** The bar that says how much is picked and leads to the sheet. */
class SheetBar {
  constructor(onClear) {
    this.text = element('span', { className: 'sheet-bar-text' });
    // On a phone the buttons say only what they do; what they do it to stays for screen readers.
    const sheet = () => element('span', { className: 'sheet-bar-more' }, ` ${words.theSheet}`);
    this.open = element('a', { className: 'button button-primary', id: 'open-sheet' }, words.openSheet, sheet());
    const clear = element('button', { type: 'button', className: 'button', id: 'clear-sheet' }, words.clearSheet, sheet());
    clear.addEventListener('click', onClear);
    this.node = element('aside', { className: 'sheet-bar', id: 'sheet-bar', 'aria-label': words.sheetLabel, hidden: true }, this.text, this.open, clear);
    document.getElementById('main').after(this.node);
  }

  show(items) {
    this.node.hidden = items.length === 0;
    // Nothing that has the focus may lie hidden under the bar.
    document.documentElement.classList.toggle('has-sheet-bar', items.length > 0);
    this.text.textContent = `${words.sheetShort}: ${plural(words.picked, items.length)}`;
    this.open.href = sheetURL(items);
  }
}

let bar;

/** Links that add to the sheet become buttons that add and take away. Call again for new content. */
export function connectPicks(root = document) {
  bar ??= new SheetBar(() => {
    setPicked([]);
    refresh();
    announce(words.sheetCleared);
    document.getElementById('main').focus();
  });
  for (const link of root.querySelectorAll('a[data-sheet-item]')) {
    const button = element('button', { type: 'button', className: link.className });
    Object.assign(button.dataset, link.dataset);
    button.append(...link.childNodes);
    button.addEventListener('click', () => toggle(button.dataset.sheetItem, button.dataset.sheetName));
    link.replaceWith(button);
  }
  refresh();
}

function toggle(item, name) {
  const items = picked();
  if (items.includes(item)) {
    setPicked(items.filter((each) => each !== item));
    announce(`${fill(words.removed, { name })} ${plural(words.picked, items.length - 1)}.`);
  } else if (items.length >= picksAllowed) {
    announce(fill(words.sheetFull, { count: picksAllowed }));
    bar.text.textContent = fill(words.sheetFull, { count: picksAllowed });
    return;
  } else {
    setPicked([...items, item]);
    announce(`${fill(words.added, { name })} ${plural(words.picked, items.length + 1)}.`);
  }
  refresh();
}

function refresh() {
  const items = picked();
  for (const button of document.querySelectorAll('button[data-sheet-item]')) {
    const isPicked = items.includes(button.dataset.sheetItem);
    button.classList.toggle('is-picked', isPicked);
    button.querySelector('.sheet-add-text').textContent = isPicked ? words.onSheet : words.add;
    setIcon(button, isPicked ? 'check' : 'plus');
  }
  bar.show(items);
}

// Another page of this tab may have changed the picks while this one slept in the history.
addEventListener('pageshow', (event) => {
  if (event.persisted && bar) refresh();
});

