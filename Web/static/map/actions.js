// SPDX-License-Identifier: Apache-2.0
// Copy link, print, reset.

import { element, language, texts } from './format.js';

/** Copies text also where the clipboard interface is closed: on plain http in an office network. */
async function copy(text) {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = element('textarea', { value: text, className: 'visually-hidden' });
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('copy');
}

/** @param {{announce: (text: string, shown?: boolean) => void, onReset: () => void, snapshot: ((canvas: HTMLCanvasElement) => void)|null}} options */
export function connectActions({ announce, onReset, snapshot }) {
  document.getElementById('actions').hidden = false;
  const copyButton = document.getElementById('copy-link');
  copyButton.addEventListener('click', async () => {
    try {
      await copy(location.href);
      announce(texts.linkCopied, true);
    } catch {
      announce(texts.linkManual, true);
    }
    copyButton.focus();
  });
  document.getElementById('print-map').addEventListener('click', () => print());
  document.getElementById('reset-map').addEventListener('click', () => {
    onReset();
    announce(texts.resetDone);
  });

  const picture = element('canvas', { className: 'print-map', 'aria-hidden': 'true' });
  document.getElementById('map').after(picture);
  addEventListener('beforeprint', () => {
    document.getElementById('print-address').textContent = location.href;
    document.getElementById('print-date').textContent = new Date().toLocaleDateString(language === 'en' ? 'en-GB' : language, { dateStyle: 'long' });
    picture.hidden = !snapshot;
    snapshot?.(picture);
  });
}
