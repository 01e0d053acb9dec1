"""The page on which members turn their private feed addresses on and off."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ratsite.feeds.actions import end_token, make_token
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken


def feed_list(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def feed_make(request: HttpRequest, kind: str) -> HttpResponse:
    """Create a private feed address and show it in this response only, because its token is not stored."""
    wanted = _kind(kind)
    token = make_token(person=request.user, kind=wanted)
    return _page(request, shown=wanted, address=settings.SITE_URL + reverse(f"private:{wanted}", args=[token]))


@require_POST
def feed_end(request: HttpRequest, kind: str) -> HttpResponse:
    if end_token(person=request.user, kind=_kind(kind)):
        messages.success(request, _("The private address is turned off. It no longer works."))
    return redirect("feeds:feed_list")


def _page(request: HttpRequest, *, shown: FeedKind | None = None, address: str = "") -> HttpResponse:
    own = FeedToken.objects.visible_to(request.user).select_related("person__agency")
    valid = {token.kind: token for token in own if token.is_valid}
    feeds = [(kind, valid.get(kind)) for kind in FeedKind]
    return render(request, "feeds/feed_list.html", {"feeds": feeds, "shown": shown, "address": address})


def _kind(kind: str) -> FeedKind:
    if kind not in FeedKind.values:
        raise Http404
    return FeedKind(kind)
