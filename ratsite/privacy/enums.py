from django.db import models


class CopyState(models.TextChoices):
    MAKING = "making", "Being made"
    READY = "ready", "Ready"


class PostsAfterErasure(models.TextChoices):
    """Whether an erased person's posts keep their text."""

    KEEP = "keep", "Keep my posts. They say “a former member”, my role and the kind of agency, and no more"
    TAKE = "take", "Take the words of my posts away too. Their places stay empty"


class ErasureState(models.TextChoices):
    ASKED = "asked", "Asked for"
    TAKEN_BACK = "taken_back", "Taken back"
    RUNNING = "running", "Being erased"
    DONE = "done", "Erased"


COPIES = "copies"  # name of the notification source
WHY_ASKED = "asked"  # the reason of its notifications
