// SPDX-License-Identifier: Apache-2.0
// Copies a link or a key that is shown once.

for (const button of document.querySelectorAll('button[data-copy]')) {
  const field = document.getElementById(button.dataset.copy);
  button.addEventListener('click', async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
    } catch {
      // Without the right to the clipboard the text stands selected, to be copied by hand.
      field.focus();
    }
  });
}
