"""What identifies a person in what somebody is about to say, in place; and what may pass because it is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from django.http import QueryDict

from forum.models import Topic
from ratsite.accounts.models import User
from ratsite.lib.identifiers import Finding, Strength, about_children, find, redact
from ratsite.network.models import Area
from ratsite.pages.contacts import published_contacts

# What others will read of a form, by the names of its fields, and what the writer calls it.
READ_BY_OTHERS = {
    "title": "the title",
    "learned": "what was learned",
    "body": "the text",
    "content_note": "the content note",
    "reason": "why you change it",
}
FILES = "files"
CHILDREN = "children"  # the slug of that group among those affected
AROUND = 40  # characters of the writer's own text on each side of a finding


@dataclass(frozen=True)
class Passage:
    """A finding where it stands. It quotes the writer, and is shown to the writer and to who decides, nobody else."""

    field: str
    where: str
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

    @property
    def is_in_files(self) -> bool:
        return any(passage.field == FILES for passage in self.to_settle)

    def about_children(self) -> "Looked":
        """The same, stricter: nothing can be spoken for."""
        stricter = about_children(passage.finding for passage in self.passages)
        return Looked(
            tuple(replace(passage, finding=one) for passage, one in zip(self.passages, stricter, strict=True))
        )

    def names_in(self, field: str) -> list[str]:
        """What stands in this field that must be settled, each kind once: "phone number"."""
        return list(dict.fromkeys(passage.finding.name for passage in self.to_settle if passage.field == field))


def look(texts: Iterable[tuple[str, str]]) -> Looked:
    """texts: (field, what stands in it). One query for each list of published contacts, where anything is found."""
    texts = [(field, text) for field, text in texts if text]
    if not any(find(text) for _, text in texts):
        return Looked()
    allow = published_contacts()
    return Looked(tuple(_passage(field, text, one) for field, text in texts for one in find(text, allow)))


def must_be_settled(texts: Iterable[str]) -> bool:
    """Whether one of them may identify somebody. It reads no further than it must."""
    suspicious = (text for text in texts if _asks(find(text)))
    first = next(suspicious, None)
    if first is None:
        return False
    allow = published_contacts()
    return any(_asks(find(text, allow)) for text in chain([first], suspicious))


def _asks(findings: Iterable[Finding]) -> bool:
    return any(finding.strength >= Strength.ASK for finding in findings)


def _passage(field: str, text: str, finding: Finding) -> Passage:
    start, end = finding.start, finding.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"…{before.partition(' ')[2] or before}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after}…"
    return Passage(
        field=field,
        where=READ_BY_OTHERS.get(field, "the name of a file"),
        before=before,
        found=text[start:end],
        after=after,
        finding=finding,
    )


def is_about_children(topic: Topic) -> bool:
    return topic.affected.filter(slug=CHILDREN).exists()


def front_doors(writer: User) -> list[Area]:
    """Where a child is referred, in the areas of the writer's agency; empty where none is known."""
    return list(Area.objects.filter(agencies=writer.agency_id).exclude(front_door_name=""))


def as_texts(data: Mapping) -> list[tuple[str, str]]:
    """What others will read of a form's cleaned data; a file's name with spaces, as `find` wants it."""
    texts = [(field, data.get(field) or "") for field in READ_BY_OTHERS]
    return texts + [(FILES, file.name.replace("_", " ")) for file in data.get(FILES) or ()]


def without(sent: QueryDict) -> QueryDict:
    """The form as it was sent, without what must be settled in its texts. Names of files stay as they are."""
    allow, cleared = published_contacts(), sent.copy()
    for field in READ_BY_OTHERS:
        if text := sent.get(field):
            must_go = [finding for finding in find(text, allow) if finding.strength >= Strength.ASK]
            cleared[field] = redact(text, must_go)
    return cleared
