// What is typed is kept while it is typed.

const SAVE_AFTER = 2_500; // milliseconds of rest
const WAIT_FOR = 5_000; // milliseconds, of whoever pressed a link

export function keepDrafts(form) {
  const state = form.querySelector("[data-draft-state]");
  let timer = null;
  let saving = null;
  let typed = 0;
  let saved = 0; // how much of what was typed
  let isSent = false;
  let isRefused = false; // another page has changed the draft, or it is too long
  let isWarned = false;
  const isUnsaved = () => typed > saved && !isSent;

  form.addEventListener("input", () => {
    typed += 1;
    isWarned = isRefused = false;
    saveSoon();
  });
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
  document.addEventListener("click", async event => { // the page that it leads to may be one that shows the draft
    const link = event.target.closest("a[href]");
    if (!link || "quote" in link.dataset || !isUnsaved() || isWarned || !leadsElsewhere(link)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    await Promise.race([saveAll(), new Promise(done => setTimeout(done, WAIT_FOR))]);
    if (isSent) return; // meanwhile
    if (isUnsaved()) {
      isWarned = true; // pressed again, it leads on
      if (saving) state.textContent = "Not saved yet: the site has not answered. Your text is still here.";
      state.scrollIntoView({ block: "center" });
    } else location.assign(link.href);
  });

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
    data.delete("files"); // a draft keeps words alone
    data.append("save", "1");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (answer.ok || answer.status === 409) {
        const kept = await answer.json();
        state.textContent = kept.words;
        isRefused = !answer.ok;
        if (isRefused) return;
        form.elements.draft_sequence.value = kept.sequence;
        saved = now;
        if (isUnsaved()) saveSoon();
      } else {
        state.textContent = "Not saved: the site did not answer as it should. Your text is still here.";
      }
    } catch {
      state.textContent = "Not saved: no connection, or you are signed out. Your text is still here.";
    }
  }
}

function leadsElsewhere(link) { // in this tab: not down this page, nor to a telephone or a mail
  const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  return link.origin === location.origin && !isHere && !link.target && !link.hasAttribute("download");
}
