// SPDX-License-Identifier: Apache-2.0
// The form of an entry: keeps what is typed as a draft, suggests units, copies hours, shows maps to set points on. Without it
// the buttons of the form do the same.

import { DraftKeeper } from './drafts.js';
import { UnitSuggestions } from './units.js';

const form = document.getElementById('edit-form');

function copyButtons(days) {
  const fields = [...days.querySelectorAll('input')];
  if (fields.length < 5) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button edit-copy';
  button.textContent = form.dataset.copy;
  fields[0].closest('.form-field').after(button);
  button.addEventListener('click', () => {
    fields.slice(1, 5).forEach((field) => { field.value = fields[0].value; });
    fields[4].dispatchEvent(new Event('input', { bubbles: true }));
    fields[4].focus();
  });
}

/** A map is loaded when it is about to be seen. */
function watchMaps() {
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      import('./point-map.js').then(({ showPointMap }) => showPointMap(target)).catch(() => {
        target.classList.add('is-off');
        target.textContent = target.dataset.failed;
      });
    }
  }, { rootMargin: '150px' });
  document.querySelectorAll('.point-map').forEach((container) => watcher.observe(container));
}

if (form) {
  new DraftKeeper(form, document.getElementById('edit-status'));
  form.querySelectorAll('input[data-units]').forEach((input) => new UnitSuggestions(input));
  form.querySelectorAll('.edit-days').forEach(copyButtons);
  watchMaps();
  // Mistakes are read first.
  document.getElementById('errors-title')?.focus();
}
