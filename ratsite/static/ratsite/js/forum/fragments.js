// Fragments that the site draws meanwhile: a line about newer posts, topics with a similar title.

const ASK_EVERY = 45_000; // milliseconds

export function watch(line) {
  const timer = setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);

  async function ask() {
    if (document.hidden || line.childElementCount) return;
    try {
      const answer = await fetch(line.dataset.address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (answer.status !== 200) return;
      line.innerHTML = await answer.text(); // our own template: a number and a link
      clearInterval(timer);
    } catch {
      // No line, or signed out meanwhile: the next page says so.
    }
  }
}

const LOOK_AFTER = 600; // milliseconds of rest

export function showSimilar(title, address) {
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  title.closest(".field").after(place);
  let timer = null;
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_AFTER);
  });

  async function look() {
    const typed = title.value;
    try {
      const answer = await fetch(`${address}?title=${encodeURIComponent(typed)}`, { redirect: "error" });
      const found = answer.status === 200 ? await answer.text() : "";
      if (title.value === typed) place.innerHTML = found; // our own template
    } catch {
      place.replaceChildren();
    }
  }
}
