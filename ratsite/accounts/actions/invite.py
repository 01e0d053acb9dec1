"""A member's word for somebody from outside. It gives no access: it spares them a code, and the decider reads it."""

import datetime as dt
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import Invitation, User
from ratsite.accounts.models.invitation import fingerprint
from ratsite.accounts.rules import can_invite, is_known_address
from ratsite.notifications.actions.send_mail import send_mail

MOST_OPEN = 5  # at once: a member knows a few people who should be here, and nobody mails a whole list
TOKEN_BYTES = 32
UNUSED_KEPT = dt.timedelta(days=90)  # its inviter has seen by then that nothing came of it


class TooMany(Exception):
    """So many of their invitations are open already."""


@transaction.atomic
def invite(*, inviter: User, email: str, memo: str) -> Invitation:
    """Mail an invitation; raises TooMany. Whether the address is known here its owner hears, and nobody else."""
    inviter = lock_person(inviter.pk)
    if not can_invite(inviter):
        raise PermissionDenied
    if Invitation.objects.open().filter(inviter=inviter).count() >= MOST_OPEN:
        raise TooMany
    token, email = secrets.token_urlsafe(TOKEN_BYTES), email.strip().lower()
    invitation = Invitation.objects.create(
        inviter=inviter, email=email, memo=memo, fingerprint=fingerprint(token), made_at=timezone.now()
    )
    _mail(invitation, token)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation_id: int, inviter: User) -> bool:
    """Its link does nothing any more; False when it did not before."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation_id)
    if invitation.inviter_id != inviter.pk:
        raise PermissionDenied
    if not invitation.is_open:
        return False
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return True


def forget_invitations() -> int:
    """Delete what nobody made use of: the address is somebody's who never came. Returns how many; called daily."""
    old = Invitation.objects.filter(used_at=None, made_at__lt=timezone.now() - UNUSED_KEPT)
    return old.delete()[0]


def take_invitation(*, token: str, email: str) -> Invitation | None:
    """Use up the invitation of this token, if it counts today and is for this very address; inside a transaction."""
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True).select_related("inviter__agency")
    invitation = rows.filter(fingerprint=fingerprint(token)).first()
    if invitation is None or not invitation.counts or invitation.email != email:
        return None
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return invitation


def invited_address(token: str) -> str:
    """For the form to begin with; "" where the token counts for nothing."""
    rows = Invitation.objects.select_related("inviter__agency").filter(fingerprint=fingerprint(token))
    invitation = rows.first()
    return invitation.email if invitation is not None and invitation.counts else ""


def _mail(invitation: Invitation, token: str) -> None:
    """Whoever is here, or has applied, hears that they need none; both are written, as that takes its time."""
    context = {"invitation": invitation, "token": token, "site_url": settings.SITE_URL}
    texts = {
        about_known: render_to_string(f"email/{name}.txt", context)
        for about_known, name in ((False, "invitation"), (True, "invitation_known"))
    }
    known = is_known_address(invitation.email)
    send_mail(to=invitation.email, subject="An invitation to the RAT Network", text=texts[known])
