"""The pages that tell coordinators how well the site is running, and the health check for machines."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ratsite.notifications.actions import deliver
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail
from ratsite.operations.queries.first_steps import open_steps
from ratsite.operations.queries.handover import contacts, handover
from ratsite.operations.queries.health import GIVEN_UP_SHOWN, is_healthy, site_health
from ratsite.operations.rules import can_read_site_health

MOST_SHOWN = 200  # emails listed; the health page shows how many there are in all


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database, background work, the disk and email are well, else 503, without details."""
    try:
        is_well = is_healthy()
    except Exception:  # noqa: BLE001 whatever is wrong, the answer is the same
        is_well = False
    if not is_well:
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    facts, people = site_health(), list(contacts())
    context = {
        "needed": [fact for fact in facts if fact.is_urgent],
        "advised": [fact for fact in facts if fact.is_advice],
        "well": [fact for fact in facts if not fact.todo],
        "steps": open_steps(),
        "contacts": people,
        "is_operator_missing": any(person.is_missing for person in people),
    }
    return render(request, "operations/health.html", context)


@require_safe
def handover_page(request: HttpRequest) -> HttpResponse:
    """Show, as a page to print, what the command `handover` prints. It leaves out complaints about the reader."""
    _refuse_others(request)
    context = {"sections": handover(request.user), "site": settings.SITE_URL, "today": timezone.localdate()}
    return render(request, "operations/handover_page.html", context)


@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    waiting = Mail.objects.filter(state=MailState.WAITING).exclude(error="").order_by("try_at", "pk")
    given_up = Mail.objects.filter(state=MailState.FAILED, created_at__gt=timezone.now() - GIVEN_UP_SHOWN)
    context = {"waiting": waiting[:MOST_SHOWN], "given_up": given_up[:MOST_SHOWN]}
    return render(request, "operations/unsent.html", context)


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    count = deliver.try_again()
    text = ngettext("We are trying to send %(n)s email now", "We are trying to send %(n)s emails now", count)
    messages.success(request, text % {"n": count} if count else _("No email is waiting"))
    return redirect("operations:unsent")


def _refuse_others(request: HttpRequest) -> None:
    if not can_read_site_health(request.user):
        raise PermissionDenied
