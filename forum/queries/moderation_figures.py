"""Moderation in numbers for every member: by month and kind, and how long things waited.

Counted from the audit log. Boards of circles are left out, so that all members see the same numbers and learn of no
hidden board. Sanctions are counted for everybody. A number below SMALL is not shown.
"""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.models import Post

MONTHS = 12
SMALL = 5
MOST_WAITS = 500  # newest decisions from which the usual wait is computed
LATELY = dt.timedelta(days=90)
ABOUT_POSTS = {
    "forum.post.approve": "Approved",
    "forum.edit.approve": "Approved",
    "forum.post.reword": "Approved",
    "forum.edit.reword": "Approved",
    "forum.post.reject": "Sent back",
    "forum.edit.reject": "Sent back",
    "forum.post.take_down": "Taken down after a flag",
    "forum.post.leave": "Left after a flag",
    "forum.post.note": "Content notes",
}
ABOUT_PEOPLE = {
    "moderation.sanction.pre_moderate": "Sanctions",
    "moderation.sanction.silence": "Sanctions",
    "moderation.sanction.suspend": "Sanctions",
    "moderation.sanction.lift": "Sanctions lifted",
}
KINDS = list(dict.fromkeys([*ABOUT_POSTS.values(), *ABOUT_PEOPLE.values()]))


@dataclass(frozen=True)
class Month:
    first: dt.date
    counts: list[tuple[str, str]]  # (what was done, how often); kinds that did not occur are left out


def months() -> list[Month]:
    """Return this month and those before it, newest first; one query."""
    firsts = _firsts(timezone.localdate())
    since = timezone.make_aware(dt.datetime.combine(firsts[-1], dt.time.min))
    entries = _counted(since).values_list("timestamp", "action")
    counts = Counter((timezone.localdate(at).replace(day=1), _kind(action)) for at, action in entries.iterator())
    return [Month(first, _told(counts, first)) for first in firsts]


def usual_wait() -> dt.timedelta | None:
    """Return the median wait of recent decisions; None if there are too few. Two queries."""
    decided = _counted(timezone.now() - LATELY).filter(action__in=["forum.post.approve", "forum.post.reject"])
    rows = list(decided.order_by("-pk").values_list("number", "timestamp")[:MOST_WAITS])
    written = dict(Post.objects.filter(pk__in=[number for number, _ in rows]).values_list("pk", "created_at"))
    waits = [at - written[number] for number, at in rows if number in written]
    return statistics.median(waits) if len(waits) >= SMALL else None


def _told(counts: Counter, first: dt.date) -> list[tuple[str, str]]:
    return [(kind, told(counts[first, kind])) for kind in KINDS if counts[first, kind]]


def told(count: int) -> str:
    """Return a count of one or more as text, hiding numbers below SMALL."""
    return str(count) if count >= SMALL else f"fewer than {SMALL}"


def _firsts(today: dt.date) -> list[dt.date]:
    first = today.replace(day=1)
    found = [first]
    while len(found) < MONTHS:
        first = (first - dt.timedelta(days=1)).replace(day=1)
        found.append(first)
    return found


def _counted(since: dt.datetime) -> QuerySet[ModelLogEntry]:
    entries = ModelLogEntry.objects.filter(timestamp__gte=since, action__in=[*ABOUT_POSTS, *ABOUT_PEOPLE])
    number = Case(When(action__in=list(ABOUT_POSTS), then=Cast("object_id", BigIntegerField())))
    open_to_all = Post.objects.filter(pk=OuterRef("number"), topic__board__circle=None)
    return entries.annotate(number=number).filter(Q(action__in=list(ABOUT_PEOPLE)) | Q(Exists(open_to_all))).order_by()


def _kind(action: str) -> str:
    return (ABOUT_POSTS | ABOUT_PEOPLE)[action]
