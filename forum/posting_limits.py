"""How many posts and topics one person can start in a minute and in an hour."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

# More than anyone writes by hand, moderators included: these stop scripts and stuck keys, not people.
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
POST_LIMITS = ((MINUTE, 10), (HOUR, 100))
TOPIC_LIMITS = ((MINUTE, 4), (HOUR, 20))


def why_too_fast(rows: QuerySet, limits: Iterable[tuple[dt.timedelta, int]]) -> str:
    """Return why an author must pause, and until when; "" if they may write now. Costs one query.

    rows: all posts or all topics of the author. limits: pairs (period, how many rows it may have).
    """
    now = timezone.now()
    longest, most = max(period for period, _count in limits), max(count for _period, count in limits)
    within = rows.filter(created_at__gt=now - longest)
    latest = list(within.order_by("-created_at").values_list("created_at", flat=True)[:most])
    ends = [latest[count - 1] + period for period, count in limits if len(latest) >= count]
    until = max(ends, default=now)
    if until <= now:
        return ""
    moment = f"{timezone.localtime(until + MINUTE):%H:%M}"  # to the full minute
    return _("You have posted many times in a short time. You can post again at %(time)s.") % {"time": moment}
