"""Redirects from earlier addresses of pages, which editors create in the CMS."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

WITH_PAGES = ("", "pages")  # namespaces of the views at whose addresses editors' pages may have been


class PageRedirectMiddleware(RedirectMiddleware):
    """Looks for a redirect only at addresses where editors' pages may have been: 404 of other views cost no query."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = getattr(request, "resolver_match", None)
        if match is not None and match.namespace not in WITH_PAGES:
            return response
        return super().process_response(request, response)
