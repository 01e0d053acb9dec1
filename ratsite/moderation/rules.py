"""Who may decide on an item in the review queue. Nothing here writes."""

from typing import Protocol

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.moderation.models import Claim, Recusal
from ratsite.network.models import AgencySecondReview


class FirstOfTwo(Protocol):
    """Protocol of what the first of two people did: they gave a first approval, or asked for a change of access."""

    @property
    def person_id(self) -> int: ...

    @property
    def remit_id(self) -> int | None: ...  # the main remit of that person's agency on that day


def can_decide_agency_text(user: User, review: AgencySecondReview) -> bool:
    """True if the user may decide on an agency's held text: every coordinator except its author."""
    return can_manage_members(user) and user.pk != review.asked_by_id


def is_recused(person: User, queue: str, item_id: int) -> bool:
    return Recusal.objects.about(queue, item_id).by(person).exists()


def claim_of_another(person: User, queue: str, item_id: int) -> Claim | None:
    """Return another person's claim on an item of the review queue, or None.

    A claim never stops a decision; it only adds a box to the form, which the moderator must tick.
    """
    return Claim.objects.in_force().about(queue, item_id).exclude(person=person).select_related("person").first()


def may_second(person: User, first: FirstOfTwo) -> bool:
    """True if the person may be the second to agree to what `first` has approved or asked for.

    The main remits of the two people's agencies must differ.
    """
    remits = [person.agency.main_remit_id if person.agency else None, first.remit_id]
    return first.person_id != person.pk and None not in remits and remits[0] != remits[1]
