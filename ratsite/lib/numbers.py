"""Parse integers and times that a browser sent."""

import datetime as dt

from django.utils.dateparse import parse_datetime

LONGEST = 8  # digits: enough for any row or post number here, and fits a database integer


def whole_number(sent: str) -> int | None:
    """Return the integer, 0 or more; None for anything else."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST else None


def moment(sent: str) -> dt.datetime | None:
    """Parse the time that one of our pages wrote into its form, in UTC; None for anything else."""
    try:
        found = parse_datetime(sent)
        return found.astimezone(dt.UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):  # no such day, or outside the range of datetime
        return None
