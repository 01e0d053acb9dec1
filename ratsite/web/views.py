"""Views that belong to no app: robots.txt, security.txt, images of public pages, error pages."""

import datetime as dt
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from ratsite.lib.forms import SampleForm
from ratsite.lib.paging.pager import Pager
from ratsite.lib.templatetags.look import icon_names
from ratsite.web.access import PUBLIC_VIEWS
from ratsite.web.sample_charts import sample_figures, sample_sparklines

SECURITY_TXT_DAYS = 180  # RFC 9116 asks that Expires be less than a year ahead


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Return robots.txt, which allows everything, because naming private paths there would publish them."""
    return HttpResponse(
        f"User-agent: *\nAllow: /\nSitemap: {settings.SITE_URL}/sitemap.xml\n", content_type="text/plain"
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    expires = timezone.now().replace(microsecond=0, second=0, minute=0, hour=0) + dt.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: mailto:{settings.SECURITY_EMAIL}",
        f"Expires: {expires.astimezone(dt.UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the resized images of public pages. For original images and other files, answer 404."""
    if PurePosixPath(path).parts[:1] != ("images",) or ".." in PurePosixPath(path).parts:
        raise Http404
    if isinstance(default_storage, FileSystemStorage):
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    else:
        try:
            response = FileResponse(default_storage.open(path, "rb"))
        except FileNotFoundError:
            raise Http404 from None
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def closed_login(request: HttpRequest) -> HttpResponse:
    """Send visitors of Wagtail's sign-in pages, which ask for no second step, to the site's own sign-in page.

    Wagtail also sends signed-in people here if they may not enter the CMS. They get 403, because a redirect would lead
    them in a circle.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login("/cms/", reverse("account_login"))


def closed_cms_page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 for pages of Wagtail that would bypass the site's own rules.

    Wagtail's pages about people and permissions have no field for the reason of a change. So roles are changed on the
    site's own page of a person, and migrations set what a role may do in the CMS. ratsite/urls.py gives the reasons for
    other closed pages.
    """
    raise Http404


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose CSRF token is wrong, give its text back, and ask the sender to send it again.

    The text of a forum post is saved as a draft, because the sender may only have opened the form before they signed in
    again.
    """
    if hasattr(request.resolver_match.func, "save_for_writer"):  # forum.views.composer.signed_form sets this
        request.resolver_match.func.save_for_writer(request)
    is_public = request.resolver_match.view_name in PUBLIC_VIEWS and not request.user.is_authenticated
    return render(request, "403_csrf.html", {"is_public": is_public}, status=403)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state. The page exists only if STYLEGUIDE is on (in development and tests)."""
    context = {"form": SampleForm.with_errors(), "icons": icon_names(), "pager": Pager(number=4, count=9)}
    return render(request, "styleguide.html", context)


def styleguide_charts(request: HttpRequest) -> HttpResponse:
    """Show every form of chart with few and many values. The page exists only if STYLEGUIDE is on."""
    context = {"figures": sample_figures(), "sparklines": sample_sparklines()}
    return render(request, "styleguide_charts.html", context)
