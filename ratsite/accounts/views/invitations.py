"""A member's invitations and their outcomes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ratsite.accounts.actions import invite as actions
from ratsite.accounts.forms.application import InvitationForm
from ratsite.accounts.models import Invitation
from ratsite.accounts.rules import can_invite, why_read_only
from ratsite.lib.limits import is_used_up

MOST_SHOWN = 50
INVITATIONS_AN_HOUR = 10  # from one member, counting revoked ones, so that nobody mails strangers by the dozen
SENT = "Your invitation is on its way. You hear from us when a coordinator has decided."
TOO_MANY = f"You have {actions.MOST_OPEN} open invitations, which is the most. Take one back, or wait for an answer"
TOO_FAST = "That is a lot for one hour. What you typed is still here: send it a little later"


def invite(request: HttpRequest) -> HttpResponse:
    if not can_invite(request.user):
        raise PermissionDenied(why_read_only(request.user))
    form, status = InvitationForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if problem := _send(request, form):
            form.add_error(None, problem)
            status = 429
        else:
            messages.success(request, SENT)
            return redirect("people:invite")
    invitations = Invitation.objects.visible_to(request.user).select_related("application")[:MOST_SHOWN]
    context = {"form": form, "invitations": invitations, "most_open": actions.MOST_OPEN}
    return render(request, "accounts/invite.html", context, status=status)


@require_POST
def invitation_revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_id)
    if actions.revoke_invitation(invitation_id=invitation.pk, inviter=request.user):
        messages.success(request, "Taken back: its link does nothing any more.")
    else:
        messages.warning(request, "It was used or had run out before. Nothing was changed.")
    return redirect("people:invite")


def _send(request: HttpRequest, form: InvitationForm) -> str:
    """Send the invitation and return why it failed, or "". The answer is the same for a known address."""
    if is_used_up("accounts.invite", str(request.user.pk), INVITATIONS_AN_HOUR):
        return TOO_FAST
    try:
        actions.invite(inviter=request.user, email=form.cleaned_data["email"], memo=form.cleaned_data["memo"])
    except actions.TooMany:
        return TOO_MANY
    return ""
