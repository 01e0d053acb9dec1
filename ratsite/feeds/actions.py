"""Create and end private feed addresses. The audit log does not record this, because it concerns only the member."""

import datetime as dt
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken, fingerprint

TOKEN_BYTES = 32  # 256 bits: impossible to guess


@transaction.atomic
def make_token(*, person: User, kind: FeedKind) -> str:
    """Create a token for a private feed and return it. It replaces the person's earlier token for this kind of feed.

    Only the token's hash is stored, so the token cannot be shown again. Raises PermissionDenied if the person is no
    member.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=person.pk)
    if not person.is_member:
        raise PermissionDenied
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"fingerprint": fingerprint(token), "made_at": timezone.now(), "last_used_on": None}
    FeedToken.objects.update_or_create(person=person, kind=kind, defaults=values)
    return token


@transaction.atomic
def end_token(*, person: User, kind: FeedKind) -> bool:
    deleted, _ = FeedToken.objects.filter(person=person, kind=kind).delete()
    return bool(deleted)


def record_use(*, feed_token: FeedToken, day: dt.date) -> None:
    """Store the day on which a feed was fetched. The hour is not stored: it would say too much about the owner."""
    if feed_token.last_used_on != day:
        FeedToken.objects.filter(pk=feed_token.pk).update(last_used_on=day)
