// SPDX-License-Identifier: Apache-2.0

// A screen that nobody touches goes back to its start; the start reads the offers anew. A page is only left when the next one can be
// had: without a connection the last offers stay in place of a browser's error page.

const idleSeconds = 60;
const freshSeconds = 300;
const retrySeconds = 30;
const start = document.body.dataset.start;
const isStart = document.body.dataset.isStart === "yes";
const offline = document.getElementById("kiosk-offline");
let timer;

async function goToStart() {
  try {
    const answer = await fetch(start, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    location.replace(start);
  } catch {
    offline.hidden = false;
    wait(retrySeconds);
  }
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(goToStart, seconds * 1000);
}

const rest = () => wait(isStart ? freshSeconds : idleSeconds);
for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, rest, { passive: true });
addEventListener("contextmenu", (event) => event.preventDefault());
rest();
