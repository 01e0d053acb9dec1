// An open topic asks now and then whether more has come; the page works the same without this.
"use strict";

const PAUSE = 45_000; // milliseconds
const line = document.querySelector(".js-more");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.address, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.status === 200) {
      line.innerHTML = await answer.text(); // written by our own template: a number and a link
      clearInterval(timer);
    }
  } catch {
    // No line, or signed out meanwhile: the next page says so.
  }
}

const timer = setInterval(ask, PAUSE);
document.addEventListener("visibilitychange", ask);
