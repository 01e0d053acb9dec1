"""Deadlines of items in the review queue, and the words for an item's age and deadline.

Deadlines count every hour, weekends included, because harm does not wait for Monday. A missed deadline decides nothing;
it only moves the item to the top. The deadline pauses while an author has to answer a question, but the item's age
counts on.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The queue and the pages of authors whose items wait both show these times.
WHILE_OTHERS_READ = dt.timedelta(hours=24)  # for an item that readers can see and that was flagged
WHILE_NOBODY_READS = dt.timedelta(hours=48)  # for an item that nobody but its author can see
# A file check takes seconds. If it has not ended by then, it has failed, and a moderator decides on the post.
CHECK_TAKES = dt.timedelta(hours=24)
# After this time the deadline runs on, even if the author has not answered a moderator's question.
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
