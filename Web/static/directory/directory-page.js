// SPDX-License-Identifier: Apache-2.0
// The search itself: every change asks the server for the same page that a form without scripts would get,
// and takes the results and filters out of it. The address always names what is shown.

import { isPublished } from '../addresses.js';
import { element, texts } from '../map/format.js';
import { announce } from './announcer.js';

const words = texts.directory;
const typingMilliseconds = 300;
/** A wait shorter than this needs no notice. */
const noticeAfterMilliseconds = 250;
/** What a page of results replaces. */
const parts = ['results', 'facets', 'kept-fields'];

export class DirectoryPage {
  #timer = 0;
  #notice = 0;
  #request = null;
  /** The address whose results are shown, so that nothing is asked twice. */
  #shown = location.pathname + (isPublished ? '' : location.search);

  /** @param {{onResults: () => void}} options called after the results have been replaced */
  constructor({ onResults }) {
    this.onResults = onResults;
    this.form = document.getElementById('directory-form');
    this.input = document.getElementById('directory-query');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.load(this.#formURL(), { history: 'replace' }), typingMilliseconds);
    });
    document.addEventListener('change', ({ target }) => {
      if (target.form === this.form && target !== this.input) this.load(this.#formURL());
    });
    document.addEventListener('click', (event) => this.#click(event));
    addEventListener('popstate', () => {
      if (location.pathname + location.search !== this.#shown) this.load(location.href, { history: 'keep', fillForm: true });
    });
  }

  /** Goes to an address: another search in place, another page as a link would. */
  follow(url) {
    const target = new URL(url, location.origin);
    if (target.pathname === location.pathname) this.load(target, { fillForm: true, focus: 'field' });
    else location.assign(target);
  }

  /** Searches around a point of the map instead of within units. @param {{near: string, radius: string, sort?: string}} area */
  searchArea({ near, radius, sort }) {
    const query = this.#formQuery();
    for (const name of ['unit', 'serves', 'near', 'radius_km']) query.delete(name);
    query.set('near', near);
    if (radius) query.set('radius_km', radius);
    if (sort) query.set('sort', sort);
    this.load(`${this.form.action}?${query}`);
  }

  /** The form as a query: without empty fields, and without what is the default anyway. */
  #formQuery() {
    const query = new URLSearchParams();
    // Of a single-valued field the first value counts: the choice of a unit stands before the one that is kept.
    const single = new Set(['q', 'unit', 'serves', 'near', 'radius_km', 'sort', 'lang']);
    const seen = new Set();
    for (const [name, value] of new FormData(this.form)) {
      if (single.has(name) && seen.has(name)) continue;
      seen.add(name);
      if (value.trim() && !(name === 'sort' && value === 'relevance')) query.append(name, value.trim());
    }
    if (isPublished) {
      query.delete('lang');
      return query;
    }
    // The form names only the language that is not the browser's own; the address may name any.
    const asked = new URLSearchParams(location.search).get('lang');
    if (asked && !query.has('lang')) query.set('lang', asked);
    return query;
  }

  #formURL() {
    return `${this.form.action}?${this.#formQuery()}`;
  }

  async #submit() {
    await this.load(this.#formURL());
    this.#focusFirst();
  }

  #click(event) {
    const link = event.target.closest('a[data-part]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const focus = 'focusResults' in link.dataset ? 'results' : '';
    this.load(link.href, { fillForm: true, focus });
  }

  /**
   * Shows the results of an address.
   * @param {string|URL} url
   * @param {{history?: 'push'|'replace'|'keep', fillForm?: boolean, focus?: ''|'results'|'field'}} options
   */
  async load(url, { history: entry = 'push', fillForm = false, focus = '' } = {}) {
    const target = new URL(url, location.origin);
    const address = target.pathname + target.search;
    // What was typed before is part of this address, or was given up for it.
    clearTimeout(this.#timer);
    if (address === this.#shown) {
      this.#request?.abort();
      this.#settle();
      return;
    }
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#wait();
    let answer;
    try {
      answer = await this.#ask(target, request.signal);
      if (!answer.getElementById('results')) throw new Error('no results');
    } catch {
      if (!request.signal.aborted) this.#fail(() => this.load(url, { history: entry, fillForm, focus }));
      return;
    }
    if (request.signal.aborted) return;
    this.#shown = address;
    if (entry === 'push') history.pushState(null, '', target);
    if (entry === 'replace') history.replaceState(null, '', target);
    this.#replace(answer, fillForm);
    this.#settle();
    this.onResults();
    announce(document.getElementById('results').dataset.total);
    if (focus === 'field') this.input.focus();
    if (focus === 'results') this.#focusTitle();
  }

  /** The page of an address: made by the server, or in a published copy by the browser. @returns {Promise<Document>} */
  async #ask(target, signal) {
    if (isPublished) return (await import('../published/catalogue.js')).answer(target);
    const response = await fetch(target, { signal, headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  }

  #replace(answer, fillForm) {
    const focused = document.activeElement;
    const isInside = parts.some((id) => document.getElementById(id).contains(focused));
    const open = new Set([...document.querySelectorAll('#facets details[open]')].map((details) => details.querySelector('summary').id));
    const closed = new Set([...document.querySelectorAll('#facets details:not([open])')].map((details) => details.querySelector('summary').id));
    for (const id of parts) {
      const next = document.adoptNode(answer.getElementById(id));
      // What the reader opened or closed stays so.
      for (const details of next.querySelectorAll('details')) {
        const { id: summary } = details.querySelector('summary');
        if (open.has(summary)) details.open = true;
        if (closed.has(summary)) details.open = false;
      }
      document.getElementById(id).replaceWith(next);
    }
    if (fillForm) this.input.value = answer.getElementById('directory-query').value;
    const otherLanguage = answer.getElementById('language-switch');
    if (otherLanguage && !isPublished) document.getElementById('language-switch').href = otherLanguage.href;
    if (!isInside) return;
    const same = focused.id && document.getElementById(focused.id);
    if (same) same.focus({ preventScroll: true });
    else this.#focusTitle();
  }

  #focusTitle() {
    const title = document.getElementById('results-title');
    title.focus({ preventScroll: true });
    if (title.getBoundingClientRect().top < 0) title.scrollIntoView();
  }

  /** To the first result, ready to be opened; to the words that say why there is none. */
  #focusFirst() {
    const first = document.querySelector('#hits .hit-name a');
    if (first) first.focus();
    else this.#focusTitle();
  }

  #wait() {
    clearTimeout(this.#notice);
    document.getElementById('results').setAttribute('aria-busy', 'true');
    this.#notice = setTimeout(() => {
      document.getElementById('results').classList.add('is-loading');
      announce(words.loading);
    }, noticeAfterMilliseconds);
  }

  #settle() {
    clearTimeout(this.#notice);
    const results = document.getElementById('results');
    results.removeAttribute('aria-busy');
    results.classList.remove('is-loading');
    document.getElementById('results-fault')?.remove();
  }

  #fail(retry) {
    this.#settle();
    const button = element('button', { type: 'button', className: 'button' }, words.retry);
    button.addEventListener('click', retry);
    document.getElementById('results').prepend(
      element('p', { className: 'notice is-error', id: 'results-fault', role: 'alert' }, `${words.failed} `, button));
  }
}
