"""Record sign-ins: people see their own in their account, and the server's log has a line for each sign-in."""

import logging

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.enums import SignInOutcome
from ratsite.accounts.models import SignIn, User
from ratsite.accounts.models.sign_in import DELETE_SIGN_INS_AFTER
from ratsite.lib.devices import device

logger = logging.getLogger(__name__)
NO_ADDRESS = "0.0.0.0"  # noqa: S104 stands for an address that was deleted; the column takes no null


def record_sign_in(*, person_id: int | None, outcome: SignInOutcome, user_agent: str) -> SignIn:
    """Record one step of a sign-in. person_id: None for an address without an account."""
    logger.info("sign-in: %s, %s", outcome, f"person {person_id}" if person_id else "no account")
    return SignIn.objects.create(person_id=person_id, at=timezone.now(), device=device(user_agent), outcome=outcome)


def record_wrong_password(*, address: str, user_agent: str) -> SignIn:
    """Record a wrong password. Runs two queries even for an unknown address, so that the time taken reveals nothing."""
    person_id = User.objects.signing_in_with(address).values_list("pk", flat=True).first()
    return record_sign_in(person_id=person_id, outcome=SignInOutcome.PASSWORD, user_agent=user_agent)


@transaction.atomic
def delete_old_sign_ins() -> int:
    """Delete sign-ins after 30 days. Remove the IP addresses of sessions after 30 days, or when the session ends.

    Runs daily. Returns how many sign-ins were deleted.
    """
    now = timezone.now()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    UserSession.objects.filter(created_at__lt=now - DELETE_SIGN_INS_AFTER).exclude(ip=NO_ADDRESS).update(ip=NO_ADDRESS)
    return SignIn.objects.filter(at__lt=now - DELETE_SIGN_INS_AFTER).delete()[0]
