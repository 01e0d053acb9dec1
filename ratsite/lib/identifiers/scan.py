"""What identifies a person in somebody's words, in place: to be shown to who wrote them, and to who decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from ratsite.lib.identifiers import Allow, Finding, Strength, about_children, find

AROUND = 40  # characters of the writer's own text on each side of a finding


@dataclass(frozen=True)
class Passage:
    """A finding where it stands. It quotes the writer, and is shown to the writer and to who decides, nobody else."""

    field: str
    where: str  # what the writer calls that field
    before: str
    found: str
    after: str
    finding: Finding


@dataclass(frozen=True)
class Looked:
    """What a look at some texts found. Empty means that nothing was found."""

    passages: tuple[Passage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.passages)

    @cached_property
    def to_settle(self) -> list[Passage]:
        """What must be taken out or spoken for; the rest is advice."""
        return [passage for passage in self.passages if passage.finding.strength >= Strength.ASK]

    @property
    def may_be_spoken_for(self) -> bool:
        return all(passage.finding.strength == Strength.ASK for passage in self.to_settle)

    def is_in(self, field: str) -> bool:
        """Whether something must be settled there."""
        return any(passage.field == field for passage in self.to_settle)

    def about_children(self) -> "Looked":
        """The same, stricter: nothing can be spoken for."""
        return self.barring(lambda passage: True)

    def barring(self, is_barred: Callable[[Passage], bool]) -> "Looked":
        """The same, but that what is barred cannot be spoken for."""
        return Looked(tuple(_stricter(one) if is_barred(one) else one for one in self.passages))

    def names_in(self, field: str) -> list[str]:
        """What stands in this field that must be settled, each kind once: "phone number"."""
        return list(dict.fromkeys(passage.finding.name for passage in self.to_settle if passage.field == field))


def look(texts: Iterable[tuple[str, str, str]], allowed: Callable[[], Allow]) -> Looked:
    """texts: (field, what the writer calls it, what stands in it). allowed is asked only where anything is found."""
    texts = [one for one in texts if one[2]]
    if not any(find(text) for _, _, text in texts):
        return Looked()
    allow = allowed()
    return Looked(tuple(_passage(field, where, text, one) for field, where, text in texts for one in find(text, allow)))


def shown(passages: Iterable[Passage]) -> SafeString:
    """As it is shown to who decides, in HTML."""
    rows = ((capfirst(one.finding.name), one.where, one.before, one.found, one.after) for one in passages)
    return format_html_join("", '<p class="soft">{} in {}: “{}<mark>{}</mark>{}”</p>', rows)


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
