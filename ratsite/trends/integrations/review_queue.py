"""The review queue of briefings that wait for a signature. Each is signed or sent back on its own page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.models import User
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.trends.enums import BRIEFINGS
from ratsite.trends.models import Briefing
from ratsite.trends.rules import can_sign_briefing, is_signer, why_not_yours_to_sign


class Briefings:
    name, label = BRIEFINGS, gettext_lazy("Briefings to sign")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not is_signer(moderator):
            return []
        rows = Briefing.objects.visible_to(moderator).waiting().select_related("author__agency", "agency")
        return [_item(briefing, moderator) for briefing in rows.order_by("asked_at", "pk")[:REVIEW_LIMIT]]


def _item(briefing: Briefing, signer: User) -> ReviewItem:
    return ReviewItem(
        queue=BRIEFINGS,
        pk=briefing.pk,
        kind=_("Briefing"),
        title=briefing.title,
        place=_("Trends"),
        why=[_("It is waiting for a second person’s signature")],
        author=briefing.author,
        agency=briefing.agency.name if briefing.agency else "",
        created_at=briefing.asked_at,
        circle=None,
        can_decide=can_sign_briefing(signer, briefing),
        barred=why_not_yours_to_sign(signer, briefing),
        url=briefing.get_absolute_url(),
    )
