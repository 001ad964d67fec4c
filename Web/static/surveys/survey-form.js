// SPDX-License-Identifier: Apache-2.0

/**
 * Makes the form of a survey shorter: questions whose condition is not met are out of sight, and “don't know” stands alone.
 * Without it the form says when a question applies, and the server leaves out what does not.
 */
const form = document.getElementById('survey-form');

const chosen = (question) =>
  [...form.querySelectorAll(`[data-question="${question}"]:not([hidden]) :checked`)].map((field) => field.value);

/** Fields keep their values, so that a slip costs nothing; the server does not read those of questions that do not apply. */
const update = () => {
  for (const field of form.querySelectorAll('[data-condition]')) {
    const wanted = field.dataset.options.split(' ');
    field.hidden = !chosen(field.dataset.condition).some((value) => wanted.includes(value));
  }
};

if (form) {
  form.addEventListener('change', (event) => {
    const field = event.target;
    if (field.type === 'checkbox' && field.checked) {
      const isAlone = 'alone' in field.dataset;
      for (const other of form.querySelectorAll(`input[name="${field.name}"]`)) {
        if (other !== field && (isAlone || 'alone' in other.dataset)) other.checked = false;
      }
    }
    update();
  });
  update();
}
