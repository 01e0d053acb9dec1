"""The review queue as one moderator sees it: items, claims, approvals and tabs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.moderation.models import AboutItem, Claim, FirstApproval, Recusal
from ratsite.moderation.rules import may_second
from ratsite.review.queries.all_queues import QUEUES

ITEMS_A_PAGE = 25


class Tab(models.TextChoices):
    """The tabs of the review queue. On which tab a moderator sees an item depends on the moderator's part in it."""

    OPEN = "open", _("To do")
    MINE = "mine", _("Mine")
    AUTHOR = "author", _("With the author")
    NOT_MINE = "not-mine", _("Not mine to decide")


@dataclass(frozen=True)
class Case:
    """An item of the review queue with its claim, its first approval and the reader's recusal."""

    item: ReviewItem
    reader: User
    claim: Claim | None
    first: FirstApproval | None
    is_recused: bool

    @property
    def tabs(self) -> set[Tab]:
        mine = {Tab.MINE} if self.is_claimed or self.is_first or self.item.asked_by == self.reader.pk else set()
        if self.item.asked_by is not None:
            return mine | {Tab.AUTHOR}
        if not self.may_decide:
            return mine | {Tab.NOT_MINE}
        if self.waits_for_another:
            return mine or {Tab.NOT_MINE}
        return mine | {Tab.OPEN}

    @property
    def may_decide(self) -> bool:
        return self.item.can_decide and not self.is_recused

    @property
    def is_claimed(self) -> bool:
        return self.claim is not None and self.claim.person_id == self.reader.pk

    @property
    def claim_of_another(self) -> Claim | None:
        return None if self.is_claimed else self.claim

    @property
    def is_first(self) -> bool:
        """True if this reader has given the first of two approvals and the second one is missing."""
        return self.first is not None and self.first.person_id == self.reader.pk

    @property
    def waits_for_another(self) -> bool:
        """True if the item has a first approval and this reader may not give the second one.

        The reader may still reject the item.
        """
        return self.first is not None and not may_second(self.reader, self.first)

    @property
    def would_be_first(self) -> bool:
        return self.item.needs_two_approvals and self.first is None


@dataclass(frozen=True)
class FilterChip:
    key: str
    label: str
    count: str
    is_here: bool


@dataclass(frozen=True)
class Queue:
    """The items of the review queue that this moderator may see, in the order in which they are due.

    Items without a deadline come last, the oldest first.
    """

    cases: list[Case]
    is_cut: bool  # True if there are more items than were fetched

    @property
    def to_do(self) -> int:
        return len(self.shown(Tab.OPEN, ""))

    def tabs(self, tab: Tab) -> list[FilterChip]:
        counts = Counter(tab for case in self.cases for tab in case.tabs)
        return [FilterChip(one.value, one.label, self._count_text(counts[one]), one == tab) for one in Tab]

    def kinds(self, tab: Tab, kind: str) -> list[FilterChip]:
        """Return a filter for each kind of item on this tab, in the order of QUEUES.

        kind: the filter in use, which is returned even if it has no item.
        """
        counts = Counter(case.item.queue for case in self.cases if tab in case.tabs)
        kinds = [(queue.name, queue.label) for queue in QUEUES if counts[queue.name] or queue.name == kind]
        return [FilterChip(name, label, self._count_text(counts[name]), name == kind) for name, label in kinds]

    def shown(self, tab: Tab, kind: str) -> list[Case]:
        return [case for case in self.cases if tab in case.tabs and kind in ("", case.item.queue)]

    def _count_text(self, count: int) -> str:
        """Return a number of items as text, with a plus sign if more items wait than were fetched."""
        return f"{count}+" if self.is_cut and count else str(count)


def queue_of(reader: User) -> Queue:
    """Fetch all items of the review queue that this moderator may see, at most REVIEW_LIMIT of each kind."""
    lists = [queue.waiting(reader) for queue in QUEUES]
    items = [item for found in lists for item in found]
    items.sort(key=lambda item: (item.due_at is None, item.due_at or item.created_at, item.created_at))
    return Queue(_cases(reader, items), is_cut=any(len(found) >= REVIEW_LIMIT for found in lists))


def next_case(reader: User) -> Case | None:
    """Return the first item of the reader's "To do" tab that nobody else is looking at; None if there is none."""
    return next((case for case in queue_of(reader).shown(Tab.OPEN, "") if case.claim_of_another is None), None)


def case_of(reader: User, item: ReviewItem) -> Case:
    """Return an item as this reader's Case: with its claim, its first approval, and whether the reader is recused.

    item: what find() of the item's queue returned. If the item's text has changed since its first approval, that
    approval is ignored.
    """
    case = _cases(reader, [item])[0]
    if case.first and case.first.content_hash != item.content_hash:
        return Case(case.item, case.reader, case.claim, None, case.is_recused)
    return case


def _cases(reader: User, items: list[ReviewItem]) -> list[Case]:
    ids = {item.pk for item in items}
    if not ids:
        return []
    claims = _by_item(Claim.objects.in_force().filter(item_id__in=ids).select_related("person"))
    # Approvals by people who may no longer decide do not count.
    able = User.objects.in_office(Role.MODERATOR, Role.CURATOR, Role.COORDINATOR)
    approvals = FirstApproval.objects.filter(item_id__in=ids, person__in=able).exclude(remit=None)
    firsts = _by_item(approvals.select_related("person__agency"))
    recusals = _by_item(Recusal.objects.by(reader).filter(item_id__in=ids))
    keys = [(item.queue, item.pk) for item in items]
    return [
        Case(item, reader, claims.get(key), firsts.get(key) if item.needs_two_approvals else None, key in recusals)
        for item, key in zip(items, keys, strict=True)
    ]


def _by_item(rows: Iterable[AboutItem]) -> dict:
    return {(row.queue, row.item_id): row for row in rows}
