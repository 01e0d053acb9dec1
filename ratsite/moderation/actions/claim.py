"""Saying "I am looking at this", and taking that back. The callers have found the thing in the person's own queue."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.moderation.models import Claim

CLAIMED_FOR = dt.timedelta(minutes=30)  # long enough to read and to ring somebody; too short to keep others away


@transaction.atomic
def claim(*, source: str, item_id: int, person: User) -> Claim:
    """The claim that stands now: this person's, begun anew, or that of somebody who was first."""
    now = timezone.now()
    until = now + CLAIMED_FOR
    Claim.objects.about(source, item_id).filter(until__lte=now).delete()
    found, is_new = Claim.objects.get_or_create(
        source=source, item_id=item_id, defaults={"person": person, "until": until}
    )
    if not is_new and found.person_id == person.pk:
        found.until = until
        found.save(update_fields=["until"])
    return found


@transaction.atomic
def release(*, source: str, item_id: int, person: User) -> bool:
    """False where this person had claimed nothing."""
    deleted, _ = Claim.objects.about(source, item_id).by(person).delete()
    return bool(deleted)
