from django.db import models

from library.models.resource import Resource


class ImportedRow(models.Model):
    """A row of a spreadsheet that import_library brought in, by its id, so that it is not brought in again."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=200, unique=True)
    resource = models.OneToOneField(Resource, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"imported row {self.pk}"
