from django.db import models

from library.models.resource import Resource


class ImportedRow(models.Model):
    """The id of a spreadsheet row that import_library has imported, so that it does not import the row twice."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=200, unique=True)
    resource = models.OneToOneField(Resource, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"imported row {self.pk}"
