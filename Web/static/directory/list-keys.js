// SPDX-License-Identifier: Apache-2.0
// Arrow keys between the names in the list of results; from the first one up into the search field.

export function connectListKeys() {
  document.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = event.target.closest('#results .hit-name a');
    if (!name) return;
    const names = [...document.querySelectorAll('#results .hit-name a')];
    const next = names[names.indexOf(name) + step];
    event.preventDefault();
    if (next) next.focus();
    else if (step < 0) document.getElementById('directory-query').focus();
  });
}
