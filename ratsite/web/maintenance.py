"""Maintenance mode: every page answers 503 while the site is closed for a repair. The answer has the site's design.

Two switches close the site. `manage.py maintenance on` sets one in the database, for all servers. A file named
`maintenance` in DATA_DIR closes one server: it works without a database, for example while a backup is restored.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ratsite.lib.own_network import own_network

RETRY_AFTER = 600  # seconds after which search engines and scripts should try again


class MaintenanceMiddleware:
    """Answers 503 to every request in maintenance mode.

    It comes after the middleware for headers and static files, and before everything that needs the database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (settings.DATA_DIR / "maintenance").exists() and not own_network().is_closed:
            return self.get_response(request)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
