from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ratsite.accounts.actions import invite as actions
from ratsite.accounts.enums import INVITATIONS
from ratsite.accounts.forms.application import InvitationForm
from ratsite.accounts.models import Invitation
from ratsite.accounts.rules import can_invite, why_read_only
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.prefetches import is_really_read
from ratsite.lib.rate_limits import is_over_limit
from ratsite.notifications.actions.notify import read_group

MOST_SHOWN = 50
INVITATIONS_AN_HOUR = 10  # from one member, counting revoked ones, so that nobody mails strangers by the dozen
SENT = _("We have sent your invitation. We will tell you when a coordinator has decided.")
TOO_MANY = format_lazy(
    _("You cannot have more than {number} open invitations. Withdraw one, or wait until one is answered."),
    number=actions.MOST_OPEN,
)
TOO_FAST = _("You have sent too many invitations in the last hour. Your text is still here, so you can send it later.")


def invite(request: HttpRequest) -> HttpResponse:
    if not can_invite(request.user):
        raise PermissionDenied(why_read_only(request.user))
    form, status = InvitationForm(request.POST or None, inviter=request.user), 200
    if request.method == "POST" and form.is_valid():
        if problem := _send(request, form):
            form.add_error(None, problem)
            status = 429
        else:
            messages.success(request, SENT)
            return redirect("people:invite")
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=INVITATIONS)
    invitations = Invitation.objects.visible_to(request.user).select_related("application")[:MOST_SHOWN]
    context = {"form": form, "invitations": invitations, "most_open": actions.MOST_OPEN}
    return render(request, "accounts/invite.html", context, status=status)


@require_POST
def invitation_revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_id)
    if actions.revoke_invitation(invitation_id=invitation.pk, inviter=request.user):
        messages.success(request, _("Invitation withdrawn. Its link no longer works."))
    else:
        messages.warning(request, _("The invitation was already used or had expired. Nothing was changed."))
    return redirect("people:invite")


def _send(request: HttpRequest, form: InvitationForm) -> str:
    """Send the invitation. Return why it failed, or "" if it was sent. The result is the same for a known address."""
    if is_over_limit("accounts.invite", str(request.user.pk), INVITATIONS_AN_HOUR):
        return TOO_FAST
    invitation = actions.invite(inviter=request.user, email=form.cleaned_data["email"], memo=form.cleaned_data["memo"])
    return "" if invitation else TOO_MANY
