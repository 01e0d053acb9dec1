from library.enums import LOOKED, VERBS
from library.models import SecondLook
from ratsite.network.enums import LookOutcome
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level


def tell_of_look(look_id: int) -> int:
    """Notify the curator of the outcome of a second review; return how many were told. Safe to run twice."""
    look = SecondLook.objects.filter(pk=look_id, outcome__in=VERBS).select_related("resource").first()
    if look is None or not SecondLook.objects.visible_to(look.spoken_by).filter(pk=look_id).exists():
        return 0
    return tell(
        source=LOOKED,
        item_id=look.pk,
        group=f"resource-{look.resource_id}",
        verb=VERBS[LookOutcome(look.outcome)],
        people={look.spoken_by_id: Reason(Level.DIGEST, "spoke")},
    )
