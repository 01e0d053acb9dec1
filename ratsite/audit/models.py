"""The seals over the log: what makes a change of it show."""

from django.db import models


class Log(models.TextChoices):
    """Where Wagtail keeps the entry that a seal is about."""

    MODEL = "model", "the stewards' log"
    PAGE = "page", "the log of pages"


class LogSeal(models.Model):
    """One for each entry of the log, in the order in which they were written (ratsite.audit.seals).

    Made once: the database refuses to change one (ratsite.lib.db.append_only).
    """

    wagtail_reference_index_ignore = True

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    log = models.CharField(max_length=5, choices=Log)
    entry_id = models.PositiveBigIntegerField()
    content = models.CharField("seal of the entry alone", max_length=64)
    digest = models.CharField("seal of the entry and all before it", max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["log", "entry_id"], name="seal_once_an_entry")]

    def __str__(self) -> str:
        return f"seal {self.number}"
