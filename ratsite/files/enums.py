from django.db import models


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", "Being checked"
    CLEAN = "clean", "Checked"
    REFUSED = "refused", "Refused"
