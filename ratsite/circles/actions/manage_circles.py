"""Open and rename circles. A new circle has nobody in it. delete_unused.py deletes circles and agencies."""

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from ratsite.accounts.actions.lock_rows import lock_coordinators, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.circles.rules import can_manage_circles
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.network.actions import lock_row
from ratsite.network.models import Circle

SLUG_ENDING = 8  # random characters at a slug's end, so that a slug that is in use does not reveal a circle's name


def shown_hash_of_circle(circle: Circle) -> str:
    return content_hash([circle.pk, circle.name, circle.purpose])


@transaction.atomic
def open_circle(*, coordinator: User, name: str, purpose: str, reason: str) -> Circle:
    """Open a circle with nobody in it, and return it. A form sent twice opens one circle."""
    lock_coordinators()
    coordinator = recheck(coordinator, can_manage_circles)
    same = Circle.objects.filter(name=name).first()
    if same is not None:
        if same.purpose == purpose:
            return same
        raise Stale
    slug = f"{slugify(name)[:30].strip('-') or 'circle'}-{get_random_string(SLUG_ENDING, 'abcdefghjkmnpqrstuvwxyz')}"
    circle = Circle.objects.create(slug=slug, name=name, purpose=purpose)
    record(circle, "network.circle.open", actor=coordinator, reason=reason)
    return circle


@transaction.atomic
def rename_circle(*, circle: Circle, coordinator: User, name: str, purpose: str, reason: str, shown_hash: str) -> bool:
    """Change a circle's name and purpose. Return False if both stay the same.

    Raises Stale if the circle has changed since its form was opened, or if another circle has the new name.
    """
    lock_coordinators()
    circle = lock_row(circle)
    coordinator = recheck(coordinator, can_manage_circles)
    if (circle.name, circle.purpose) == (name, purpose):
        return False
    if shown_hash_of_circle(circle) != shown_hash or Circle.objects.exclude(pk=circle.pk).filter(name=name).exists():
        raise Stale
    changed = [field for field, value in (("name", name), ("purpose", purpose)) if getattr(circle, field) != value]
    circle.name, circle.purpose = name, purpose
    circle.save(update_fields=changed)
    record(circle, "network.circle.rename", actor=coordinator, reason=reason, changed=changed)
    return True
