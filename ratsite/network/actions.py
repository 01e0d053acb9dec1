"""What is written about an agency in the CMS, where somebody else has to look first."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from ratsite.audit.actions import record
from ratsite.lib.hooks import Hook
from ratsite.network.enums import LookOutcome

if TYPE_CHECKING:
    from ratsite.network.models import Agency

# (notes_id), inside the transaction that ends them: held notes that nobody needs to review any more.
notes_overtaken = Hook()


def lock_row(row: Model) -> Model:
    """As it is now, until the transaction of the request ends that saves it."""
    return type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


@transaction.atomic
def reword_profiles(*, agency: "Agency", actor, profiles: Collection[int]) -> None:
    """Earlier posts, too, stand beside what the agency says now of its limits; the remit is as it was then."""
    lock_row(agency)
    agency.profiles.filter(pk__in=profiles).update(what_we_cannot_do=agency.what_we_cannot_do)
    record(agency, "network.agency.reword", actor=actor)


@transaction.atomic
def settle_notes(
    *, agency: "Agency", writer, changed: Collection[str], held: Mapping[str, str], spoken_for: str
) -> None:
    """What was asked about the changed notes is no question any more; of them, the held ones wait for somebody else.

    held: the words of each field, as they are to be; the agency keeps those that it has.
    """
    lock_row(agency)
    for notes in agency.held_notes.open().filter(field__in={*changed, *held}):
        had_waited = not notes.is_sent_back
        # Who sent it back, and why, stays known.
        by = writer if had_waited else notes.decided_by
        notes.settle(LookOutcome.OVER if notes.field in held else LookOutcome.MENDED, by=by, reason=notes.reason)
        if had_waited:
            notes_overtaken(notes.pk)
    for field, words in held.items():
        agency.held_notes.create(
            field=field, words=words, spoken_for=spoken_for, spoken_by=writer, asked_at=timezone.now()
        )
