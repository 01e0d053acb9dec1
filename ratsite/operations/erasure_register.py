"""The erasure register: the ID of each erased person, with the facts that are needed to erase them again.

Each backup contains it, so that a restore erases these people again. A rollback to an older database reads it, too.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.lib.backups.manifest import Erased
from ratsite.privacy.enums import ErasureState
from ratsite.privacy.erasure import erase_again
from ratsite.privacy.models import Erasure


def register() -> list[Erased]:
    """Return the erasures that were completed in this database, oldest first."""
    done = Erasure.objects.filter(state=ErasureState.DONE).select_related("person").order_by("done_at", "pk")
    return [
        Erased(
            person=erasure.person_id,
            joined=erasure.person.date_joined.astimezone(dt.UTC).isoformat(),
            posts=erasure.posts,
            done_at=erasure.done_at.astimezone(dt.UTC).isoformat(),
            coordinator=erasure.coordinator_id,
        )
        for erasure in done
    ]


def merge_registers(*registers: Iterable[Erased]) -> list[Erased]:
    """Return the entries of several registers, with only the newest entry of each person."""
    newest: dict[tuple[int, str], Erased] = {}
    for entry in sorted((entry for register in registers for entry in register), key=lambda entry: entry.done_at):
        newest[entry.person, entry.joined] = entry
    return list(newest.values())


def apply_register(erased: Iterable[Erased]) -> list[int]:
    """Erase each person of the register who is not erased in this database, and return their IDs."""
    erased_again = []
    for entry in erased:
        # Compare the time of joining too: a person who joined after the backup was made is not in it, and after the
        # restore another person may have got the same ID.
        person = User.objects.filter(pk=entry.person, date_joined=parse_datetime(entry.joined)).first()
        if person is not None and erase_again(
            person=person,
            posts=entry.posts,
            done_at=parse_datetime(entry.done_at) or timezone.now(),
            coordinator=_coordinator(entry.coordinator, person),
        ):
            erased_again.append(person.pk)
    return erased_again


def _coordinator(coordinator_id: int | None, person: User) -> User:
    """Return the coordinator who erased the person or, if they have no account in this database, another coordinator.

    Returns the erased person if there is no coordinator at all, because an erasure must name someone.
    """
    others = User.objects.exclude(pk=person.pk)
    coordinator = others.filter(pk=coordinator_id).first()
    return coordinator or others.filter(groups__name=Role.COORDINATOR).order_by("pk").first() or person
