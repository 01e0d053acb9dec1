"""The decisions taken in the review queue, newest first, read from the audit log.

A reader sees only decisions on things that they may see. The history stores nothing itself.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.models import ModelLogEntry

from forum.enums import FLAGGED_POSTS, HELD_POSTS
from library.enums import REPORTED_LISTS
from ratsite.accounts.models import User
from ratsite.audit.kinds import A_MEMBER
from ratsite.moderation.items import Decided, DecisionQueue
from ratsite.review.queries.all_queues import DECISION_QUEUES, get_queue

ENTRIES_A_PAGE = 25
# The queues whose items have the ID of the object that the audit log names. In the other queues, the entry about a
# decision has the item's ID in its data, as `item`.
ABOUT_ITEM = (HELD_POSTS, FLAGGED_POSTS, REPORTED_LISTS)
# Decisions that the history does not list but that count as a moderator's work of the day.
UNLISTED = (
    "forum.post.approve_first",
    "forum.edit.approve_first",
    "library.publication.approve_first",
    "accounts.application.approve",
    "accounts.application.reject",
    "accounts.application.ask",
    "moderation.sanction.stands",
    "moderation.sanction.lift",
    "moderation.sanction.grant",
)
SAYS_DECIDED_FOR = dt.timedelta(days=30)  # a page with an undecided item stays open for hours, or over a holiday
MUCH_FOR_A_DAY = 20  # decisions: the queue should take ten minutes a week, and each item must be read in full


@dataclass(frozen=True)
class Line:
    entry: ModelLogEntry
    what: Decided
    outcome: str

    @property
    def reason(self) -> str:
        return self.entry.data.get("reason", "")


def history(reader: User, before: int | None) -> tuple[list[Line], int | None]:
    """Return a page of decisions, newest first, and the cursor of the next page, or None if there is no next page.

    before: the cursor of the requested page; None for the first.
    """
    queues = {action: queue for queue in DECISION_QUEUES for action in queue.outcomes}
    entries = _seen_by(reader).select_related("user").order_by("-pk")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: ENTRIES_A_PAGE + 1])
    page = rows[:ENTRIES_A_PAGE]
    decisions = {queue.name: queue.decided(reader, _ids(page, queue)) for queue in DECISION_QUEUES}
    lines = []
    for entry in page:
        queue = queues[entry.action]
        if what := decisions[queue.name].get(int(entry.object_id)):
            lines.append(Line(entry, what, queue.outcomes[entry.action]))
    return lines, page[-1].pk if len(rows) > ENTRIES_A_PAGE else None


@dataclass(frozen=True)
class PastDecision:
    outcome: str | Promise
    decided_at: dt.datetime
    decided_by: str  # the name of a moderator; "" if the reader decided it


def last_decision(reader: User, queue_name: str, pk: int) -> PastDecision | None:
    """Return the last decision on an item of the review queue, or None if there is none that this reader may see.

    The reader may see their own decisions, and those that the history shows them. Always None for appeals, which the
    history does not list, and after SAYS_DECIDED_FOR for an item that the audit log names only in the entry's data.
    """
    queue = get_queue(queue_name)
    if queue is None:
        return None
    kind = ContentType.objects.get_for_model(queue.targets(reader).model)
    entries = ModelLogEntry.objects.filter(action__in=list(queue.outcomes), content_type=kind)
    if queue.name in ABOUT_ITEM:
        entries = entries.filter(object_id=str(pk))
    else:
        # `data` has no index, so the time keeps the cost from growing with the log.
        entries = entries.filter(data__item=pk, timestamp__gte=timezone.now() - SAYS_DECIDED_FOR)
    last = entries.select_related("user").order_by("-pk").first()
    if last is None:
        return None
    is_own = last.user_id == reader.pk
    if not is_own and not queue.targets(reader).filter(pk=int(last.object_id)).exists():
        return None
    decided_by = "" if is_own else str(last.user or A_MEMBER)
    return PastDecision(queue.outcomes[last.action], last.timestamp, decided_by)


def much_decided_today(moderator: User) -> int:
    """Return how many decisions this moderator took since midnight, or 0 if fewer than MUCH_FOR_A_DAY. One query."""
    actions = [*UNLISTED, *(action for queue in DECISION_QUEUES for action in queue.outcomes)]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    entries = ModelLogEntry.objects.filter(user=moderator.pk, action__in=actions, timestamp__gte=midnight)
    count = entries.count()
    return count if count >= MUCH_FOR_A_DAY else 0


def _ids(page: list[ModelLogEntry], queue: DecisionQueue) -> set[int]:
    return {int(entry.object_id) for entry in page if entry.action in queue.outcomes}


def _seen_by(reader: User) -> QuerySet[ModelLogEntry]:
    """Return the audit log's entries about decisions whose targets this reader may see.

    Each target is looked up by primary key, so that the cost does not grow with the log.
    """
    entries, seen = ModelLogEntry.objects.all(), Q(pk=None)
    for queue in DECISION_QUEUES:
        targets, target = queue.targets(reader), f"target_{queue.name}"
        kind = ContentType.objects.get_for_model(targets.model)
        # Compare as text: the keys of other models may not be numbers, and casting them to numbers would fail.
        number = Case(When(content_type=kind, then=Cast("object_id", BigIntegerField())))
        entries = entries.alias(**{target: number})
        seen |= Q(Exists(targets.filter(pk=OuterRef(target))), action__in=list(queue.outcomes))
    return entries.filter(seen)
