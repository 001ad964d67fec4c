// SPDX-License-Identifier: Apache-2.0
// The forms that ask who is responsible: on their own page and on the start page.

import { pageURL } from './links.js';
import { connectPosition } from './position.js';

export function connectResponsibleForms() {
  for (const button of document.querySelectorAll('[data-locate]')) {
    const status = button.parentElement.querySelector('[data-locate-status]');
    connectPosition(button, status, (longitude, latitude) => {
      location.assign(pageURL('/kto-odpowiada', [['lon', longitude], ['lat', latitude]]));
    });
  }
}
