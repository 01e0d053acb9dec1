"""Where notifications come from. A source knows what an item says and to whom; pages and mails ask it each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ratsite.lib.hooks import Hook
from ratsite.notifications.enums import Says


@dataclass(frozen=True)
class Line:
    """One item as one person may read it today."""

    title: str
    url: str  # where it leads, inside
    link: str  # the same for mails: an address without a word of its title
    who: str  # the author's name, for inside
    remit: str  # which remit wrote, for mails
    words: str  # its first words
    says: Says


class Source(Protocol):
    name: str
    # verb -> what happened, for one and for several: ("New reply", "new replies")
    verbs: dict[str, tuple[str, str]]
    # The verbs of which no more comes once `stop` was asked for the group: others come of a board, or a name.
    ends_with_group: set[str]
    # why -> the sentence that tells a person why; {word} is the notification's why_word
    reasons: dict[str, str]

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """What each item says; those that this person may not read (any more) are left out. Constant queries."""

    def stop(self, person, group: str) -> bool:
        """No more mail to this person about this group; False where there is nothing to stop."""


_sources: dict[str, Source] = {}

# (report): a mail server says at once that nobody has the address of a mail of ours.
address_refused = Hook()


def register(source: Source) -> None:
    _sources[source.name] = source


def source_of(name: str) -> Source:
    """KeyError for a name that no app has registered."""
    return _sources[name]


def lines_of(person, notifications: Iterable) -> dict[int, Line]:
    """What each notification says to its person today, by its own number; one call a source."""
    found: dict[int, Line] = {}
    by_source: dict[str, list] = {}
    for notification in notifications:
        by_source.setdefault(notification.source, []).append(notification)
    for name, told in by_source.items():
        lines = source_of(name).lines(person, [notification.item_id for notification in told])
        found |= {
            notification.pk: lines[notification.item_id] for notification in told if notification.item_id in lines
        }
    return found
