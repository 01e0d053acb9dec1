from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Correction(models.Model):
    """A dated notice that a published page was corrected: what changed and why. Database triggers keep it unchanged."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="corrections")
    corrected_at = models.DateTimeField()
    text = models.TextField(max_length=600)

    class Meta:
        ordering = ["-corrected_at", "-pk"]
        verbose_name = _("correction")
        default_permissions = ()  # no CMS permission can open it

    def __str__(self) -> str:
        return f"correction {self.pk}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("a correction is never changed")
        super().save(*args, **kwargs)


class EarlierVersionQuerySet(models.QuerySet):
    def readable(self) -> "EarlierVersionQuerySet":
        """Filter by state: earlier versions of pages that are published today."""
        return self.filter(correction__page__live=True)


class EarlierVersion(models.Model):
    """What readers could read of a page until a correction. Deleting it is the only change: a page may be withdrawn.

    content: the published revision, as Wagtail stores one. It is a copy, because old revisions are thrown away.
    """

    correction = models.OneToOneField(Correction, on_delete=models.CASCADE, related_name="earlier")
    content = models.JSONField(encoder=DjangoJSONEncoder)

    objects = EarlierVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"version before {self.correction_id}"

    def get_absolute_url(self) -> str:
        return reverse("pages:earlier_version", args=[self.correction_id])

    def as_page(self) -> Page:
        """Return the page as it was published then. It is not saved, and must not be."""
        return self.correction.page.specific.with_content_json(self.content)
