"""Store the counts that the header of every page shows to a person: tasks under "Needs you" and in the review queue."""

from typing import Any

from ratsite.accounts.models import User
from ratsite.lib.full_disk import unless_disk_is_full


def store_counts(person: User, **columns: Any) -> None:
    """Store the given columns (needs_count, review_count, counted_at) if they have changed.

    Writes nothing if the disk is full.
    """
    new = {name: value for name, value in columns.items() if getattr(person, name) != value}
    for name, value in new.items():
        setattr(person, name, value)
    if new:
        with unless_disk_is_full():
            User.objects.filter(pk=person.pk).update(**new)
