"""Set the security headers: one strict set for all responses, with a looser script policy for the CMS.

Referrer-Policy is same-origin everywhere (settings), so no other host learns a URL. With no-referrer, browsers send
"Origin: null" with our own forms, and Django refuses them. The directives of the Content-Security-Policy are
CONTENT_SECURITY_POLICY in ratsite/settings/base.py; the CMS's are below.
"""

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from wagtail.views import serve

CMS_PREFIX = "/cms/"
# Wagtail's admin has inline scripts and styles, and previews our own pages in a frame.
CMS_DIRECTIVES = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "gamepad",
        "geolocation",
        "gyroscope",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


# An address with one of these parameters is a personal link, which contains a secret and needs no sign-in.
SECRETS = {"token", "key", "uidb36"}
PUBLIC_SECONDS = 60  # how long public pages are cached: a correction is visible within a minute


class SiteCSPMiddleware(CSPMiddleware):
    """Sets the Content-Security-Policy with django-csp.

    Under /cms/ some directives are replaced by those that Wagtail needs. A preview keeps the policy of the public page,
    except that the CMS may show it in a frame. A request for a preview has `is_dummy`: Wagtail makes it itself, for the
    editor of that page only.
    """

    def get_policy_parts(self, request, response, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(CMS_PREFIX) and not report_only:
            parts.replace = {**(parts.replace or {}), **CMS_DIRECTIVES}
        elif getattr(request, "is_dummy", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": CMS_DIRECTIVES["frame-ancestors"]}
        return parts


class SiteHeadersMiddleware:
    """Sets the response headers for which Django has no setting, and `no-store` on private responses.

    It is the outermost middleware, so that responses made by other middleware have these headers too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if request.path_info.startswith(CMS_PREFIX):
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        if is_private_answer(request):
            response.headers["Cache-Control"] = "no-store, private"
            if "ETag" in response.headers:
                del response.headers["ETag"]
        elif is_same_for_all(request, response):
            response.headers.setdefault("Cache-Control", f"public, max-age={PUBLIC_SECONDS}")
            patch_vary_headers(response, ["Cookie"])  # a cached page must not outlive a sign-in
        return response


def is_private_answer(request: HttpRequest) -> bool:
    """True if the response is for a signed-in person, or the URL needs a sign-in or a token. False for static files."""
    if getattr(request, "needs_sign_in", False) or getattr(request, "has_token", False) or _has_secret(request):
        return True
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and not request.path_info.startswith("/static/")


def _has_secret(request: HttpRequest) -> bool:
    """True if a parameter of the address is a secret from a personal link, such as the link that stops emails."""
    return request.resolver_match is not None and not SECRETS.isdisjoint(request.resolver_match.kwargs)


def is_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """True if a response is the same for every visitor, so that it may be cached.

    That is: a public page, requested without a cookie, that sets no cookie and has no CSRF token.
    """
    match = request.resolver_match
    is_page = match is not None and match.func == serve and request.method in ("GET", "HEAD")
    is_plain = response.status_code == 200 and not request.COOKIES and not response.cookies
    return is_page and is_plain and "CSRF_COOKIE" not in request.META


class CompressTextMiddleware(GZipMiddleware):
    """Compresses text responses with Django's gzip middleware.

    Files are sent uncompressed, as stored, with their length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_text = response.get("Content-Type", "").startswith(("text/", "application/", "image/svg"))
        if response.streaming or not is_text:
            return response
        return super().process_response(request, response)
