// Parts of a page that the site renders while it is open: a line about new posts, and topics with a similar title.

const ASK_EVERY = 45_000; // milliseconds

export function watch(line) {
  const timer = setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);

  async function ask() {
    if (document.hidden || line.childElementCount) return;
    try {
      const answer = await fetch(line.dataset.address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (answer.status !== 200) return;
      line.innerHTML = await answer.text(); // safe: forum/topic_new_posts.html
      clearInterval(timer);
    } catch {
      // Offline or signed out: the next page says so.
    }
  }
}

const LOOK_AFTER = 600; // milliseconds without typing

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
      if (title.value === typed) place.innerHTML = found; // safe: forum/board_similar.html
    } catch {
      place.replaceChildren();
    }
  }
}
