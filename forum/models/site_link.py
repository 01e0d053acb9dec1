from django.db import models

from forum.models.post import Post

MOST_LINKS = 50  # links of one post that are stored: a post with more is a list rather than a conversation


class SiteLink(models.Model):
    """A link in a post's text to another room of this site, such as /library/<name>/.

    `room` and `name` are the first two parts of the link's path. The row lasts as long as the text has the link, also
    while the post is held: before you show it, check with `Post.objects.shown_to` that the user can read the post.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="site_links")
    room = models.CharField(max_length=20)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["room", "name"], name="site_link_to")]
        constraints = [models.UniqueConstraint(fields=["post", "room", "name"], name="site_link_once_a_post")]

    def __str__(self) -> str:
        return f"site link {self.pk}"
