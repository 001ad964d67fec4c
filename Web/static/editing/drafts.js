// SPDX-License-Identifier: Apache-2.0
// Keeps what is typed into a form as a draft on the server, a few seconds after the last change and when the page is left.

const pauseMilliseconds = 3000;
/** Browsers send no more than this after a page is gone. */
const keepaliveBytes = 60000;

export class DraftKeeper {
  #form;
  #status;
  #timer = 0;
  #isChanged = false;
  #isSending = false;
  #request = null;

  /** @param {HTMLFormElement} form with `data-kept` and `data-failed` @param {HTMLElement} status says what became of the draft */
  constructor(form, status) {
    this.#form = form;
    this.#status = status;
    for (const name of ['input', 'change']) form.addEventListener(name, () => this.#later());
    form.addEventListener('submit', () => {
      // The form itself brings everything.
      clearTimeout(this.#timer);
      this.#request?.abort();
      this.#isChanged = false;
    });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.#keep(true); });
    window.addEventListener('pagehide', () => this.#keep(true));
  }

  #later() {
    this.#isChanged = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(false), pauseMilliseconds);
  }

  async #keep(isLeaving) {
    if (!this.#isChanged || (this.#isSending && !isLeaving)) return;
    clearTimeout(this.#timer);
    const body = new URLSearchParams(new FormData(this.#form));
    body.delete('_akcja');
    body.set('_akcja', 'szkic');
    this.#isChanged = false;
    this.#isSending = true;
    const request = new AbortController();
    this.#request = request;
    try {
      const response = await fetch(this.#form.action, {
        method: 'POST', body, credentials: 'same-origin', headers: { Accept: 'application/json' },
        signal: request.signal, keepalive: isLeaving && body.toString().length < keepaliveBytes,
      });
      if (!response.ok) throw new Error(`${response.status}`);
      const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(new Date());
      this.#say(`${this.#form.dataset.kept} (${time})`);
    } catch {
      if (request.signal.aborted) return;
      this.#isChanged = true;
      this.#say(this.#form.dataset.failed);
    } finally {
      this.#isSending = false;
    }
    if (this.#isChanged && !isLeaving) this.#timer = setTimeout(() => this.#keep(false), 10 * pauseMilliseconds);
  }

  #say(text) {
    if (this.#status) this.#status.textContent = text;
  }
}
