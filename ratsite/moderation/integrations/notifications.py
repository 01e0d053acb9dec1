from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ratsite.accounts.models import User
from ratsite.moderation.enums import AGENCY_TEXTS
from ratsite.network.models import AgencySecondReview
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class AgencyTextSource(Source):
    name = AGENCY_TEXTS
    verbs = {
        "opened": ngettext_lazy(
            "agency text checked and published", "%(count)d agency texts checked and published", "count"
        ),
        "sent_back": ngettext_lazy(
            "agency text checked and sent back", "%(count)d agency texts checked and sent back", "count"
        ),
        "overtaken": ngettext_lazy(
            "agency text changed by another coordinator before it was checked",
            "%(count)d agency texts changed by another coordinator before they were checked",
            "count",
        ),
    }
    reasons = {"spoke": _("You said why its contact details are public")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        reviews = AgencySecondReview.objects.visible_to(person).filter(pk__in=item_ids, asked_by=person)
        return {review.pk: _line(review) for review in reviews.select_related("agency")}


def _line(review: AgencySecondReview) -> Line:
    url = review.agency.get_absolute_url()
    return Line(title=review.agency.name, url=url, link=url, excerpt=review.reason, says=Says.NOTHING)
