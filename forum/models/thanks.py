from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.models.access import is_member
from forum.models.post import Post


class ThanksQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ThanksQuerySet":
        """Return the thanks that the user gave, and those that the user got, for posts that the user can still read."""
        if not is_member(user):
            return self.none()
        own = Q(person=user.pk) | Q(post__author=user.pk)
        return self.filter(own, post__in=Post.objects.shown_to(user).values("pk"))


class Thanks(models.Model):
    """One member's private thanks for a post.

    Only that member and the post's writer see them. No page counts them.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_given")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="thanks")
    thanked_at = models.DateTimeField()

    objects = ThanksQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="thanks_once_a_person")]

    def __str__(self) -> str:
        return f"thanks {self.pk}"
