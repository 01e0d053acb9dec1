// Saves the draft of a form while its writer types. The sentences it shows are in forum/_draft_state.html.

import { showDraft } from "./draft_state.js";
import { IN_PLACE } from "./replies.js";

const SAVE_AFTER = 2_500; // milliseconds without typing
const WAIT_FOR = 5_000; // milliseconds that a writer who follows a link waits for the draft to be saved

export function keepDrafts(form) {
  const state = form.querySelector("[data-draft-state]");
  let timer = null;
  let saving = null;
  let typed = 0;
  let saved = 0; // the value of `typed` that was saved last
  let isSent = false;
  let isLeaving = false; // the form is sent as soon as the save on its way has ended
  let isRefused = false; // another page has changed the draft, or it is too long
  let isWarned = false;
  const isUnsaved = () => typed > saved && !isSent;

  form.addEventListener("input", () => {
    typed += 1;
    isWarned = isRefused = false;
    saveSoon();
  });
  form.addEventListener("submit", async event => {
    clearTimeout(timer);
    if (isSent) return;
    if (!saving) {
      isSent = true;
      return;
    }
    event.preventDefault(); // sent before that save ends, the text would look like a change in another tab
    if (isLeaving) return;
    isLeaving = true;
    await Promise.race([saving, new Promise(done => setTimeout(done, WAIT_FOR))]);
    isSent = true;
    form.requestSubmit(event.submitter);
  });
  document.addEventListener("click", async event => { // save first: the next page may show the draft
    const link = event.target.closest("a[href]");
    if (!link || link.matches(IN_PLACE) || !isUnsaved() || isWarned || !leadsElsewhere(link)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    await Promise.race([saveAll(), new Promise(done => setTimeout(done, WAIT_FOR))]);
    if (isSent) return; // the form was sent while the draft was being saved
    if (isUnsaved()) {
      isWarned = true; // a second click follows the link
      if (saving) state.textContent = state.dataset.waiting;
      state.scrollIntoView({ block: "center" });
    } else location.assign(link.href);
  });

  // Runs another request that saves this draft, such as a preview, when no other save is on its way.
  async function saveBy(request) {
    await saving;
    clearTimeout(timer);
    saving = request().finally(() => (saving = null));
    await saving;
    if (isUnsaved()) saveSoon();
  }

  function saveSoon() {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  }

  async function saveAll() {
    await saving;
    if (isUnsaved()) await save();
  }

  function save() {
    if (!saving && !isSent && !isRefused) saving = keep().finally(() => (saving = null));
    return saving;
  }

  async function keep() {
    const now = typed;
    const data = new FormData(form);
    data.delete("files"); // they are sent with a button, not while their writer types
    data.append("save", "1");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (answer.ok || answer.status === 409) {
        const outcome = await answer.json();
        showDraft(form, outcome);
        isRefused = !answer.ok;
        if (isRefused) return;
        saved = now;
        if (isUnsaved()) saveSoon();
      } else {
        state.textContent = state.dataset.failed;
      }
    } catch {
      state.textContent = state.dataset.offline;
    }
  }

  return saveBy;
}

function leadsElsewhere(link) { // to another page of this site in this tab, not to a phone number or an email
  const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  return link.origin === location.origin && !isHere && !link.target && !link.hasAttribute("download");
}
