// SPDX-License-Identifier: Apache-2.0
// The fields of a right: only those that the role needs, and institutions suggested while typing.

import { Suggestions } from '../directory/suggestions.js';

for (const form of document.querySelectorAll('form[data-right-form]')) {
  const role = form.querySelector('[data-right-role]');
  const update = () => {
    for (const field of form.querySelectorAll('[data-right-of]')) field.hidden = field.dataset.rightOf !== role.value;
  };
  if (role) {
    role.addEventListener('change', update);
    update();
  }
  const institution = form.querySelector('[data-institution-field]');
  if (!institution) continue;
  new Suggestions(institution, {
    kinds: ['institution'],
    onChoose: (url) => {
      const [, id] = new URL(url, location.href).pathname.match(/^\/instytucje\/([a-z0-9-]+)$/) ?? [];
      if (!id) return;
      institution.value = id;
      for (const choice of form.querySelectorAll('input[name="wybrana"]')) choice.checked = false;
    },
  });
}
