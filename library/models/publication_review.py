"""Publication reviews: a second person reads a version before readers get it."""

from django.db import models
from django.db.models import Q

from library.enums import Audience
from library.models.resource import Resource
from library.models.resource_check import CHECK_REASON_LENGTH
from library.models.suggestion import Suggestion
from library.models.version import ResourceFile, ResourceVersion
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import Agency
from ratsite.network.models.second_review import SecondReview


class PublicationReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PublicationReviewQuerySet":
        """Return the publication reviews of resources that the user can read.

        Curators and moderators get all of these, other members only the reviews that they asked for.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        reviews = self.filter(version__resource__in=Resource.objects.visible_to(user))
        return reviews if can_curate(user) or can_moderate_somewhere(user) else reviews.filter(asked_by=user)

    def waiting(self) -> "PublicationReviewQuerySet":
        """Return the reviews that can be decided now: those that wait and whose version has no unchecked file."""
        unchecked = ResourceFile.objects.filter(stored_file__in=StoredFile.objects.quarantined()).values("version")
        return self.filter(outcome=SecondReviewOutcome.WAITING).exclude(version__in=unchecked)

    def barred_for(self, user) -> "PublicationReviewQuerySet":
        """Return the reviews that this user may not decide, because the user took part in the version.

        To take part is to make the version, to ask for its publication (now or earlier), or to suggest the resource.
        """
        asked = self.model.objects.filter(asked_by=user).values("version")
        suggested = Suggestion.objects.taken().filter(suggested_by=user).values("resource")
        return self.filter(Q(version__in=asked) | Q(version__created_by=user) | Q(version__resource__in=suggested))


class PublicationReview(SecondReview):
    """A review of one version by a second person, who did not ask for the review."""

    version = models.ForeignKey(ResourceVersion, on_delete=models.CASCADE, related_name="reviews")
    # The audience that the resource gets when the review is approved; empty if it does not change.
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    # The marking that the resource then gets with its new readers; empty if it does not change.
    marking = models.CharField(max_length=12, choices=Marking, blank=True)
    # Why asked_by wants a withdrawn resource back; empty for other reviews.
    why_back = models.CharField(max_length=CHECK_REASON_LENGTH, blank=True)
    # The agency of asked_by at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PublicationReviewQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["version"], name="publication_review_one_open", condition=Q(outcome=SecondReviewOutcome.WAITING)
            ),
            models.CheckConstraint(
                name="publication_review_says_why", condition=~Q(outcome=SecondReviewOutcome.SENT_BACK) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"publication review {self.pk}"
