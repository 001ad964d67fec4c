// SPDX-License-Identifier: Apache-2.0
// On paper nothing can be opened: tables marked for print are opened before and closed after.

export function openTwinsForPrint() {
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details[data-print]:not([open])')];
    opened.forEach((twin) => { twin.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((twin) => { twin.open = false; }));
}
