// SPDX-License-Identifier: Apache-2.0
// A button beside a field for a new password shows what was typed, so that nobody has to type it twice.

for (const input of document.querySelectorAll('input[data-show]')) {
  const row = document.createElement('div');
  row.className = 'password-row';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.setAttribute('aria-controls', input.id);
  const show = (isShown) => {
    input.type = isShown ? 'text' : 'password';
    button.textContent = isShown ? input.dataset.hide : input.dataset.show;
  };
  show(false);
  button.addEventListener('click', () => show(input.type === 'password'));
  // A password that is sent as text may be kept by the browser with what was typed into other fields.
  input.form.addEventListener('submit', () => show(false));
  input.replaceWith(row);
  row.append(input, button);
}
