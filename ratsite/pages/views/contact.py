"""Receive a visitor's message without setting a cookie."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ratsite.lib.rate_limits import visitor_is_over_limit
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.enums import MessageKind
from ratsite.pages.forms.contact import ContactForm
from ratsite.pages.models import ContactPage

MESSAGES_AN_HOUR = 5  # from one IP address or network: a person who is upset may write several times


@csrf_exempt  # a signed time in the form replaces the cookie, and requests from other sites are refused below
@require_http_methods(["GET", "HEAD", "POST"])
def contact_send(request: HttpRequest) -> HttpResponse:
    """Receive a message from the contact form or the complaints form.

    A GET is redirected to the contact page: a visitor may have bookmarked this address when it showed the form's
    errors.
    """
    if request.method != "POST":
        return redirect("pages:contact")
    if is_foreign(request):
        raise PermissionDenied
    form = ContactForm(request.POST)
    page = _page_for(request.POST.get("kind", ""))
    if not form.is_valid():
        return _show(request, page, form)
    if form.is_from_a_bot:
        return redirect(f"{page.get_url(request)}?sent=1")  # so that the bot does not notice
    if visitor_is_over_limit(request, "pages.contact", MESSAGES_AN_HOUR):
        form.add_error(
            None,
            _("You have sent several messages in the last hour. Your text is still here, so you can send it later."),
        )
        return _show(request, page, form, status=429)
    data = form.cleaned_data
    receive_message(kind=data["kind"], text=data["text"], name=data["name"], email=data["email"])
    return redirect(f"{page.get_url(request)}?sent=1")


def _page_for(kind: str) -> ContactPage:
    page = ContactPage.objects.live().filter(kind=kind).first() if kind in MessageKind.values else None
    if page is None:
        raise Http404
    return page


def _show(request: HttpRequest, page: ContactPage, form: ContactForm, status: int = 200) -> HttpResponse:
    context = {**page.get_context(request), "form": form}
    return TemplateResponse(request, page.template, context, status=status)


def is_foreign(request: HttpRequest) -> bool:
    """True if the browser says that another site sent this request; False if the browser does not say."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
