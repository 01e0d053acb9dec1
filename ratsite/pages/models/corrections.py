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
        default_permissions = ()  # no Django permissions, so that no role can open it in the CMS

    def __str__(self) -> str:
        return f"correction {self.pk}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("a correction is never changed")
        super().save(*args, **kwargs)


class EarlierVersionQuerySet(models.QuerySet):
    def readable(self) -> "EarlierVersionQuerySet":
        """Return the earlier versions of pages that are published today."""
        return self.filter(correction__page__live=True)


class EarlierVersion(models.Model):
    """What readers could read of a page until a correction. It never changes, but editors can delete it.

    content: the published revision, in the form in which Wagtail stores revisions. It is a copy, because old revisions
    are deleted.
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
        """Return the page as it was published before the correction. The page object is not saved; do not save it."""
        return self.correction.page.specific.with_content_json(self.content)
