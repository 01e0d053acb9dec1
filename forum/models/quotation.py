"""Which post quotes which, so that a closer marking finds where its words already stand."""

from django.db import models

from forum.models.post import Post


class Quotation(models.Model):
    """One post quotes another: in its text, in a change that waits, or in an earlier version that others can read.

    Kept by forum.actions.set_text. It holds no words: what a quote says, the texts say.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotations")
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")
    is_past = models.BooleanField(default=False)  # only in an earlier version

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["post", "quoted"], name="quotation_once_a_pair")]

    def __str__(self) -> str:
        return f"quotation {self.pk}"
