"""Claims, recusals and first approvals of items in the review queue.

The items themselves are rows of other apps. They are referred to by queue and ID, as in their URLs.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ratsite.network.models import Agency, Remit


class AboutItemQuerySet(models.QuerySet):
    def about(self, queue: str, item_id: int) -> "AboutItemQuerySet":
        return self.filter(queue=queue, item_id=item_id)

    def by(self, person) -> "AboutItemQuerySet":
        return self.filter(person=person)


class ClaimQuerySet(AboutItemQuerySet):
    def in_force(self) -> "ClaimQuerySet":
        return self.filter(until__gt=timezone.now())


class AboutItem(models.Model):
    """Base model of a moderator's statement about one item. The row is deleted when the item is decided."""

    wagtail_reference_index_ignore = True

    queue = models.CharField(max_length=20)
    item_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = AboutItemQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Claim(AboutItem):
    """A moderator's claim on an item, "I am looking at this", which other moderators see until it expires.

    It stops no decision.
    """

    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["queue", "item_id"], name="claim_one_an_item")]


class Recusal(AboutItem):
    """A moderator's statement about an item, "This is not mine to decide", with the reason."""

    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["queue", "item_id", "person"], name="recusal_once_a_person"),
        ]


class FirstApproval(AboutItem):
    """The first of two approvals, which some boards require for posts, and some circles for new people.

    content_hash: hash of what was approved. agency, reason: only for a new person, the agency that was chosen for them
    (None if it is a new agency that is not saved yet), and the moderator's reason.
    """

    content_hash = models.CharField(max_length=64)
    agency = models.ForeignKey(Agency, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    # The main remit of the moderator's agency on that day: the second approval must come from another main remit.
    remit = models.ForeignKey(Remit, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["queue", "item_id"], name="first_approval_one_an_item")]
