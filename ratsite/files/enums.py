from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", _("Being checked")
    CLEAN = "clean", _("Checked")
    REFUSED = "refused", _("Refused")
