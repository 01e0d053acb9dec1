// Comfort for readers and writers. Every page works without this file.
import { keepDrafts } from "./forum/drafts.js";
import { countDown, drawTools, quoteInto } from "./forum/editor.js";
import { showSimilar, watch } from "./forum/fragments.js";
import { offerPeople } from "./forum/mentions.js";
import { answerInPlace, previewInPlace } from "./forum/replies.js";

document.querySelectorAll(".js-more").forEach(watch);
// What became of the post that was just sent. After loading: going to a fragment takes the focus away.
addEventListener("load", () => setTimeout(() => document.querySelector("[data-focus]")?.focus()));
document.querySelectorAll("[data-composer]").forEach(form => {
  // A change to a post is not saved while it is typed.
  const saveBy = form.querySelector("[data-draft-state]") && keepDrafts(form);
  const text = form.elements.body;
  drawTools(form.querySelector("[data-tools]"), text);
  if (form.querySelector("[data-answered]")) {
    quoteInto(text);
    answerInPlace(form, text);
  }
  if (saveBy) previewInPlace(form, saveBy);
  offerPeople(text, form.querySelector("#offers"), form.dataset.people);
  if (form.dataset.similar) showSimilar(form.elements.title, form.dataset.similar);
  countDown(text, form.querySelector("[data-count]"));
});
