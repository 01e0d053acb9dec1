from django.conf import settings
from django.db import models

from forum.models.access import is_member
from forum.models.post import Post


class SavedPostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedPostQuerySet":
        """Return the user's saved posts, without those that the user can no longer read."""
        if not is_member(user):
            return self.none()
        return self.filter(person=user.pk, post__in=Post.objects.shown_to(user).values("pk"))


class SavedPost(models.Model):
    """A post that a member saved for later. Nobody else learns of this, and it gives no right to read the post."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_posts")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="saved_by")
    saved_at = models.DateTimeField()

    objects = SavedPostQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="saved_post_once_a_person")]

    def __str__(self) -> str:
        return f"saved post {self.pk}"
