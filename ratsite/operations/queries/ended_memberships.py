"""Memberships that ended, and that come back with the database of an earlier day.

A restore or a rollback undoes every decision since that day, so the operator reads whose membership to end again.
"""

from ratsite.accounts.models import User

Ended = list[tuple[int, str]]


def ended_memberships() -> Ended:
    """Return the people who are not members now, except erased ones: the number and date of joining of each.

    They have left, lapsed or been suspended, or their agency is not in the network any more.
    """
    members = User.objects.approved().values("pk")
    people = User.objects.exclude(pk__in=members).order_by("pk")
    return [_known_by(person) for person in people if not person.is_erased]


def given_back(ended: Ended) -> list[int]:
    """Return the numbers of those people who are members in the database that this process is connected to now."""
    known = {tuple(one) for one in ended}
    members = User.objects.approved().filter(pk__in=[number for number, _joined in ended]).order_by("pk")
    return [person.pk for person in members.only("pk", "date_joined") if _known_by(person) in known]


def _known_by(person: User) -> tuple[int, str]:
    """Return what identifies a person across databases: two sites may have different people with the same number."""
    return person.pk, person.date_joined.isoformat()
