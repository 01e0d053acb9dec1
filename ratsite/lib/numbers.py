"""Whole numbers and moments from what a browser sent."""

import datetime as dt

from django.utils.dateparse import parse_datetime

LONGEST = 8  # digits: more than any row or post number here, and less than any database's integer


def whole_number(sent: str) -> int | None:
    """The number, from 0 up; None for anything else."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST else None


def moment(sent: str) -> dt.datetime | None:
    """A moment that a page of ours wrote into its form; None for anything else."""
    try:
        found = parse_datetime(sent)
        return found.astimezone(dt.UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):  # no such day, or one beyond the first and last years that there are
        return None
