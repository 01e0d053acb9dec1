"""Who may decide about an item in the review queue. Answers only; nothing here writes."""

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.moderation.models import Claim, FirstApproval, Recusal
from ratsite.network.models import HeldNotes


def can_decide_notes(user: User, notes: HeldNotes) -> bool:
    """About what an agency's page is to say: another coordinator than who spoke for it."""
    return can_manage_members(user) and user.pk != notes.spoken_by_id


def is_recused(person: User, source: str, item_id: int) -> bool:
    return Recusal.objects.about(source, item_id).by(person).exists()


def claim_of_another(person: User, source: str, item_id: int) -> Claim | None:
    """Somebody else is looking at it; deciding then takes one more tick, and is never barred."""
    return Claim.objects.standing().about(source, item_id).exclude(person=person).select_related("person").first()


def may_second(person: User, first: FirstApproval) -> bool:
    """Whoever approves after somebody else is of another main remit: two agencies of one remit are one view."""
    remits = [person.agency.main_remit_id if person.agency else None, first.remit_id]
    return first.person_id != person.pk and None not in remits and remits[0] != remits[1]
