from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from library.enums import SECOND_REVIEWS
from library.models import ResourceSecondReview
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class SecondReviewSource:
    name = SECOND_REVIEWS
    ends_with_group: set[str] = set()
    verbs = {
        "opened": (_("reviewed, and open to readers"), _("reviewed, and open to readers")),
        "sent_back": (_("reviewed, and sent back"), _("reviewed, and sent back")),
    }
    reasons = {"spoke": _("You said why the contact details are public")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = ResourceSecondReview.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        return {review.pk: _line(review) for review in found.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person can stop these emails only by stopping all emails."""
        return False


def _line(review: ResourceSecondReview) -> Line:
    """Return the line of a notification about a second review.

    Emails show no text of it, as it may be for few readers.
    """
    url = review.resource.get_absolute_url()
    return Line(
        title=review.resource.title,
        url=url,
        link=url,
        who="",
        remit="",
        words=review.reason,
        says=Says.NOTHING,
    )
