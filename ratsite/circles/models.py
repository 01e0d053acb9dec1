"""Changes of who is in a circle, or of an agency's remits and areas, made or waiting for a second coordinator."""

from typing import cast

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Agency, Circle, Remit, circles_of
from ratsite.network.models.second_review import SecondReview

# Sentences about a change of an agency: (added or removed, part, sentence). The first whose part has changed is shown.
AGENCY_NEWS = (
    ("removed", "network", _("%(agency)s is no longer in the network")),
    ("added", "network", _("%(agency)s is in the network again")),
    ("added", "remits", _("%(agency)s has other remits now")),
    ("removed", "remits", _("%(agency)s has other remits now")),
    ("added", "main_remit", _("%(agency)s has another main remit now")),
)
OTHER_AREAS = _("%(agency)s has other areas now")


class AccessChangeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AccessChangeQuerySet":
        """Return the changes that the user may read.

        Coordinators read all. Other members read those that were made, if they are about an agency or about a circle
        that the member is in.
        """
        if not user.is_authenticated or not user.is_member:
            return self.none()
        if user.is_coordinator:
            return self
        return self.made().filter(Q(circle=None) | Q(circle__in=circles_of(user)))

    def waiting(self) -> "AccessChangeQuerySet":
        return self.filter(outcome=SecondReviewOutcome.WAITING)

    def made(self) -> "AccessChangeQuerySet":
        return self.filter(outcome=SecondReviewOutcome.APPROVED)

    def joins(self) -> "AccessChangeQuerySet":
        """Return the changes by which one person came into a circle, because they were approved or joined an agency."""
        return self.filter(is_join=True)

    def asked_for(self) -> "AccessChangeQuerySet":
        """Return the changes that a coordinator asked for on the page of the circle or agency."""
        return self.filter(is_join=False)

    def about(self, target: Circle | Agency) -> "AccessChangeQuerySet":
        return self.filter(circle=target) if isinstance(target, Circle) else self.filter(agency=target)


class AccessChange(SecondReview):
    """A change of who is in a circle, or of an agency's remits, areas or membership of the network.

    `asked_by` is the coordinator who asked for it. A change is made at once, or waits for a second coordinator
    (`decided_by`): ratsite.circles.rules.needs_second says when. Its outcomes mean: APPROVED: made. SENT_BACK: refused,
    or ended because nobody decided in time. SUPERSEDED: taken back by the coordinator who asked.
    """

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, null=True, related_name="access_changes")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="access_changes")
    # IDs by part: {"people": [7], "agencies": [], "remits": []}; for an agency, the parts are those of AGENCY_PARTS.
    added = models.JSONField()
    removed = models.JSONField()
    why = models.CharField(max_length=500)
    # A person came into the circle because a coordinator approved them or gave them an agency. `why` is not typed then.
    is_join = models.BooleanField(default=False)
    # The main remit, on that day, of the coordinator who asked.
    remit = models.ForeignKey(Remit, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AccessChangeQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.CheckConstraint(
                name="access_change_about_one_thing",
                condition=Q(circle__isnull=False, agency=None) | Q(circle=None, agency__isnull=False),
            ),
            models.CheckConstraint(name="access_change_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="access_change_refused_says_why",
                condition=~Q(outcome=SecondReviewOutcome.SENT_BACK) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["circle"],
                name="access_change_one_waits_a_circle",
                condition=Q(outcome=SecondReviewOutcome.WAITING),
            ),
            models.UniqueConstraint(
                fields=["agency"],
                name="access_change_one_waits_an_agency",
                condition=Q(outcome=SecondReviewOutcome.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"access change {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("staff_access:access_change", args=[self.pk])

    @property
    def target(self) -> Circle | Agency:
        if self.circle is not None:
            return self.circle
        return cast(Agency, self.agency)  # a constraint of the database says that one of the two is set, and only one

    @property
    def agency_news(self) -> str:
        """Return a sentence that says what changed for the agency; "" for a change of a circle."""
        if self.agency is None:
            return ""
        found = (text for field, part, text in AGENCY_NEWS if getattr(self, field).get(part))
        return next(found, OTHER_AREAS) % {"agency": self.agency}

    @property
    def person_id(self) -> int:
        """Return the ID of the coordinator who asked, for the protocol FirstOfTwo of ratsite.moderation.rules."""
        return self.asked_by_id

    @property
    def is_waiting(self) -> bool:
        return self.outcome == SecondReviewOutcome.WAITING

    @property
    def is_ended(self) -> bool:
        """True if the change ended because no second coordinator decided in time."""
        return self.outcome == SecondReviewOutcome.SENT_BACK and self.decided_by_id is None

    @property
    def was_seconded(self) -> bool:
        return self.outcome == SecondReviewOutcome.APPROVED and self.decided_by_id != self.asked_by_id
