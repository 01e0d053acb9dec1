from django.conf import settings
from django.db import models

from forum.models.post import Post


class Mention(models.Model):
    """A mention of a person in a post: the text has the person's name after @, and the person can read the board.

    The row exists as long as the post's text has the name, even while the post is held. Before you notify the person,
    check with `Post.objects.visible_to` that they can read the post.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once_a_post")]

    def __str__(self) -> str:
        return f"mention {self.pk}"
