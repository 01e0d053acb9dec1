from django.db import models

from library.models.version import ResourceFile


class SketchValue(models.Model):
    """One number of the sketch of a file's text, by which similar files are found (ratsite.lib.search.similarity)."""

    wagtail_reference_index_ignore = True

    file = models.ForeignKey(ResourceFile, on_delete=models.CASCADE, related_name="sketch")
    value = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "value"], name="sketch_value_once_a_file")]

    def __str__(self) -> str:
        return f"sketch value {self.pk}"
