"""Store how many things wait for a person, for the band of every page."""

from ratsite.accounts.models import User


def store_counts(person: User, **counts: int) -> None:
    """Store the counts that differ from those in the person's row. counts: `needs`, `review` or both."""
    new = {f"{name}_count": count for name, count in counts.items()}
    if any(getattr(person, name) != count for name, count in new.items()):
        for name, count in new.items():
            setattr(person, name, count)
        User.objects.filter(pk=person.pk).update(**new)
