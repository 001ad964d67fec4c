// SPDX-License-Identifier: Apache-2.0

/** A file dropped anywhere on the frame is sent as if it had been chosen; without this module the form does the same. */
const form = document.getElementById("import-form");
const input = document.getElementById("import-file");

if (form && input) {
  const hover = (isOver) => form.classList.toggle("is-over", isOver);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      hover(true);
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) hover(false);
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    hover(false);
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    // The preview changes nothing, so it may come at once; a missing key keeps the form.
    if (input.files.length && form.checkValidity()) form.requestSubmit();
  });
}
