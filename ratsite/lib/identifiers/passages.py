"""Scan texts for identifiers, and quote each with the text around it.

Only the writer, and the person who decides whether others may read the text, see these quotes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ratsite.lib.identifiers import Allow, Finding, Strength, about_children, find, find_together

AROUND = 40  # characters shown on each side of a finding


@dataclass(frozen=True)
class Passage:
    """A finding together with the text around it.

    It quotes the writer: show it only to the writer and to the person who decides.
    """

    field: str
    where: str  # the field's label for the writer
    before: str
    found: str
    after: str
    finding: Finding


@dataclass(frozen=True)
class Scan:
    """The result of scanning texts for identifiers: all passages found. It is falsy if there are no passages."""

    passages: tuple[Passage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.passages)

    @cached_property
    def unresolved(self) -> list[Passage]:
        """Return the passages that the writer must remove or explain; all other passages are advice."""
        return [passage for passage in self.passages if passage.finding.strength >= Strength.ASK]

    @property
    def can_be_explained(self) -> bool:
        """True if the writer may explain every passage, and need not remove any."""
        return all(passage.finding.strength == Strength.ASK for passage in self.unresolved)

    def is_in(self, field: str) -> bool:
        """Return True if this field contains a passage that the writer must remove or explain."""
        return any(passage.field == field for passage in self.unresolved)

    def about_children(self) -> "Scan":
        """Return a copy of this scan for a text about children: the writer must remove what they could else explain."""
        return self.requiring_removal(lambda passage: True)

    def requiring_removal(self, must_remove: Callable[[Passage], bool]) -> "Scan":
        """Return a copy of this scan in which the writer must remove some passages and can no longer explain them.

        must_remove: returns True for a passage that the writer must remove.
        """
        return Scan(tuple(_stricter(passage) if must_remove(passage) else passage for passage in self.passages))

    def names_in(self, field: str) -> list[str]:
        """Return the names of the identifier kinds in this field that the writer must remove or explain, each once."""
        return list(dict.fromkeys(passage.finding.name for passage in self.unresolved if passage.field == field))


def scan(texts: Iterable[tuple[str, str, str]], allowed: Callable[[], Allow]) -> Scan:
    """Scan texts that readers see together for identifiers, and return all passages found.

    texts: triples (field, its label for the writer, text). allowed: returns the allow-list; called only if anything is
    found.
    """
    texts = [text for text in texts if text[2]]
    if not any(find(text) for _, _, text in texts):
        return Scan()
    allow = allowed()
    together = find_together([text for _, _, text in texts], allow)
    return Scan(
        tuple(
            _passage(field, where, text, finding)
            for (field, where, text), findings in zip(texts, together, strict=True)
            for finding in findings
        )
    )


def passages_html(passages: Iterable[Passage]) -> SafeString:
    """Return the passages as HTML for the person who decides on the text."""
    return render_to_string("components/found_passages.html", {"passages": passages})


def _stricter(passage: Passage) -> Passage:
    return replace(passage, finding=about_children([passage.finding])[0])


def _passage(field: str, where: str, text: str, finding: Finding) -> Passage:
    start, end = finding.start, finding.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"…{before.partition(' ')[2] or before}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after}…"
    return Passage(field=field, where=where, before=before, found=text[start:end], after=after, finding=finding)
