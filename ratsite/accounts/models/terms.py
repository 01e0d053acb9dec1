from django.db import models
from django.utils import timezone


class TermsQuerySet(models.QuerySet):
    def current(self) -> "TermsOfReference | None":
        """The newest version that is in force; None on a site that has none."""
        return self.filter(in_force_from__lte=timezone.localdate()).order_by("-version").first()


class TermsOfReference(models.Model):
    """One version of what members promise one another. A version that somebody accepted is never changed again."""

    wagtail_reference_index_ignore = True

    version = models.PositiveSmallIntegerField(unique=True)
    in_force_from = models.DateField()
    text = models.TextField(help_text="Markdown.")

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "terms of reference"

    def __str__(self) -> str:
        return f"version {self.version}"
