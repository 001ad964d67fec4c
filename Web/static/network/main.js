// SPDX-License-Identifier: Apache-2.0
// The page of the network: the picture comes alive, the map opens beside it, the table follows both.

import { LivePicture } from './live-picture.js';
import { NetworkMap } from './network-map.js';

const view = document.getElementById('network-view');

function start() {
  const svg = document.getElementById('network-picture');
  if (!view || !svg) return;
  const frame = document.getElementById('network-frame');
  const rows = new Map([...document.querySelectorAll('#network-table tr[data-n]')].map((row) => [row.dataset.n, row]));
  let marked = null;
  const picture = new LivePicture(svg, {
    frame, announcer: document.getElementById('network-announcer'), words: view.dataset,
    onCurrent: (number) => {
      marked?.classList.remove('is-current');
      marked = rows.get(String(number)) ?? null;
      marked?.classList.add('is-current');
    },
  });
  for (const [number, row] of rows) {
    row.addEventListener('pointerenter', () => picture.show(Number(number)));
    row.addEventListener('pointerleave', () => picture.show(null));
    row.addEventListener('focusin', () => picture.show(Number(number)));
    row.addEventListener('focusout', () => picture.show(null));
  }
  const zooms = { in: () => picture.zoom(1.4), out: () => picture.zoom(1 / 1.4), all: () => picture.reset() };
  for (const button of view.querySelectorAll('[data-zoom]')) button.addEventListener('click', zooms[button.dataset.zoom]);

  const map = new NetworkMap(document.getElementById('network-map'), document.getElementById('network-map-note'), view.dataset);
  const buttons = [...view.querySelectorAll('[data-view]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const isMap = button.dataset.view === 'map';
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
      frame.hidden = isMap;
      map.container.hidden = !isMap;
      view.querySelector('.network-zoom').hidden = isMap;
      document.getElementById('picture-help').hidden = isMap;
      if (isMap) map.show();
    });
  }
}

start();
