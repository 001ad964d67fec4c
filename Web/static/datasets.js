// SPDX-License-Identifier: Apache-2.0
// The list of data sets narrows while one types; without this script the form asks the server.

const form = document.getElementById("dataset-filter");
const query = document.getElementById("dataset-query");
const topic = document.getElementById("dataset-topic");
const status = document.getElementById("dataset-status");

/** Lower case without marks: Łódź → lodz. */
const fold = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/g, "l");
const words = text => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const entries = [...document.querySelectorAll(".dataset")].map(element => ({
  element, topic: element.dataset.topic, words: words(element.dataset.search),
}));
const sections = [...document.querySelectorAll("[data-section]")];

function narrow() {
  const needles = words(query.value);
  let count = 0;
  for (const entry of entries) {
    const isWanted = (!topic.value || topic.value === entry.topic)
      && needles.every(needle => entry.words.some(word => word.startsWith(needle)));
    entry.element.hidden = !isWanted;
    if (isWanted) count += 1;
  }
  for (const section of sections) section.hidden = !section.querySelector(".dataset:not([hidden])");
  const isFiltered = needles.length > 0 || topic.value !== "";
  status.textContent = !isFiltered ? "" : count ? `${status.dataset.found} ${count}.` : status.dataset.none;
  const address = new URL(location);
  for (const [name, value] of [["q", query.value.trim()], ["topic", topic.value]]) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(null, "", address);
}

// A page that the server has narrowed already lacks the other entries: there the form goes on asking it.
if (!new URLSearchParams(location.search).get("q") && !new URLSearchParams(location.search).get("topic")) {
  query.addEventListener("input", narrow);
  topic.addEventListener("change", narrow);
  form.addEventListener("submit", event => {
    event.preventDefault();
    narrow();
  });
}
