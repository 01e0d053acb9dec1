// The text field: its toolbar, quotes that are put into it, and how many characters are left.

// name of a button: what it puts before and after the selection, or at the beginning of each line
const MARKS = {
  bold: { before: "**", after: "**" },
  italic: { before: "*", after: "*" },
  link: { before: "[", after: "](https://)" },
  quote: { line: "> " },
  list: { line: "- " },
  numbers: { line: "1. " },
};

export function drawTools(bar, text) {
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

export function insert(text, words) {
  // execCommand is deprecated, but it alone keeps the browser's own undo. Without it, set the text.
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const QUOTE = '.post > footer a[href*="?quote="]';

// Puts a quote of a post into the text: of the selected words, or of all.
export function quoteInto(text) {
  let chosen = ""; // read before the click, which unselects
  document.addEventListener("pointerdown", event => (chosen = selectedBeside(event.target)));
  document.addEventListener("click", async event => {
    const link = event.target.closest(QUOTE);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const part = (event.detail && chosen) || selectedBeside(link);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json" }, redirect: "error" });
      const { head, body } = await answer.json();
      if (!head) throw new Error("nothing to quote");
      text.value = `${text.value.trimEnd()}\n\n${head}\n>\n${part || body}\n\n`.trimStart();
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
  const body = element.closest(QUOTE)?.closest("article").querySelector(".post__body");
  if (!body || selection.isCollapsed || !body.contains(selection.anchorNode) || !body.contains(selection.focusNode)) {
    return "";
  }
  return selection.toString().trim().replace(/^/gm, "> ");
}

const SAY_BELOW = 0.2; // of the maximum

export function countDown(text, line) {
  const most = text.maxLength;
  text.addEventListener("input", () => {
    const left = most - text.value.length;
    const sentence = left === 1 ? line.dataset.one : line.dataset.many.replace("{count}", left);
    line.textContent = left < most * SAY_BELOW ? sentence : "";
  });
}
