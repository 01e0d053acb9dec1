"""How many posts, topics and reports one person can send in a minute and in an hour."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Flag, Post, Topic
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled

# More than anyone, even a moderator, writes by hand: these limits stop scripts and stuck keys, not people.
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
POST_LIMITS = ((MINUTE, 10), (HOUR, 100))
TOPIC_LIMITS = ((MINUTE, 4), (HOUR, 20))
CHANGE_WAIT = MINUTE  # between two changes of one report: each change makes a moderator read the report again
FLAG_LIMITS = ((MINUTE, 10), (HOUR, 60))  # moderators must decide on each reported post within a day


def why_too_fast(author: User, model: type[Post | Topic | Flag]) -> str:
    """Return a message saying that a person has posted or reported too often, and until when; "" if they may go on.

    model: what the person is about to send: a Post, Topic or Flag, each with its own limits. One query.
    """
    now = timezone.now()
    since = now - HOUR  # the longest period of all limits
    if model is Flag:
        limits, latest = FLAG_LIMITS, list(_latest_flags(author, since))
    elif model is Topic:
        limits, latest = TOPIC_LIMITS, _latest_topics(author.pk, since)
    else:
        limits, latest = POST_LIMITS, _latest_posts(author.pk, since)
    ends = [latest[count - 1] + period for period, count in limits if len(latest) >= count]
    until = max(ends, default=now)
    if until <= now:
        return ""
    moment = f"{timezone.localtime(until + MINUTE):%H:%M}"  # rounded up to the full minute
    if model is Flag:
        return _("You have reported many posts in a short time. You can report again at %(time)s.") % {"time": moment}
    return _("You have posted many times in a short time. You can post again at %(time)s.") % {"time": moment}


def why_no_change_yet(flag: Flag) -> str:
    """Return a message saying when the reporter can change this report again; "" if they can now."""
    until = (flag.changed_at or flag.created_at) + CHANGE_WAIT
    if until <= timezone.now():
        return ""
    moment = f"{timezone.localtime(until + MINUTE):%H:%M}"
    return _("You have just reported this post. You can change your report at %(time)s.") % {"time": moment}


@compiled(int, dt.datetime)
def _latest_posts(author_id: int, since: dt.datetime) -> QuerySet:
    return _latest(Post.objects.filter(author=author_id, created_at__gt=since), max(dict(POST_LIMITS).values()))


@compiled(int, dt.datetime)
def _latest_topics(author_id: int, since: dt.datetime) -> QuerySet:
    return _latest(Topic.objects.filter(author=author_id, created_at__gt=since), max(dict(TOPIC_LIMITS).values()))


def _latest_flags(reporter: User, since: dt.datetime) -> QuerySet:
    return _latest(Flag.objects.filter(reporter=reporter, created_at__gt=since), max(dict(FLAG_LIMITS).values()))


def _latest(rows: QuerySet, most: int) -> QuerySet:
    """Return the times of the newest of these rows, newest first."""
    return rows.order_by("-created_at").values_list("created_at", flat=True)[:most]
