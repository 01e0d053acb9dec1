"""Deadlines of items in the review queue, and the words for an item's age and deadline.

Deadlines count every hour, weekends included, because harm does not wait for Monday. A missed deadline decides nothing;
it moves the item to the top. There is no deadline while the item is with its author, but its age counts on.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Also shown to authors whose items wait, not only in the queue.
WHILE_OTHERS_READ = dt.timedelta(hours=24)  # readers can see it and it was flagged
WHILE_NOBODY_READS = dt.timedelta(hours=48)  # only its author waits
# A file check takes seconds. One that has not ended by then has failed, and a moderator decides about the post.
CHECK_TAKES = dt.timedelta(hours=24)
# An author who does not answer a question delays the decision no longer than this.
PATIENCE = dt.timedelta(days=7)


def age_words(since: dt.datetime, now: dt.datetime) -> str:
    """Return how long an item has waited, such as "waiting for 5 hours"."""
    return _("waiting for %(time)s") % {"time": _span(now - since)}


def due_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return how far away a deadline is, such as "due in 5 hours" or "3 hours overdue"."""
    if due_at < now:
        return _("%(time)s overdue") % {"time": _span(now - due_at)}
    return _("due in %(time)s") % {"time": _span(due_at - now)}


def _span(time: dt.timedelta) -> str:
    """Return a length of time as text: in days from two days on, in hours from one hour on, else in minutes.

    Only whole units are counted.
    """
    minutes = max(0, int(time.total_seconds()) // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days > 1:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if hours:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if minutes:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("less than a minute")
