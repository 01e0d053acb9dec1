"""Who is called by name in a post."""

from django.conf import settings
from django.db import models

from forum.models.post import Post


class Mention(models.Model):
    """A reader of the board whom the post calls with an @. It stands as long as the text does, also while the post
    waits: whoever tells people about it asks visible_to once more, of that moment."""

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once_a_post")]

    def __str__(self) -> str:
        return f"mention {self.pk}"
