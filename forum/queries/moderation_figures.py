"""Moderation in numbers, for every member to read: decisions by month and kind, and how long posts waited.

The numbers are counted from the audit log. Boards of circles are left out, so that all members see the same numbers and
learn of no hidden board; sanctions are counted for all members. They are counts about people, so the higher threshold
of ratsite.network.figures applies.
"""

import datetime as dt
import statistics
from collections import Counter
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from forum.models import Post
from forum.models.signal import month_of, months_before
from ratsite.lib.disclosure import tally
from ratsite.lib.figure_words import figure_words
from ratsite.network.figures import policy_outside

MONTHS = 12
MOST_WAITS = 500  # the usual wait is computed from this many of the newest decisions
RECENT = dt.timedelta(days=90)  # decisions from which the usual wait is computed
# Action in the audit log → the key of its label.
ABOUT_POSTS = {
    "forum.post.approve": "approved",
    "forum.edit.approve": "approved",
    "forum.post.reword": "approved",
    "forum.edit.reword": "approved",
    "forum.post.reject": "rejected",
    "forum.edit.reject": "rejected",
    "forum.post.take_down": "taken_down",
    "forum.post.leave": "left",
    "forum.post.note": "noted",
}
ABOUT_PEOPLE = {
    "moderation.sanction.pre_moderate": "sanctioned",
    "moderation.sanction.silence": "sanctioned",
    "moderation.sanction.exclude": "sanctioned",
    "moderation.sanction.lift": "lifted",
}
LABELS = {
    "approved": gettext_lazy("Approved"),
    "rejected": gettext_lazy("Sent back"),
    "taken_down": gettext_lazy("Taken down after a report"),
    "left": gettext_lazy("Left as it was after a report"),
    "noted": gettext_lazy("Content notes"),
    "sanctioned": gettext_lazy("Sanctions"),
    "lifted": gettext_lazy("Sanctions lifted"),
}


@dataclass(frozen=True)
class Month:
    """The numbers of one month."""

    first: dt.date
    counts: list[tuple[str, str]]  # (label of what was done, how often), without what was done too rarely to be shown


def months() -> list[Month]:
    """Return the numbers of this month and of the months before it, newest first. One query."""
    this_month = month_of(timezone.localdate())
    firsts = [months_before(this_month, back) for back in range(MONTHS)]
    since = timezone.make_aware(dt.datetime.combine(firsts[-1], dt.time.min))
    entries = _decisions_since(since).values_list("timestamp", "action")
    keys = ABOUT_POSTS | ABOUT_PEOPLE
    counts = Counter((month_of(timezone.localdate(at)), keys[action]) for at, action in entries.iterator())
    return [Month(first, _shown_counts(counts, first)) for first in firsts]


def usual_wait() -> dt.timedelta | None:
    """Return the median time for which recently decided posts had waited; None if too few were decided. Two queries."""
    decided = _decisions_since(timezone.now() - RECENT).filter(action__in=["forum.post.approve", "forum.post.reject"])
    rows = list(decided.order_by("-pk").values_list("number", "timestamp")[:MOST_WAITS])
    written = dict(Post.objects.filter(pk__in=[number for number, _at in rows]).values_list("pk", "created_at"))
    waits = [at - written[number] for number, at in rows if number in written]
    return statistics.median(waits) if len(waits) >= policy_outside().threshold else None


def _shown_counts(counts: Counter, first: dt.date) -> list[tuple[str, str]]:
    """Return the counts of the month that may be shown.

    A count that is too small to be shown is left out. It is not listed as "fewer than 5", because then every kind of
    decision that did not occur would have to be listed so, too.
    """
    figures, _total = tally({key: counts[first, key] for key in LABELS}, policy=policy_outside())
    return [(str(LABELS[key]), figure_words(figure)) for key, figure in figures.items() if figure.is_number]


def _decisions_since(since: dt.datetime) -> QuerySet[ModelLogEntry]:
    """Return the audit log entries that are counted. Entries about posts on circles' boards are left out.

    Each has `number`: the id of the post that the entry is about; None for an entry about a person.
    """
    entries = ModelLogEntry.objects.filter(timestamp__gte=since, action__in=[*ABOUT_POSTS, *ABOUT_PEOPLE])
    number = Case(When(action__in=list(ABOUT_POSTS), then=Cast("object_id", BigIntegerField())))
    open_to_all = Post.objects.filter(pk=OuterRef("number"), topic__board__circle=None)
    return entries.annotate(number=number).filter(Q(action__in=list(ABOUT_PEOPLE)) | Q(Exists(open_to_all))).order_by()
