from django.db import models
from django.utils.translation import gettext_lazy as _


class OperationKind(models.TextChoices):
    """The kinds of operation on the whole site that an operator starts."""

    BACKUP = "backup", _("Backup")
    CHECK = "check", _("Backup restored into a temporary place and compared")
    QUICK_CHECK = "quick check", _("New backup checked with a one-time key")
    RESTORE = "restore", _("Site restored from a backup")
    UPGRADE = "upgrade", _("Upgrade")
    ROLLBACK = "rollback", _("Return to the previous version")


class Outcome(models.TextChoices):
    RUNNING = "running", _("Started but not finished")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
