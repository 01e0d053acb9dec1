from django.conf import settings
from django.db import models

from forum.models.access import is_member
from forum.models.post import Post


class RevealQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevealQuerySet":
        """Return the moderators' look-ups of who wrote the user's own posts."""
        return self.filter(post__author=user) if is_member(user) else self.none()


class Reveal(models.Model):
    """A moderator's look-up of who wrote a post. A form that is sent twice stores one row.

    The post's author can read when and why; only the audit log says which moderator looked the author up.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reveals")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submission = models.UUIDField(editable=False)
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    objects = RevealQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "moderator", "submission"], name="reveal_once_a_submission"),
            models.CheckConstraint(name="reveal_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"reveal {self.pk}"
