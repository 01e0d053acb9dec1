"""Deadlines of the review queue, and how an item's age and deadline are worded.

Deadlines count every hour, weekends included, because harm does not wait for Monday. A missed deadline decides nothing;
it moves the item to the top. There is no deadline while the item is with its author, but its age counts on.
"""

import datetime as dt

# Also shown to authors whose items wait, not only in the queue.
WHILE_OTHERS_READ = dt.timedelta(hours=24)  # readers can see it and it was flagged
WHILE_NOBODY_READS = dt.timedelta(hours=48)  # only its author waits
# A check takes seconds. One that has not ended by then has failed, and a moderator decides about the post.
CHECK_TAKES = dt.timedelta(hours=24)
# An author who does not answer a question delays the decision no longer than this.
PATIENCE = dt.timedelta(days=7)
DAY, HOUR, MINUTE = 86_400, 3_600, 60  # seconds


def age_words(since: dt.datetime, now: dt.datetime) -> str:
    return f"waiting for {_span(now - since)}"


def due_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return "due in 5 hours" or "3 hours overdue"."""
    return f"{_span(now - due_at)} overdue" if due_at < now else f"due in {_span(due_at - now)}"


def _span(time: dt.timedelta) -> str:
    """Return whole days from two days on, whole hours from one hour on, else minutes."""
    seconds = max(0, int(time.total_seconds()))
    for length, word in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        count = seconds // length
        if count > 1 or (count and word != "day"):
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "less than a minute"
