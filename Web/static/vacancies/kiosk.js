// SPDX-License-Identifier: Apache-2.0

// A screen that nobody touches goes back to its start; the start reads the offers anew. A page is only left when the next one can be
// had: without a connection the last offers stay in place of a browser's error page.

// Nobody who reads slowly is thrown out unasked.
const askSeconds = 45;
const answerSeconds = 20;
const freshSeconds = 300;
const retrySeconds = 30;
const start = document.body.dataset.start;
const isStart = document.body.dataset.isStart === "yes";
const offline = document.getElementById("kiosk-offline");
const idle = document.getElementById("kiosk-idle");
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

function wait(seconds, then = goToStart) {
  clearTimeout(timer);
  timer = setTimeout(then, seconds * 1000);
}

function ask() {
  idle.hidden = false;
  wait(answerSeconds);
}

function rest() {
  idle.hidden = true;
  if (isStart) wait(freshSeconds);
  else wait(askSeconds, ask);
}

document.getElementById("kiosk-stay").addEventListener("click", rest);
for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, rest, { passive: true });
addEventListener("contextmenu", (event) => event.preventDefault());
rest();
