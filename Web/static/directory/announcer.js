// SPDX-License-Identifier: Apache-2.0
// The live region of the page.

const region = document.getElementById('announcer');
/** Typing goes on while results arrive: only what stands for a moment is read out. */
const quietMilliseconds = 400;
let timer = 0;

/** Says something to screen readers, in place of what was about to be said. */
export function announce(text) {
  if (!region) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    // The same words again would be no change, and so not be read.
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }, quietMilliseconds);
}
