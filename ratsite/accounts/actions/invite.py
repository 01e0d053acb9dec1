"""Invitations: a member vouches for a person outside the network.

An invitation gives no access. A person who applies with it need not enter the code that proves the address, and the
coordinator reads what the member wrote about them.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import Invitation, User
from ratsite.accounts.models.invitation import fingerprint
from ratsite.accounts.rules import can_invite, earlier_invitation, is_known_address
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.send_mail import mail_text, send_mail

MOST_OPEN = 5  # at once: a member knows a few people who should join, and must not email a whole list
TOKEN_BYTES = 32
DELETE_UNUSED_AFTER = dt.timedelta(days=90)  # by then the inviter has seen that it was not used


@transaction.atomic
def invite(*, inviter: User, email: str, memo: str) -> Invitation | None:
    """Email an invitation and return it. Return None if the member has MOST_OPEN open invitations already.

    A member who invites the same mailbox again within 30 days gets the earlier invitation back, and nothing is sent. If
    the site knows the invited address already, only the owner of the address is told so, by email.
    """
    inviter = lock_person(inviter.pk)
    if not can_invite(inviter):
        raise PermissionDenied
    if earlier := earlier_invitation(inviter, email):
        return earlier
    if Invitation.objects.open().filter(inviter=inviter).count() >= MOST_OPEN:
        return None
    token, email = secrets.token_urlsafe(TOKEN_BYTES), email.strip().lower()
    invitation = Invitation.objects.create(
        inviter=inviter, email=email, memo=memo, fingerprint=fingerprint(token), made_at=timezone.now()
    )
    _email_invitation(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation_id: int, inviter: User) -> bool:
    """Revoke an invitation, so that its link no longer works. Return False if it was used, revoked or expired."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation_id)
    if invitation.inviter_id != inviter.pk:
        raise PermissionDenied
    if not invitation.is_open:
        return False
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return True


def delete_old_invitations() -> int:
    """Delete invitations that were never used, with the addresses in them; return how many. A daily job calls this."""
    old = Invitation.objects.filter(used_at=None, made_at__lt=timezone.now() - DELETE_UNUSED_AFTER)
    return old.delete()[0]


def use_invitation(*, token: str, email: str, known: bool) -> Invitation | None:
    """Mark the invitation with this token as used and return it. Call this inside a transaction.

    Returns None if the invitation is not valid today or is for another address, and always if `known` is true. known:
    True if the site knows the address already. The query runs even then, so that the time taken does not reveal it.
    """
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("inviter__agency")
    invitation = rows.filter(fingerprint=fingerprint(token)).first()
    if invitation is None or not invitation.counts or invitation.email != email or known:
        return None
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return invitation


def invited_address(token: str) -> str:
    """Return the address that was invited with this token, to prefill the form; "" if the token is not valid."""
    rows = Invitation.objects.select_related("inviter__agency").filter(fingerprint=fingerprint(token))
    invitation = rows.first()
    return invitation.email if invitation is not None and invitation.counts else ""


def _email_invitation(invitation: Invitation, token: str) -> None:
    """Email the invitation; if the site knows the address already, say in the email that no invitation is needed.

    Both texts are rendered each time, so that the time taken does not reveal which one was sent.
    """
    url = f"{settings.SITE_URL}{reverse('joining:apply')}?invitation={token}"
    texts = {
        about_known: mail_text(name, invitation=invitation, url=url)
        for about_known, name in ((False, "invitation"), (True, "invitation_known"))
    }
    known = is_known_address(invitation.email)
    subject = _("An invitation to join %(network)s") % {"network": own_network().short_name}
    send_mail(to=invitation.email, subject=subject, text=texts[known])
