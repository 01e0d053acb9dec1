"""Parse integers, UUIDs and times that a browser sent; draw a random number for a row."""

import datetime as dt
import secrets
import uuid

from django.utils.dateparse import parse_datetime

LONGEST = 9  # digits: enough for the number of any row or post here, and few enough for an integer in the database


def whole_number(sent: str, longest: int = LONGEST) -> int | None:
    """Parse an integer, 0 or more, that a browser sent; return None for any other text. longest: the most digits."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= longest else None


def random_number() -> int:
    """Return a random number of nine digits, for primary keys from which readers must not learn how many rows exist."""
    return 10 ** (LONGEST - 1) + secrets.randbelow(9 * 10 ** (LONGEST - 1))


def uuid_of(sent: str) -> uuid.UUID | None:
    """Parse a UUID that one of our pages has put into a form; return None for any other text."""
    try:
        return uuid.UUID(sent)
    except ValueError:
        return None


def parse_moment(sent: str) -> dt.datetime | None:
    """Parse a time that one of our pages has put into a form; return it in UTC, or None for any other text."""
    try:
        moment = parse_datetime(sent)
        return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):  # there is no such day, or datetime cannot express it
        return None
