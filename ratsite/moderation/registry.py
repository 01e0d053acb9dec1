"""One review queue, many sources: each room adds its own in AppConfig.ready()."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from ratsite.accounts.models import User
from ratsite.lib.versions import Changed
from ratsite.network.models import Circle

__all__ = [
    "REVIEW_LIMIT", "Changed", "QueueSource", "ReviewItem", "ReviewSource", "get_source", "register", "register_listed",
    "sources",
]  # fmt: skip


@dataclass(frozen=True)
class ReviewItem:
    """One thing that waits for a decision, with all that the queue and its page print."""

    source: str
    pk: int
    kind: str  # "Reply", "New topic" …
    title: str
    place: str
    why: list[str]
    author: User | str  # as a name, where there is no account yet
    agency: str
    created_at: dt.datetime
    circle: Circle | None  # who could read it once approved; None: all members
    can_decide: bool  # False: the conflict rule keeps this moderator from it
    # Of the item that find() returns; the queue prints neither, and is not kept waiting for them.
    version: str = ""  # another one after each change of what its page prints
    html: str = ""  # already safe: rendered by lib.markup
    choices: tuple[str, str] = (
        "Approve: it is published and counts as new from now",
        "Reject: its author gets the text back with your reason",
    )
    hint: str = "The author reads this. Needed when you reject."
    approval_needs_reason: bool = False
    url: str = ""  # of the page where it is decided; empty for the queue's own


class QueueSource(Protocol):
    """Things that wait in the queue, each decided on a page of its own."""

    name: str

    def waiting(self, moderator: User) -> list[ReviewItem]:
        """Oldest first; at most REVIEW_LIMIT; only what this moderator may see."""


class ReviewSource(QueueSource, Protocol):
    """Things that are decided on the queue's own page."""

    done: tuple[str, str]  # what the moderator reads after the one choice, and after the other

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        """One waiting item, or None when it is settled, unknown or not theirs to see."""

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        """False when somebody else decided first; Changed when `seen` is not its version any more."""

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        """Answers as approve does."""


REVIEW_LIMIT = 100  # rows on the queue page; the oldest come first, so nothing is starved
_sources: dict[str, ReviewSource] = {}
_listed: dict[str, QueueSource] = {}


def register(source: ReviewSource) -> None:
    _sources[source.name] = source


def register_listed(source: QueueSource) -> None:
    _listed[source.name] = source


def sources() -> list[QueueSource]:
    return [*_sources.values(), *_listed.values()]


def get_source(name: str) -> ReviewSource | None:
    return _sources.get(name)
