"""How many posts and topics one person can start in a minute and in an hour."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

# More than anyone, even a moderator, writes by hand: these limits stop scripts and stuck keys, not people.
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
POST_LIMITS = ((MINUTE, 10), (HOUR, 100))
TOPIC_LIMITS = ((MINUTE, 4), (HOUR, 20))


def why_too_fast(rows: QuerySet, limits: Iterable[tuple[dt.timedelta, int]]) -> str:
    """Return the message that an author has posted too often and when they can post again; "" if they can post now.

    rows: all posts, or all topics, of the author. limits: pairs (period, how many rows the period may have). One query.
    """
    now = timezone.now()
    longest, most = max(period for period, _count in limits), max(count for _period, count in limits)
    within = rows.filter(created_at__gt=now - longest)
    latest = list(within.order_by("-created_at").values_list("created_at", flat=True)[:most])
    ends = [latest[count - 1] + period for period, count in limits if len(latest) >= count]
    until = max(ends, default=now)
    if until <= now:
        return ""
    moment = f"{timezone.localtime(until + MINUTE):%H:%M}"  # rounded up to the full minute
    return _("You have posted many times in a short time. You can post again at %(time)s.") % {"time": moment}
