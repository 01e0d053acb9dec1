"""Quotations: text of one post that another post shows, by reference."""

from django.db import models
from django.utils.crypto import get_random_string

from forum.models.post import Post
from ratsite.lib.markup import markdown


def new_key() -> str:
    return get_random_string(8, "0123456789abcdef")


class QuotationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "QuotationQuerySet":
        """Quotations whose quoted post the user can read. forum.queries.quotes checks the quoting post's place."""
        return self.filter(quoted__in=Post.objects.shown_to(user))


class Quotation(models.Model):
    """The text that `post` quotes from `quoted`.

    The source of `post` holds a slot with the key (ratsite.lib.markup.markdown), not the text. A row lives as long as
    both posts, even if only an earlier version has the slot. Each reading checks who may read the text
    (forum.queries.quotes).
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotations")
    key = models.CharField(max_length=8, default=new_key)
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")
    words = models.TextField(max_length=markdown.MAX_SOURCE)  # Markdown, as the writer selected it

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="quotation_key_once_a_post")]

    def __str__(self) -> str:
        return f"quotation {self.pk}"
