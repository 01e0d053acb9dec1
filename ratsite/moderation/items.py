"""What the review queue shows, and what a source of items must answer. The sources: ratsite/review/sources.py."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.moderation.clock import age_words, due_words
from ratsite.network.models import Circle


@dataclass(frozen=True)
class ReviewItem:
    """One thing that waits for a decision, with all that the queue and its page print."""

    source: str
    pk: int
    kind: str  # "Reply", "New topic" …
    title: str
    place: str
    why: list[str]
    author: User | str  # as a name, where there is no account yet or it is not told here
    agency: str
    created_at: dt.datetime
    circle: Circle | None  # who could read it once approved; None: all members
    can_decide: bool  # False: the conflict rule keeps this moderator from it
    due_at: dt.datetime | None = None  # None: it has no clock, or one that stands still
    asked_by: int | None = None  # who has asked its author something, while it is with them
    is_answered: bool = False
    audience: str = ""  # who could read it, where that is neither all members nor a circle
    wants_two: bool = False  # two moderators, of two main remits, approve it
    # Of the item that find() returns; the queue prints neither, and is not kept waiting for them.
    version: str = ""  # another one after each change of what its page prints
    words: str = ""  # another one after each change of what would be published
    html: str = ""  # already safe: rendered by lib.markup
    choices: tuple[str, str] = (
        "Approve: it is published and counts as new from now",
        "Reject: its author gets the text back with your reason",
    )
    hint: str = "The author reads this. Needed when you reject."
    approval_needs_reason: bool = False
    is_about_person: bool = False  # about its "author", who wrote nothing that waits
    barred: str = ""  # why somebody may not decide, where it is not for their post or agency
    url: str = ""  # of the page where it is decided; empty for the queue's own
    change_url: str = ""  # where a moderator changes it before they approve it; empty: not of such a thing
    who_url: str = ""  # where they find out who wrote it, where that is not told here
    ask_url: str = ""  # where they ask its author

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def age(self) -> str:
        return age_words(self.created_at, timezone.now())

    @property
    def clock(self) -> str:
        if self.due_at is None:
            return "in your own time" if self.asked_by is None else "its clock stands still"
        return due_words(self.due_at, timezone.now())


@dataclass(frozen=True)
class Decided:
    """What the queue's history prints of a thing whose decision the log names."""

    title: str
    place: str
    url: str  # empty where it stands nowhere any more


class QueueSource(Protocol):
    """Things that wait in the queue, each decided on a page of its own."""

    name: str
    label: str  # what the queue calls all of them

    def waiting(self, moderator: User) -> list[ReviewItem]:
        """Oldest first; at most REVIEW_LIMIT; only what this moderator may see."""


class ReviewSource(QueueSource, Protocol):
    """Things that are decided on the queue's own page."""

    outcomes: dict[str, str]  # the log's actions that end it, and what the history calls each
    done: tuple[str, str]  # what the moderator reads after the one choice, and after the other

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        """One waiting item, or None when it is settled, unknown or not theirs to see."""

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        """False when somebody else decided first; Changed when `seen` is not its version any more."""

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        """Answers as approve does."""

    def targets(self, moderator: User) -> QuerySet:
        """What the log's entries are about, as far as this moderator may see it, whatever became of it."""

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        """Those of these targets that this moderator may see."""

    def deciders(self, pk: int) -> QuerySet[User]:
        """Everybody whom the rules let decide about this waiting item today."""


REVIEW_LIMIT = 100  # things of one source that the queue fetches; the oldest come first, so nothing is starved
