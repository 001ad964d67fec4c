// SPDX-License-Identifier: Apache-2.0

/**
 * Rows and parties are added and removed without leaving the page: the form is sent as its buttons would send it, and takes the
 * place of itself from the answer. Without this module the buttons do the same with a new page.
 */
import { Suggestions } from '../directory/suggestions.js';

const form = document.getElementById('edit-form');
const draftMilliseconds = 4000;
/** Whether something was typed since the draft was kept. */
let isChanged = false;
let isLeaving = false;
let timer = 0;
let request = null;

/** Keeps what stands in the form, so that nothing typed is lost. */
async function keepDraft(isLast = false) {
  clearTimeout(timer);
  if (!isChanged || isLeaving || 'undrafted' in form.dataset) return;
  const body = new URLSearchParams(new FormData(form));
  body.set('_akcja', 'szkic');
  isChanged = false;
  const sent = new AbortController();
  request = sent;
  try {
    const response = await fetch(form.action, {
      method: 'POST', body, credentials: 'same-origin', keepalive: isLast, signal: sent.signal, headers: { Accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
  } catch {
    isChanged = true;
  }
}

function changed() {
  isChanged = true;
  clearTimeout(timer);
  timer = setTimeout(keepDraft, draftMilliseconds);
}

/** Where the reader goes on after a button. */
function focusAfter(action) {
  const [verb, group] = action.split(':');
  if (verb === 'szukaj') return form.querySelector('.edit-found button') ?? form.querySelector('#szukane');
  if (verb === 'strona' || verb === 'grupa') return form.querySelector('.edit-group .field-error') ? form.querySelector('#grupa-jednostka') : form.querySelector('#szukane');
  const rows = form.querySelector(`#grp-${group}`);
  if (verb === 'dodaj') return [...(rows?.querySelectorAll('.edit-row') ?? [])].at(-1)?.querySelector('input:not([type=hidden]), textarea, select');
  return group === 'parties' ? form.querySelector('#szukane') : rows?.querySelector('button[value^=dodaj]');
}

async function stay(action, button) {
  const body = new URLSearchParams(new FormData(form));
  body.set('_akcja', action);
  form.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin', headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const answer = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('edit-form');
    if (!answer) throw new Error('no form in the answer');
    form.replaceChildren(...answer.childNodes);
    changed();
    prepare();
    const next = focusAfter(action);
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
    const notice = form.querySelector('.notice');
    const status = form.querySelector('#edit-status');
    if (notice && status) status.textContent = notice.textContent;
  } catch {
    // A new page does the same, or says what is wrong.
    isLeaving = true;
    if (button) {
      button.removeAttribute('data-stay');
      form.requestSubmit(button);
    }
  } finally {
    form.removeAttribute('aria-busy');
  }
}

/** Names of the directory while typing, and Enter that searches instead of saving. */
function prepare() {
  const field = form.querySelector('#szukane');
  if (!field) return;
  new Suggestions(field, {
    kinds: ['institution'],
    onChoose: (url) => {
      const id = new URL(url, window.location.href).pathname.match(/^\/instytucje\/([a-z0-9-]+)$/)?.[1];
      if (id) stay(`strona:${id}`);
      else stay('szukaj');
    },
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.defaultPrevented) return;
    event.preventDefault();
    if (field.value.trim()) stay('szukaj', form.querySelector('button[value=szukaj]'));
  });
}

if (form) {
  prepare();
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute('data-stay')) {
      // The form itself brings everything.
      isLeaving = true;
      clearTimeout(timer);
      request?.abort();
      return;
    }
    event.preventDefault();
    stay(button.value, button);
  });
  window.addEventListener('beforeunload', (event) => {
    if (isChanged && !isLeaving) event.preventDefault();
  });
  window.addEventListener('pagehide', () => keepDraft(true));
  window.addEventListener('pageshow', () => { isLeaving = false; });
  form.querySelector('#faults')?.focus();
}
