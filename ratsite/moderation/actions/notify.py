from collections.abc import Sequence

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from ratsite.accounts.models import User
from ratsite.moderation.enums import AGENCY_TEXTS
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import AgencySecondReview
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level


def notify_of_agency_text(review_id: int) -> int:
    """Notify the author of an agency text of another coordinator's decision on it; return how many were notified.

    Safe to run twice. Nobody is notified if the author may no longer read the decision.
    """
    others = AgencySecondReview.objects.exclude(decided_by=None).exclude(decided_by=F("asked_by"))
    review = others.filter(pk=review_id).select_related("asked_by").first()
    if review is None:
        return 0
    may_read = AgencySecondReview.objects.visible_to(review.asked_by.with_second_step())
    if not may_read.filter(pk=review_id).exists():
        return 0
    is_decided = review.outcome in (SecondReviewOutcome.APPROVED, SecondReviewOutcome.SENT_BACK)
    return notify(
        source=AGENCY_TEXTS,
        item_id=review.pk,
        group=f"agency-text-{review.pk}",  # a group for each decision, so that each is emailed
        verb=str(review.outcome) if is_decided else "overtaken",
        people={review.asked_by_id: Reason(Level.DIGEST, "spoke")},
    )


def email_no_decider_left(people: Sequence[str] = ()) -> None:
    """Email the coordinators, because nobody is left who can decide an item.

    people: the moderators who recused themselves. If no coordinator can act now, the email goes to the network's own
    address. It says nothing about the item, because a coordinator may not know of its board.
    """
    subject = _("No moderator can decide an item in the review queue")
    for address in list(User.objects.coordinators().values_list("email", flat=True)) or [settings.CONTACT_EMAIL]:
        send_template("nobody_decides", to=address, subject=subject, people=people)
