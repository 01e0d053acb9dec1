import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ratsite.files.models import StoredFile


class PageFileQuerySet(models.QuerySet):
    def served(self) -> "PageFileQuerySet":
        """Return the files whose check found nothing wrong, which everyone may download."""
        return self.filter(stored_file__in=StoredFile.objects.clean())


class PageFile(index.Indexed, models.Model):
    """A file that public pages offer for download. Its address contains its own id, which cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=150, help_text=_("The words of the link, such as: Slides of the workshop."))
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="page_file", editable=False)

    objects = PageFileQuerySet.as_manager()

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("file")
        ordering = ["-stored_file__created_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:file_download", args=[self.pk, self.stored_file.name])

    @property
    def file_name(self) -> str:
        return self.stored_file.name

    @property
    def state_label(self) -> str:
        """Return the state of the file for editors: being checked, checked, or why it was refused."""
        return self.stored_file.refusal or self.stored_file.get_state_display()
