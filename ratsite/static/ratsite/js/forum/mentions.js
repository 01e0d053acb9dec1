// Offers people to mention while a name is typed after an @. The list is in forum/_offers.html.

import { insert } from "./editor.js";

const OFFER_AFTER = 150; // milliseconds without typing
const CALL = /(?:^|[^\p{L}\p{N}@])@([^\s@][^@\n]{1,60})$/u;

export function offerPeople(text, list, address) {
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
