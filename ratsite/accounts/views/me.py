"""Pages on a member's own membership: directory listing, confirmation, leaving. Mounted under /me/."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ratsite.accounts.actions.choose_listing import choose_listing
from ratsite.accounts.actions.confirm import confirm
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.actions.record_bounce import trust_address
from ratsite.accounts.enums import Listing, role_labels
from ratsite.accounts.forms.account import ConfirmForm, LeaveForm, ListingForm
from ratsite.accounts.models import SignIn, User
from ratsite.accounts.models.sign_in import DELETE_SIGN_INS_AFTER
from ratsite.accounts.rules import can_confirm, can_leave
from ratsite.accounts.views.refusal import refusal

MOST_SHOWN = 100  # of a person's sign-ins: more is an attack, and its rows are all alike


def me(request: HttpRequest) -> HttpResponse:
    person = request.user
    initial = {"listed_as": person.listed_as, "shows_email": person.shows_email}
    form = ListingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        choose_listing(person=person, listed_as=Listing(data["listed_as"]), shows_email=data["shows_email"])
        messages.success(request, _("Saved. The directory now shows your choice."))
        return redirect("me:me")
    return render(request, "accounts/me.html", {"form": form, "roles": role_labels(person.role_names)})


def confirm_membership(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = ConfirmForm(request.POST or None, agency=person.agency, initial={"job_title": person.job_title})
    if (
        request.method == "POST"
        and form.is_valid()
        and confirm(person=person, job_title=form.cleaned_data["job_title"])
    ):
        messages.success(request, _("Thank you. Your membership is confirmed for a year."))
        return redirect("catchup:catch_up")
    return render(request, "accounts/confirm.html", {"form": form, "can_confirm": can_confirm(person)})


@reauthentication_required
def leave_network(request: HttpRequest) -> HttpResponse:
    """Leave the network. The form asks for the password, in case the computer was left unlocked."""
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and leave(person=request.user, reason=form.cleaned_data["reason"]):
        person = User.objects.get(pk=request.user.pk)
        logout(request)
        return refusal(request, person)
    return render(request, "accounts/leave.html", {"form": form, "can_leave": can_leave(request.user)})


def sign_ins(request: HttpRequest) -> HttpResponse:
    """List the member's own recent sign-ins, so that they notice a stranger's attempt."""
    rows = list(SignIn.objects.visible_to(request.user)[:MOST_SHOWN])
    context = {
        "sign_ins": rows,
        "days": DELETE_SIGN_INS_AFTER.days,
        "is_cut": len(rows) == MOST_SHOWN,
        "most": MOST_SHOWN,
    }
    return render(request, "accounts/sign_ins.html", context)


@require_POST
def address_works(request: HttpRequest) -> HttpResponse:
    """Record that email reaches the member again, so that notifications are emailed again."""
    if trust_address(person=request.user):
        messages.success(request, _("Thank you. We will send emails to your address again."))
    return redirect("notifications:mail_choices")
