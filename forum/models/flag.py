from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import FlagOutcome, FlagReason
from forum.models.access import is_member
from forum.models.post import Post


class FlagQuerySet(models.QuerySet):
    def open(self) -> "FlagQuerySet":
        return self.filter(outcome="")

    def visible_to(self, user) -> "FlagQuerySet":
        """Return the user's own flags.

        Moderators reach other people's flags through the posts that they decide on.
        """
        return self.filter(reporter=user) if is_member(user) else self.none()


class Flag(models.Model):
    """A report by one reader about one post, for the post's moderators.

    The post's author never learns who reported it.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(max_length=14, choices=FlagReason)
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)  # when the reporter last changed it
    outcome = models.CharField(max_length=10, choices=FlagOutcome, blank=True)  # empty while the flag is open
    answer = models.CharField(max_length=500, blank=True)  # the moderator's reason
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at"], name="flag_queue", condition=Q(outcome=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"], name="flag_one_open_a_reader", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="flag_settled_has_time",
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"
