from ratsite.notifications.actions.notify import Reason, delete_notification, notify
from ratsite.notifications.enums import Level
from ratsite.trends.enums import BRIEFINGS, BriefingVerb
from ratsite.trends.models import Briefing


def briefing_group_of(briefing: Briefing) -> str:
    """Return the notification group of a briefing. Opening the briefing marks this group as read."""
    return f"briefing-{briefing.pk}"


def notify_author(briefing_id: int, verb: BriefingVerb) -> int:
    """Notify the author of a briefing of what a second person did with it. Return how many were notified: 1 or 0.

    The new notification replaces an earlier one about the briefing, which is no longer true.
    """
    briefing = Briefing.objects.select_related("author__agency").filter(pk=briefing_id).first()
    if briefing is None or not Briefing.objects.visible_to(briefing.author).filter(pk=briefing_id).exists():
        return 0
    delete_notification(source=BRIEFINGS, item_id=briefing.pk, person_id=briefing.author_id)
    return notify(
        source=BRIEFINGS,
        item_id=briefing.pk,
        group=briefing_group_of(briefing),
        verb=verb.value,
        people={briefing.author_id: Reason(Level.DIGEST, "wrote")},
    )
