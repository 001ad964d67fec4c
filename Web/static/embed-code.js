// SPDX-License-Identifier: Apache-2.0
// Buttons that copy the code; without this script one selects it by hand.

const status = document.getElementById("copy-status");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Without the permission, or over plain HTTP, the older way is left.
      document.execCommand("copy");
    }
    status.textContent = button.dataset.done;
  });
}
