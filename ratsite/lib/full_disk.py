"""Recognise the errors of a full disk."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)
DISK_FULL = "53100"  # PostgreSQL's code


def is_full(error: BaseException | None) -> bool:
    """Return True if this error, or one that caused it, says that there is no room on the disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "database or disk is full" in str(error) or getattr(error, "pgcode", None) == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def log_full_disk() -> None:
    logger.error("The disk is full: delete old backups and logs in the data folder, or make it larger")


@contextmanager
def unless_disk_is_full() -> Iterator[None]:
    """Log a full disk and end the `with` block without an error. Other errors are raised as usual.

    For writes that a page can do without, such as a read mark: the page is still shown.
    """
    try:
        yield
    except Exception as error:
        if not is_full(error):
            raise
        log_full_disk()
