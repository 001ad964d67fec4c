// SPDX-License-Identifier: Apache-2.0
// “Use my location”: asks the browser, once, when the button is pressed.

import { texts } from '../map/format.js';

const words = texts.directory;
const patienceMilliseconds = 15_000;
/** Four decimals are some ten metres: an answer needs no more of where somebody stands. */
const decimals = 4;

/**
 * Shows the button where a position can be had, and calls back with it.
 * @param {HTMLButtonElement} button @param {HTMLElement} status
 * @param {(longitude: string, latitude: string) => void} onPosition
 */
export function connectPosition(button, status, onPosition) {
  if (!button || !('geolocation' in navigator) || !isSecureContext) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    status.textContent = words.locating;
    button.setAttribute('aria-disabled', 'true');
    const end = (text) => {
      status.textContent = text;
      button.removeAttribute('aria-disabled');
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        end('');
        onPosition(coords.longitude.toFixed(decimals), coords.latitude.toFixed(decimals));
      },
      (error) => end(error.code === error.PERMISSION_DENIED ? words.locationDenied : words.locationFailed),
      { timeout: patienceMilliseconds, maximumAge: 60_000 });
  });
}
