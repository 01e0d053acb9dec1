"""Say in plain words that the disk is full, and give people back what they typed."""

import shutil

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ratsite.lib.full_disk import is_full, log_full_disk
from ratsite.lib.typed_texts import typed_texts

NO_ROOM = 1024 * 1024  # bytes: with less, a page of SQLite and a line of the log may not fit
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


class ReadableSessionMiddleware(SessionMiddleware):
    """Django's session middleware, but pages are shown on a full disk although the session cannot be saved.

    Only GET requests are answered so. All that a page stores in the session is that it has shown a message, so the
    message is shown once more.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as problem:
            if request.method == "GET" and is_full(problem):
                log_full_disk()
                return response
            raise


def _has_no_room() -> bool:
    return shutil.disk_usage(settings.DATA_DIR).free < NO_ROOM


def _full(request: HttpRequest) -> HttpResponse:
    log_full_disk()
    page = render_to_string("507.html", {"typed": typed_texts(request)})
    return HttpResponse(page, status=507, headers={"Cache-Control": "no-store, private"})
