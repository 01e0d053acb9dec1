// Shows what became of a form's text on the server, and makes the form go on with the draft in which it was saved.

export function showDraft(form, { version, sequence, message, advice, link, link_text }) {
  const state = form.querySelector("[data-draft-state]");
  state.textContent = message;
  if (link) state.append(" ", linkTo(link, link_text));
  form.querySelector("[data-advice]").innerHTML = advice; // safe: forum/_blame.html
  form.elements.draft_version.value = version;
  form.elements.draft_sequence.value = sequence;
}

function linkTo(address, words) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}
