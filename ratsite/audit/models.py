"""The seals over the audit log, which make a tampered entry detectable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Log(models.TextChoices):
    """The Wagtail log that contains a sealed entry: the log of pages, or the log of other models."""

    MODEL = "model", _("the audit log")
    PAGE = "page", _("the log of pages")


class LogSeal(models.Model):
    """The seal of one log entry, numbered in the order in which entries were written (ratsite.audit.seals).

    Append-only: the database refuses to change a seal (ratsite.lib.db.append_only).
    """

    wagtail_reference_index_ignore = True

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    log = models.CharField(max_length=5, choices=Log)
    entry_id = models.PositiveBigIntegerField()
    content = models.CharField(_("seal of this entry only"), max_length=64)
    digest = models.CharField(_("seal of this entry and all earlier ones"), max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["log", "entry_id"], name="seal_once_an_entry")]

    def __str__(self) -> str:
        return f"seal {self.number}"
