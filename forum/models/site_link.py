from django.db import models

from forum.models.post import Post

MOST_LINKS = 50  # links of one post that are stored: a post with more is a list rather than a conversation


class SiteLink(models.Model):
    """A link in a post's text to another part of this site, outside the forum, such as /library/<name>/.

    `url_prefix` and `name` are the first two parts of the link's path. The row lasts as long as the text has the link,
    even while the post is held: before you show it, check with `Post.objects.shown_to` that the user can read the post.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="site_links")
    url_prefix = models.CharField(max_length=20)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["url_prefix", "name"], name="site_link_to")]
        constraints = [models.UniqueConstraint(fields=["post", "url_prefix", "name"], name="site_link_once_a_post")]

    def __str__(self) -> str:
        return f"site link {self.pk}"
