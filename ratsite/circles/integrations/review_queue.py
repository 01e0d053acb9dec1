"""The review queue of changes that wait for a second coordinator. Each is decided on its own page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.models import User
from ratsite.circles.enums import WAITING_ACCESS_CHANGES
from ratsite.circles.models import AccessChange
from ratsite.circles.rules import can_manage_circles, can_refuse_access, why_not_yours
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem


class AccessChanges:
    name = WAITING_ACCESS_CHANGES
    label = gettext_lazy("Circles and agencies")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_manage_circles(moderator):
            return []
        rows = AccessChange.objects.visible_to(moderator).waiting()
        changes = rows.select_related("circle", "agency", "asked_by__agency")[:REVIEW_LIMIT]
        return [_item(change, moderator) for change in changes]


def _kind(change: AccessChange) -> str:
    if change.circle_id:
        return _("Change to a circle")
    if change.removed.get("network"):
        return _("Agency that leaves the network")
    if change.added.get("network"):
        return _("Agency that comes back to the network")
    return _("Change to an agency’s remits or areas")


def _item(change: AccessChange, coordinator: User) -> ReviewItem:
    agency, is_theirs = change.asked_by.agency, can_refuse_access(coordinator, change)
    return ReviewItem(
        queue=WAITING_ACCESS_CHANGES,
        pk=change.pk,
        kind=_kind(change),
        title=change.target.name,
        place=_("Circles") if change.circle_id else _("Agencies"),
        why=[_("A coordinator with another main remit must agree to it")],
        author=change.asked_by,
        agency=agency.name if agency else "",
        created_at=change.asked_at,
        due_at=change.asked_at + WHILE_NOBODY_READS,
        circle=None,
        can_decide=is_theirs,
        barred="" if is_theirs else why_not_yours(coordinator, change),
        url=change.get_absolute_url(),
    )
