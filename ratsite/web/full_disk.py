"""Say in plain words that the disk is full, and give people back what they typed."""

import errno
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ratsite.lib.typed_texts import typed_texts

logger = logging.getLogger(__name__)
NO_ROOM = 1024 * 1024  # bytes: with less, a page of SQLite and a line of the log may not fit
DISK_FULL = "53100"
# Responses that a full disk can cause without an error that says so. For example, the cache cannot be written, so a
# sign-in is refused as one of too many.
MASKED = {400, 429, 500}


class FullDiskMiddleware:
    """Answers 507 if something could not be saved because the disk is full. It needs no database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in MASKED and _has_no_room():
            return _full(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _full(request) if is_full(exception) else None


def is_full(error: BaseException | None) -> bool:
    """Return True if this error, or one that caused it, says that there is no room on the disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "database or disk is full" in str(error) or getattr(error, "pgcode", None) == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def unless_disk_is_full() -> Iterator[None]:
    """Leave undone what needs room on the disk, if there is none. For what a page only notes, and is read without."""
    try:
        yield
    except Exception as error:
        if not is_full(error):
            raise


def _has_no_room() -> bool:
    return shutil.disk_usage(settings.DATA_DIR).free < NO_ROOM


def _full(request: HttpRequest) -> HttpResponse:
    logger.error("The disk is full: delete old backups and logs in the data folder, or make it larger")
    page = render_to_string("507.html", {"typed": typed_texts(request)})
    return HttpResponse(page, status=507, headers={"Cache-Control": "no-store, private"})
