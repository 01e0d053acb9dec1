"""Memberships that ended after the day to which a restore or a rollback takes the database back.

The old database has them as active, and every decision since that day is lost. So the operator is shown which
memberships to end again.
"""

from ratsite.accounts.models import User

Ended = list[tuple[int, str]]  # (ID of a person, date of joining)


def ended_memberships() -> Ended:
    """Return a pair for each person who is not a member now, except erased ones: their ID and date of joining.

    They have left, lapsed or been suspended or excluded, or their agency is not in the network any more.
    """
    members = User.objects.approved().values("pk")
    people = User.objects.exclude(pk__in=members).order_by("pk")
    return [_identity(person) for person in people if not person.is_erased]


def given_back(ended: Ended) -> list[int]:
    """Return the IDs of the people in `ended` who are members in the database to which this process is connected now.

    ended: what ended_memberships returned in another database.
    """
    known = {tuple(entry) for entry in ended}  # read from JSON, the entries are lists
    members = User.objects.approved().filter(pk__in=[person_id for person_id, _joined in ended]).order_by("pk")
    return [person.pk for person in members.only("pk", "date_joined") if _identity(person) in known]


def _identity(person: User) -> tuple[int, str]:
    """Return what identifies a person across databases: two databases may have different people with the same ID."""
    return person.pk, person.date_joined.isoformat()
