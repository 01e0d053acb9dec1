// Reading and writing, made easier. Every page works the same without this file.
"use strict";

// --- an open topic asks now and then whether more has come -------------------------------------------------------

const ASK_EVERY = 45_000; // milliseconds

function watch(line) {
  const timer = setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);

  async function ask() {
    if (document.hidden || line.hasChildNodes()) return;
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

// --- what is typed is kept while it is typed ---------------------------------------------------------------------

const SAVE_AFTER = 2_500; // milliseconds of rest
const WAIT_FOR = 5_000; // milliseconds, of whoever pressed a link

function keepDrafts(form) {
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

// --- the bar above the text --------------------------------------------------------------------------------------

// name: [what to put before, after, or at the head of each line]
const MARKS = {
  bold: { before: "**", after: "**" },
  italic: { before: "*", after: "*" },
  link: { before: "[", after: "](https://)" },
  quote: { line: "> " },
  list: { line: "- " },
  numbers: { line: "1. " },
};

function drawTools(bar, text) {
  bar.hidden = false;
  bar.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) mark(text, MARKS[button.dataset.mark]);
  });
  text.addEventListener("keydown", event => {
    const name = { b: "bold", i: "italic" }[event.key];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    mark(text, MARKS[name]);
  });
}

function mark(text, { before = "", after = "", line = "" }) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const chosen = value.slice(start, end);
  const lineStart = value.lastIndexOf("\n", start - 1) + 1;
  text.focus();
  if (line) {
    text.setSelectionRange(lineStart, end);
    insert(text, value.slice(lineStart, end).replace(/^/gm, line));
  } else {
    insert(text, before + chosen + after);
    text.setSelectionRange(start + before.length, start + before.length + chosen.length);
  }
}

function insert(text, words) {
  // The old command keeps the browser's own undo; where it is gone, the text is set as it is.
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// --- quoting: all of a post, or what was selected in it ----------------------------------------------------------

function quoteInto(text) {
  let chosen = "";
  document.addEventListener("pointerdown", event => (chosen = selectedBeside(event.target))); // a click unselects
  document.addEventListener("click", async event => {
    const link = event.target.closest("[data-quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const part = (event.detail && chosen) || selectedBeside(link);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json" }, redirect: "error" });
      const { head, words } = await answer.json();
      if (!head) throw new Error("nothing to quote");
      text.value = `${text.value.trimEnd()}\n\n${head}\n>\n${part || words}\n\n`.trimStart();
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.setSelectionRange(text.value.length, text.value.length);
      text.focus();
    } catch {
      location.assign(link.href); // the page says why
    }
  });
}

function selectedBeside(element) {
  const selection = getSelection();
  const body = element.closest("[data-quote]")?.closest("article").querySelector(".post__body");
  if (!body || selection.isCollapsed || !body.contains(selection.anchorNode) || !body.contains(selection.focusNode)) {
    return "";
  }
  return selection.toString().trim().replace(/^/gm, "> ");
}

// --- after an @: people who can read it --------------------------------------------------------------------------

const OFFER_AFTER = 150; // milliseconds of rest
const CALL = /(?:^|[^\p{L}\p{N}@])@([^\s@][^@\n]{1,60})$/u;

function offerPeople(text, address) {
  const list = document.createElement("ul");
  Object.assign(list, { id: "offers", className: "offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People who can read this");
  text.after(list);
  text.setAttribute("aria-autocomplete", "list");
  let timer = null;
  let current = 0;

  const called = () => CALL.exec(text.value.slice(0, text.selectionStart))?.[1];

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, OFFER_AFTER);
  });
  text.addEventListener("blur", close);
  list.addEventListener("pointerdown", event => {
    event.preventDefault(); // the text keeps the focus
    const option = event.target.closest("li");
    if (option) choose(option);
  });
  text.addEventListener("keydown", event => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point((current + step + list.children.length) % list.children.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(list.children[current]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });

  async function offer() {
    const typed = called();
    if (!typed) return close();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`, { redirect: "error" });
      const { people } = await answer.json();
      if (called() === typed) show(people);
    } catch {
      close();
    }
  }

  function show(people) {
    list.replaceChildren(...people.map(draw));
    list.hidden = !people.length;
    if (people.length) {
      text.setAttribute("aria-controls", list.id);
      point(0);
    } else close();
  }

  function draw(person, index) {
    const option = document.createElement("li");
    option.id = `offer-${index}`;
    option.setAttribute("role", "option");
    option.dataset.write = person.write;
    const name = document.createElement("b");
    name.textContent = person.write;
    option.append(name, person.write.endsWith(")") ? "" : ` ${person.agency}`);
    return option;
  }

  function point(index) {
    current = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    text.setAttribute("aria-activedescendant", `offer-${index}`);
  }

  function choose(option) {
    text.setSelectionRange(text.selectionStart - called().length, text.selectionStart);
    insert(text, `${option.dataset.write} `);
    close();
  }

  function close() {
    clearTimeout(timer);
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
    text.removeAttribute("aria-controls");
  }
}

// --- what was written already under a title like this ------------------------------------------------------------

const LOOK_AFTER = 600; // milliseconds of rest

function showSimilar(title, address) {
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

// --- how much room is left ---------------------------------------------------------------------------------------

const SAY_BELOW = 0.2; // of the whole

function countDown(text, line) {
  const most = text.maxLength;
  text.addEventListener("input", () => {
    const left = most - text.value.length;
    line.textContent = left < most * SAY_BELOW ? `${left} characters left` : "";
  });
}

document.querySelectorAll(".js-more").forEach(watch);
document.querySelectorAll("[data-composer]").forEach(form => {
  if (form.elements.draft_sequence) keepDrafts(form); // a change to a post has no draft
  const text = form.elements.body;
  drawTools(form.querySelector("[data-tools]"), text);
  if (document.querySelector("[data-quote]")) quoteInto(text);
  offerPeople(text, form.dataset.people);
  if (form.dataset.similar) showSimilar(form.elements.title, form.dataset.similar);
  countDown(text, form.querySelector("[data-count]"));
});
