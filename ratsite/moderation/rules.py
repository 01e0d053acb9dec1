"""What a moderator's own word about a thing in the queue bars them from. The rooms' rules say the rest."""

from ratsite.accounts.models import User
from ratsite.moderation.models import Claim, FirstApproval, Recusal


def is_recused(person: User, source: str, item_id: int) -> bool:
    return Recusal.objects.about(source, item_id).by(person).exists()


def claim_of_another(person: User, source: str, item_id: int) -> Claim | None:
    """Somebody else is looking at it; deciding then takes one more tick, and is never barred."""
    return Claim.objects.standing().about(source, item_id).exclude(person=person).select_related("person").first()


def may_second(person: User, first: FirstApproval) -> bool:
    """Whoever approves after somebody else is of another main remit: two agencies of one remit are one view."""
    remits = [one.agency.main_remit_id if one.agency else None for one in (person, first.person)]
    return first.person_id != person.pk and None not in remits and remits[0] != remits[1]
