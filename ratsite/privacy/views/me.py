"""Pages on a member's personal data: the overview, a data copy, the erasure. Mounted under /me/."""

import uuid

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ratsite.files.responses import download_response
from ratsite.lib.personal_data import sections
from ratsite.lib.rate_limits import is_over_limit
from ratsite.privacy.actions.erase import ask_to_be_erased, take_back
from ratsite.privacy.actions.make_copy import ask_for_copy, discard_copy
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.forms import ErasureForm
from ratsite.privacy.models import COOLING_OFF, DELETE_COPIES_AFTER, DataCopy, Erasure
from ratsite.privacy.queries.preview import what_stays
from ratsite.privacy.rules import can_ask_for_erasure

ASKED_AN_HOUR = 4  # of copies and of requests to delete data: each makes work for other people
TOO_OFTEN = gettext_lazy("You have asked for this several times in the last hour. Try again later.")


def data(request: HttpRequest) -> HttpResponse:
    copy = DataCopy.objects.visible_to(request.user).first()
    erasure = Erasure.objects.open().filter(person=request.user.pk).first()
    # The account's data comes first.
    listed = sorted(sections(), key=lambda part: not part.model.startswith("accounts."))
    context = {
        "sections": listed,
        "copy": copy,
        "is_proven": _is_proven(request),
        "days": DELETE_COPIES_AFTER.days,
        "erasure": erasure,
    }
    return render(request, "privacy/data.html", context)


@require_POST
def copy_make(request: HttpRequest) -> HttpResponse:
    if is_over_limit("privacy.copy", str(request.user.pk), ASKED_AN_HOUR):
        messages.warning(request, TOO_OFTEN)
    elif ask_for_copy(person=request.user):
        messages.success(request, _("Your copy is being made. We will tell you when it is ready."))
    else:
        messages.info(request, _("Your copy is already being made."))
    return redirect("privacy:data")


@require_POST
def copy_discard(request: HttpRequest) -> HttpResponse:
    if discard_copy(person=request.user):
        messages.success(request, _("Your copy has been deleted."))
    return redirect("privacy:data")


def copy_download(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a personal data copy to its owner, if they have just entered their password.

    The password is asked for in case the computer was left unlocked. Everyone but the owner gets a 404, before any
    password is asked for. After the password, the owner comes to the page that has the download link, not to the file:
    a redirect to a download would leave the password page open in the browser.
    """
    copy = get_object_or_404(DataCopy.objects.visible_to(request.user).ready(), key=key)
    if not _is_proven(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('privacy:data')})}")
    return download_response(copy.content, name=copy.filename, media_type="application/zip")


def _is_proven(request: HttpRequest) -> bool:
    """True if the user has just entered the password again."""
    try:
        return reauthentication_required(lambda _: True)(request)
    except ReauthenticationRequired:
        return False


@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Request an erasure of one's own data.

    The password is asked for first, in case the computer was left unlocked.
    """
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_over_limit("privacy.erase", str(request.user.pk), ASKED_AN_HOUR):
            messages.warning(request, TOO_OFTEN)
        elif ask_to_be_erased(person=request.user, posts=PostsAfterErasure(form.cleaned_data["posts"])):
            messages.success(
                request, _("We have told the coordinators. You can withdraw your request here until they begin.")
            )
        return redirect("privacy:erase")
    context = {
        "form": form,
        "erasure": Erasure.objects.open().filter(person=request.user.pk).first(),
        "can_ask_for_erasure": can_ask_for_erasure(request.user),
        "days": COOLING_OFF.days,
        "stays": what_stays(),
    }
    return render(request, "privacy/erase.html", context)


@require_POST
def erase_take_back(request: HttpRequest) -> HttpResponse:
    """Withdraw one's own request for erasure. No password is needed, because nothing is deleted by it."""
    if take_back(person=request.user):
        messages.success(request, _("You have withdrawn your request. Nothing has been deleted."))
    return redirect("privacy:data")
