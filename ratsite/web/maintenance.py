"""Maintenance mode: while the folder DATA_DIR holds a file named `maintenance`, every page answers 503.

The answer has the site's design. The switch is a file rather than a setting, so that it works without a restart or a
database, as when a backup is restored.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 600  # seconds, a hint for search engines and scripts


class MaintenanceMiddleware:
    """Answers 503 to every request in maintenance mode.

    It comes after the middleware for headers and static files, and before everything that needs the database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.DATA_DIR / "maintenance").exists():
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
