"""Redirects that editors make, from addresses that pages had before."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

WITH_PAGES = ("", "pages")  # namespaces of views below which editors have pages


class PageRedirectMiddleware(RedirectMiddleware):
    """Look for a redirect only where a page may have been: a 404 of any other view costs no query for it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = getattr(request, "resolver_match", None)
        if match is not None and match.namespace not in WITH_PAGES:
            return response
        return super().process_response(request, response)
