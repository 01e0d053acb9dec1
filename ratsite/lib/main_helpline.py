"""The number of the helpline at the top of each page. Editors change it with the helplines of the page Get help.

Each process asks the database at most once a minute, so nearly all calls of `main_helpline()` cost no query. Pages that
say that the site is broken show the last known number.
"""

import time
from collections.abc import Callable

from django.db import Error

SEEDED = "08000 121 700"  # until the database can be read; a test compares it with the list of helplines of a new site
CACHED_SECONDS = 60

_load: Callable[[], str] | None = None
# (time of the monotonic clock, in seconds, until which it is valid; the number).
_known: tuple[float, str] | None = None


def set_loader(load: Callable[[], str]) -> None:
    """Set the function that reads the number from the database; it returns "" if the site has no main helpline."""
    global _load
    _load = load


def main_helpline() -> str:
    """Return the number as it is written, with spaces; "" if the site has no main helpline."""
    if _known is not None and time.monotonic() < _known[0]:
        return _known[1]
    try:
        number = _load() if _load else SEEDED
    except Error:  # the database cannot be read, or has no table yet
        return last_known_helpline()
    remember(number)
    return number


def last_known_helpline() -> str:
    """Return the number that was read last, without a query, for pages that must work without a database.

    Returns SEEDED if no number was read yet, and "" if the site has no main helpline.
    """
    return SEEDED if _known is None else _known[1]


def remember(number: str, seconds: float = CACHED_SECONDS) -> None:
    global _known
    _known = (time.monotonic() + seconds, number)


def clear_cache() -> None:
    """Let the next call read the number from the database again."""
    if _known is not None:
        remember(_known[1], seconds=0)
