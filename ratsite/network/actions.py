"""What is written about an agency in the CMS, where somebody else has to look first."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ratsite.network.enums import LookOutcome

if TYPE_CHECKING:
    from ratsite.network.models import Agency


@transaction.atomic
def settle_notes(
    *, agency: "Agency", writer, changed: Collection[str], held: Mapping[str, str], spoken_for: str
) -> None:
    """What was asked about the changed notes is no question any more; of them, the held ones wait for somebody else.

    held: the words of each field, as they are to be; the agency keeps those that it has.
    """
    type(agency).objects.select_for_update(no_key=True).get(pk=agency.pk)
    now, asked = timezone.now(), agency.held_notes.open().filter(field__in={*changed, *held})
    asked.exclude(field__in=held).update(outcome=LookOutcome.MENDED, decided_at=now)
    asked.filter(field__in=held).update(outcome=LookOutcome.OVER, decided_at=now)
    for field, words in held.items():
        agency.held_notes.create(field=field, words=words, spoken_for=spoken_for, spoken_by=writer, asked_at=now)
