// SPDX-License-Identifier: Apache-2.0

/**
 * Rows are added and removed, parties looked up and contents checked without leaving the page: the form is sent as its buttons
 * would send it, and takes the place of itself from the answer. Without this module the buttons do the same with a new page.
 */
const form = document.getElementById("draft-form");
let isChanged = false;
let isLeaving = false;

/** Where the reader goes on after a button. */
function focusAfter(action) {
  const [verb, group] = action.split(":");
  if (verb === "sprawdz") return form.querySelector(".draft-alert a, .draft-links a") ?? form.querySelector(".draft-check button");
  if (verb === "szukaj") return form.querySelector(".draft-found button") ?? form.querySelector("#szukane");
  const section = form.querySelector(`#grp-${verb === "strona" ? "parties" : group}`);
  if (verb === "dodaj") return [...(section?.querySelectorAll(".draft-row") ?? [])].at(-1)?.querySelector("input:not([type=hidden]), textarea, select");
  return section?.querySelector(verb === "strona" ? "#szukane" : ".draft-row-actions button[value^=dodaj]");
}

async function stay(button) {
  const body = new URLSearchParams(new FormData(form, button));
  const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const answer = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("draft-form");
  if (!answer) throw new Error("no form in the answer");
  form.replaceChildren(...answer.childNodes);
  const next = focusAfter(button.value);
  next?.focus({ preventScroll: false });
  next?.scrollIntoView({ block: "nearest" });
  document.getElementById("draft-status").textContent = document.getElementById("check-title")?.textContent ?? "";
}

if (form) {
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-stay")) {
      // Documents and the saved draft are downloads: the page stays, and so does what is written on it.
      isLeaving = ["podglad", "zmien"].includes(button?.value);
      if (button?.value === "json") isChanged = false;
      return;
    }
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    stay(button)
      .catch(() => {
        button.removeAttribute("data-stay");
        isLeaving = true;
        form.requestSubmit(button);
      })
      .finally(() => form.removeAttribute("aria-busy"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isLeaving) event.preventDefault();
  });
  // Back from the preview, the form is as it was left.
  window.addEventListener("pageshow", () => { isLeaving = false; });
}
