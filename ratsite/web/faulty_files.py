"""Answer 503 with an explanation when a stored file is missing or altered, instead of sending the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.files.fixity import FaultyFile


class FaultyFileMiddleware:
    """Answers 503 in place of a view that raised FaultyFile: a file that the reader may have is missing or altered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, FaultyFile):
            return None
        # 503 and not 404: the file exists, and the operator can bring it back from a backup.
        response = render(request, "files/faulty.html", status=503)
        response.headers["Cache-Control"] = "no-store, private"
        return response
