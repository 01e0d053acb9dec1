from django.db import models
from django.utils.translation import gettext_lazy as _


class CopyState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class PostsAfterErasure(models.TextChoices):
    KEEP = (
        "keep",
        _(
            "Keep my posts, but without my name. Readers see “a former member”, my kind of agency, and my role if "
            "others have it too."
        ),
    )
    TAKE = "take", _("Delete the text of my posts too. Readers see an empty place.")


class ErasureState(models.TextChoices):
    ASKED = "asked", _("Requested")
    TAKEN_BACK = "taken_back", _("Withdrawn")
    RUNNING = "running", _("Being deleted")
    DONE = "done", _("Deleted")


COPIES = "copies"  # name of the notification source
WHY_ASKED = "asked"  # the code of why a person gets these notifications
