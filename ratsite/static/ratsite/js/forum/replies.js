// Keeps a writer on the page: a reply names the post that it answers, and a preview stands above the form.

import { showDraft } from "./draft_state.js";

const ANSWER = '.post > footer a[href*="?to="]';
export const IN_PLACE = `${ANSWER}, .post > footer a[href*="?quote="]`;

// Reply under a post fills in the line of forum/_answered.html and leads to the text.
export function answerInPlace(form, text) {
  const line = form.querySelector("[data-answered]");
  document.addEventListener("click", event => {
    const link = event.target.closest(ANSWER);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const post = link.closest("article");
    const box = line.querySelector("input");
    box.name = "reply_to";
    box.checked = true;
    box.value = new URL(link.href).searchParams.get("to");
    const who = post.querySelector("hgroup > :first-child");
    const name = (who.querySelector("a") ?? who.firstChild).textContent.trim();
    line.querySelector("span").textContent = `${link.textContent.trim()} (${name})`;
    line.querySelector("a").href = `#${post.id}`;
    line.hidden = false;
    text.dispatchEvent(new Event("input", { bubbles: true })); // the draft says which post it answers
    text.focus();
    line.scrollIntoView({ block: "center" });
  });
}

// A preview that cannot be shown here, because something must be said about the text, is a page of its own.
// saveBy: from keepDrafts, because a preview saves the draft too.
export function previewInPlace(form, saveBy) {
  const place = form.parentElement.querySelector("[data-preview-place]");
  const button = form.querySelector("button[name=preview]");
  button.addEventListener("click", event => {
    event.preventDefault();
    saveBy(preview);
  });

  async function preview() {
    const data = new FormData(form);
    data.delete("files"); // they stay in the form
    data.append("preview", "1");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      const outcome = await answer.json();
      showDraft(form, outcome);
      place.innerHTML = outcome.preview; // safe: forum/_preview.html
      place.querySelector("h2").focus();
    } catch {
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: "preview", value: "1" });
      form.append(pressed);
      form.requestSubmit();
    }
  }
}
