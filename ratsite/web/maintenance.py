"""Closed for a repair: while a file called `maintenance` lies in DATA_DIR, every page answers 503 in the site's design.

A file, not a setting: whoever restores a backup can close and open the site without a restart or a database.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 600  # seconds, a hint for search engines and scripts


class MaintenanceMiddleware:
    """Stands after the headers and the static files, and before anything that needs the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.DATA_DIR / "maintenance").exists():
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
