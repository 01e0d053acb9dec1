from library.enums import CHECKS, PUBLICATIONS, VERBS
from library.models import PublicationReview, ResourceVersion
from ratsite.network.enums import ReviewOutcome
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level


def notify_of_review(review_id: int) -> int:
    """Tell the curator who asked for a publication review how it ended. Return how many people were told: 1 or 0.

    Safe to run twice.
    """
    review = PublicationReview.objects.filter(pk=review_id, outcome__in=VERBS).select_related("version").first()
    if review is None:
        return 0
    may_read = PublicationReview.objects.visible_to(review.spoken_by.with_second_step())
    if not may_read.filter(pk=review_id).exists():
        return 0
    return tell(
        source=PUBLICATIONS,
        item_id=review.pk,
        group=f"resource-{review.version.resource_id}",
        verb=VERBS[ReviewOutcome(review.outcome)],
        people={review.spoken_by_id: Reason(Level.DIGEST, "asked")},
    )


def notify_of_checks(version_id: int) -> int:
    """Tell the curator of a draft that its checks found what they have to mend. Return how many people were told."""
    version = ResourceVersion.objects.filter(pk=version_id).select_related("created_by__agency").first()
    if version is None:
        return 0
    if not ResourceVersion.objects.visible_to(version.created_by.with_second_step()).filter(pk=version_id).exists():
        return 0
    return tell(
        source=CHECKS,
        item_id=version.pk,
        group=f"resource-{version.resource_id}",
        verb="needs_you",
        people={version.created_by_id: Reason(Level.DIGEST, "made")},
    )
