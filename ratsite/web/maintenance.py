"""Maintenance mode: while DATA_DIR has a file `maintenance`, every page answers 503 in the site's design.

It is a file rather than a setting, so that it works without a restart or a database, as when a backup is restored.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 600  # seconds, a hint for search engines and scripts


class MaintenanceMiddleware:
    """Answers 503 in maintenance mode; after headers and static files, before everything that needs the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.DATA_DIR / "maintenance").exists():
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
