"""Turning a private address on and off. Nothing of it is in the stewards' log: it is nobody else's business."""

import datetime as dt
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.feeds.enums import Kind
from ratsite.feeds.models import FeedToken, fingerprint

TOKEN_BYTES = 32  # nobody guesses one in 2 to the power of 256


@transaction.atomic
def make_token(*, person: User, kind: Kind) -> str:
    """A new token, which ends the one before; this is the only time that anybody learns it."""
    person = User.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=person.pk)
    if not person.is_member:
        raise PermissionDenied
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"fingerprint": fingerprint(token), "made_at": timezone.now(), "last_used_on": None}
    FeedToken.objects.update_or_create(person=person, kind=kind, defaults=values)
    return token


@transaction.atomic
def end_token(*, person: User, kind: Kind) -> bool:
    """False when there was none."""
    deleted, _ = FeedToken.objects.filter(person=person, kind=kind).delete()
    return bool(deleted)


def note_use(*, found: FeedToken, day: dt.date) -> None:
    """By the day: at what hour somebody's devices are awake is nobody's business. Writes once a day."""
    if found.last_used_on != day:
        FeedToken.objects.filter(pk=found.pk).update(last_used_on=day)
