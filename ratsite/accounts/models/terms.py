import datetime as dt

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.markup.markdown import render
from ratsite.lib.markup.passages import Passage, changed_passages

TEXT_LENGTH = 20_000
SUMMARY_LENGTH = 500
TIME_TO_ACCEPT = dt.timedelta(days=30)  # from the day a version is in force: a month covers a leave


class TermsQuerySet(models.QuerySet):
    def current(self) -> "TermsOfReference | None":
        return self.filter(in_force_from__lte=timezone.localdate()).order_by("-version").first()

    def newest(self) -> "TermsOfReference | None":
        """Return the newest version of the terms, even if it is not in force yet; None if there are no terms."""
        return self.order_by("-version").first()


class TermsOfReference(models.Model):
    """One version of what members promise one another. A published version never changes; a newer one replaces it."""

    wagtail_reference_index_ignore = True

    version = models.PositiveSmallIntegerField(unique=True)
    in_force_from = models.DateField()
    text = models.TextField(help_text=_("Markdown."))
    summary = models.CharField(_("what changes, and why"), max_length=SUMMARY_LENGTH, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = _("terms of reference")

    def __str__(self) -> str:
        return gettext("version %(number)s") % {"number": self.version}

    def get_absolute_url(self) -> str:
        return reverse("joining:terms_version", args=[self.version])

    @property
    def html(self) -> str:
        return render(self.text)

    @property
    def is_coming(self) -> bool:
        return self.in_force_from > timezone.localdate()

    @property
    def accept_by(self) -> dt.date:
        """Return the last day on which a member may write without having accepted this version."""
        return self.in_force_from + TIME_TO_ACCEPT

    def changes_since(self, other: "TermsOfReference") -> list[Passage]:
        return changed_passages(other.text, self.text)


class Acceptance(models.Model):
    """A record that a member accepted one version of the terms; stored as long as the member's account."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="acceptances")
    terms = models.ForeignKey(TermsOfReference, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["-terms__version"]
        constraints = [
            models.UniqueConstraint(name="a_version_is_accepted_once", fields=["person", "terms"]),
        ]

    def __str__(self) -> str:
        return f"acceptance {self.pk}"
