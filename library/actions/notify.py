from library.enums import SECOND_REVIEWS, VERBS
from library.models import ResourceSecondReview
from ratsite.network.enums import ReviewOutcome
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level


def notify_of_second_review(review_id: int) -> int:
    """Tell the curator who asked for a second review how it ended. Return how many people were told: 1 or 0.

    Safe to run twice.
    """
    review = ResourceSecondReview.objects.filter(pk=review_id, outcome__in=VERBS).select_related("resource").first()
    if review is None:
        return 0
    may_read = ResourceSecondReview.objects.visible_to(review.spoken_by.with_second_step())
    if not may_read.filter(pk=review_id).exists():
        return 0
    return tell(
        source=SECOND_REVIEWS,
        item_id=review.pk,
        group=f"resource-{review.resource_id}",
        verb=VERBS[ReviewOutcome(review.outcome)],
        people={review.spoken_by_id: Reason(Level.DIGEST, "spoke")},
    )
