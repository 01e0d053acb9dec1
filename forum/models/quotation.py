"""Quotations: text that one post shows from another post, stored as a reference and not copied into the post."""

from django.db import models
from django.utils.crypto import get_random_string

from forum.models.post import Post
from ratsite.lib.markup import markdown


def new_key() -> str:
    return get_random_string(8, "0123456789abcdef")


class QuotationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "QuotationQuerySet":
        """Return the quotations whose quoted post the user can read.

        forum.queries.quotes checks whether the quoting post may show the quoted text.
        """
        return self.filter(quoted__in=Post.objects.shown_to(user))


class Quotation(models.Model):
    """The text that the post `post` quotes from the post `quoted`.

    The text is stored only here. The source of `post` has a slot in its place: a marker with this row's `key`
    (ratsite.lib.markup.markdown). The row stays as long as both posts exist, because an earlier version of `post` may
    still have the slot. Each time the quote is shown, forum.queries.quotes checks who may read the text.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotations")
    key = models.CharField(max_length=8, default=new_key)
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")
    text = models.TextField(max_length=markdown.MAX_SOURCE)  # Markdown, as the writer selected it

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="quotation_key_once_a_post")]

    def __str__(self) -> str:
        return f"quotation {self.pk}"
