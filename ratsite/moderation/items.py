"""Items of the review queue, and the protocol that each of its queues must follow.

ratsite/review/queries/all_queues.py lists the queues.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.moderation.clock import age_words, due_words
from ratsite.network.enums import Marking
from ratsite.network.models import Circle


@dataclass(frozen=True)
class ReviewItem:
    """An item that waits for a decision, with everything that the review queue and the item's page show."""

    queue: str
    pk: int
    kind: str  # what the item is, such as "Reply" or "New topic"
    title: str
    place: str
    why: list[str]  # the reasons why the item waits, each a sentence or clause of its own
    author: User | str  # a name if the author has no account yet or is hidden from this moderator; "" if not shown
    agency: str
    created_at: dt.datetime
    circle: Circle | None  # who could read the item once it is approved; None: all members
    can_decide: bool  # False: a conflict of interest bars this moderator
    due_at: dt.datetime | None = None  # None: the item has no deadline, or none while its author has to answer
    asked_by: int | None = None  # id of the moderator whose question to the author is still open
    is_answered: bool = False
    audience: str = ""  # who could read the item, if neither all members nor a circle
    needs_two_approvals: bool = False  # whether two moderators with different main remits must approve it
    # Only find() sets these: the list does not show them and loads faster without them.
    topic_url: str = ""  # the topic of a post; "" while it is not published
    marking: Marking | None = None  # what readers may do with it
    readers: Mapping[str, int] | None = None  # the numbers of people and agencies who could read it
    shown_hash: str = ""  # hash of all that its page shows (optimistic lock)
    content_hash: str = ""  # hash of what would be published, for the second of two approvals
    html: str = ""  # safe HTML from lib.markup; identifiers that were found in it are masked
    shown_html: str = ""  # as `html`, but with the identifiers, for people who may decide; "" if nothing is masked
    target: Model | None = None  # the object that the audit log names when the identifiers are shown
    choices: tuple[str | Promise, str | Promise] = (
        _("Approve: it will be published, and readers will see it as new"),
        _("Reject: its author will get the text back with your reason"),
    )
    hint: str | Promise = _(
        "You need a reason to reject, and the author reads it. If you approve, only the audit log records your reason."
    )
    approval_needs_reason: bool = False
    approval_publishes: bool = True  # the first of the choices lets readers see all that the item's page masks
    confirmed: tuple[str | Promise, ...] = ()  # sentences that the moderator must tick before they approve it
    is_about_person: bool = False  # the item is about `author`, who did not write it
    # Why this reader may not decide; if "" and not can_decide: they or their agency wrote or flagged it.
    barred: str = ""
    only_reject: str = ""  # why nobody can approve the item as it is; "" if it can be approved. Only find() sets it
    url: str = ""  # the page on which to decide the item; "" for the review queue's own page
    change_url: str = ""  # where a moderator can edit the item before approving it; "" if not possible
    who_url: str = ""  # where to look up the author of a post without a name
    ask_url: str = ""  # where to ask the item's author a question

    @property
    def is_overdue(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()

    @property
    def age(self) -> str:
        return age_words(self.created_at, timezone.now())

    @property
    def clock(self) -> str:
        if self.due_at is None:
            return (
                gettext("no deadline") if self.asked_by is None else gettext("deadline paused until the author answers")
            )
        return due_words(self.due_at, timezone.now())


@dataclass(frozen=True)
class Decided:
    """A decided item, as the review queue's history shows it."""

    title: str
    place: str
    url: str  # "" if the object no longer exists


class ItemQueue(Protocol):
    """Protocol of a queue: the waiting items of one kind in the review queue.

    An item is decided on a page of its own. If the class is a DecisionQueue, it is decided on a page of the review
    queue.
    """

    name: str
    label: str  # what the review queue's filter calls these items

    def waiting(self, moderator: User) -> list[ReviewItem]:
        """Return the items of this queue that the moderator may see, the first due first, at most REVIEW_LIMIT."""


class DecisionQueue(ItemQueue, Protocol):
    """Protocol of a queue whose items are decided on a page of the review queue itself."""

    # The audit log's actions that decide an item, each with its label in the history. If an entry names another object
    # than the item, its data has the item's ID as `item`.
    outcomes: dict[str, str]
    done: tuple[str, str]  # messages to the moderator after the first and after the second choice

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        """Return one waiting item by its ID; None if it is decided, unknown or hidden from this moderator."""

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        """Decide an item by the first of its `choices`, such as approving it or taking it down.

        Returns False if it was already decided; raises Stale if it has changed since it was shown. shown_hash: hash of
        what the moderator was shown (optimistic lock).
        """

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        """Decide an item by the second of its `choices`, such as rejecting it or leaving it as it is.

        Returns False if it was already decided; raises Stale if it has changed since it was shown. shown_hash: hash of
        what the moderator was shown (optimistic lock).
        """

    def targets(self, moderator: User) -> QuerySet:
        """Return the targets of this queue's decisions in the audit log, as far as this moderator may see them."""

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        """Return {ID: what the history shows} for the targets with these IDs that this moderator may see."""

    def deciders(self, pk: int) -> QuerySet[User]:
        """Return all people who may decide on this waiting item now."""


REVIEW_LIMIT = 100  # items fetched of one queue; the first due come first, so every item gets its turn
