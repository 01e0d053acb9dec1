"""Store how many things wait for a person, for the band of every page."""

from typing import Any

from ratsite.accounts.models import User


def store_counts(person: User, **columns: Any) -> None:
    """Store those of the columns needs_count, review_count and counted_at that differ from the person's row."""
    new = {name: value for name, value in columns.items() if getattr(person, name) != value}
    if new:
        User.objects.filter(pk=person.pk).update(**new)
        for name, value in new.items():
            setattr(person, name, value)
