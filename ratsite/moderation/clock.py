"""How soon a thing in the queue should be decided, and how its age and its clock are said.

Hours on the wall, at weekends too: what may harm somebody does not wait for Monday. A clock that runs out decides
nothing; it puts the thing first. It stands still while the thing is with its author; the age goes on.
"""

import datetime as dt

# The one place for both figures: authors read them beside what waits, moderators in the queue.
WHILE_OTHERS_READ = dt.timedelta(hours=24)  # it stands, and somebody says that something is wrong with it
WHILE_NOBODY_READS = dt.timedelta(hours=48)  # nobody but its author is kept waiting
# The check of a file takes seconds: one that has not ended by then will not, and a person decides about the post.
CHECK_TAKES = dt.timedelta(hours=24)
# A question to an author who does not answer holds nothing up for longer.
PATIENCE = dt.timedelta(days=7)
DAY, HOUR, MINUTE = 86_400, 3_600, 60  # seconds


def age_words(since: dt.datetime, now: dt.datetime) -> str:
    return f"waiting for {_span(now - since)}"


def due_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """ "due in 5 hours", or "3 hours overdue"."""
    return f"{_span(now - due_at)} overdue" if due_at < now else f"due in {_span(due_at - now)}"


def _span(time: dt.timedelta) -> str:
    """Two days and more in days, an hour and more in hours: whole ones, as people say it."""
    seconds = max(0, int(time.total_seconds()))
    for length, word in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        count = seconds // length
        if count > 1 or (count and word != "day"):
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "less than a minute"
