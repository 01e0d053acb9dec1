"""Claim an item of the review queue ("I am looking at this") and release it.

The callers check that the item is in the person's queue.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.moderation.models import Claim

# Enough to read an item and call a colleague, and not too long for other moderators to wait.
CLAIMED_FOR = dt.timedelta(minutes=30)


@transaction.atomic
def claim(*, queue: str, item_id: int, person: User) -> Claim:
    """Claim an item of the review queue for a person, and return the claim that is in force.

    A claim of the person's own is renewed. If another person's claim is in force, it stays and is returned.
    """
    now = timezone.now()
    until = now + CLAIMED_FOR
    Claim.objects.about(queue, item_id).filter(until__lte=now).delete()
    current, created = Claim.objects.get_or_create(
        queue=queue, item_id=item_id, defaults={"person": person, "until": until}
    )
    if not created and current.person_id == person.pk:
        current.until = until
        current.save(update_fields=["until"])
    return current


@transaction.atomic
def release(*, queue: str, item_id: int, person: User) -> bool:
    deleted, _ = Claim.objects.about(queue, item_id).by(person).delete()
    return bool(deleted)
