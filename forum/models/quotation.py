"""A quote: words of one post that another post shows, by reference."""

from django.db import models
from django.utils.crypto import get_random_string

from forum.models.post import Post
from ratsite.lib.markup import markdown


def new_key() -> str:
    return get_random_string(8, "0123456789abcdef")


class QuotationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "QuotationQuerySet":
        """Quotes whose words this person can read in the quoted post. forum.queries.quotes asks about their place."""
        return self.filter(quoted__in=Post.objects.shown_to(user))


class Quotation(models.Model):
    """The words that `post` quotes of `quoted`. Its texts hold a slot with the key (ratsite.lib.markup.markdown), not
    the words.

    Kept as long as both posts, also where only an earlier version of the post holds the slot. Who reads the words is
    asked each time (forum.queries.quotes).
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotations")
    key = models.CharField(max_length=8, default=new_key)
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")
    words = models.TextField(max_length=markdown.MAX_SOURCE)  # Markdown, as the writer has chosen them

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="quotation_key_once_a_post")]

    def __str__(self) -> str:
        return f"quotation {self.pk}"
