from django.db import models


class MemberState(models.TextChoices):
    """Where a person stands with the network. Only APPROVED reads anything that is not public."""

    PENDING = "pending", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    LAPSED = "lapsed", "Confirmation lapsed"
    SUSPENDED = "suspended", "Suspended"
    LEFT = "left", "Left the network"


class Listing(models.TextChoices):
    """How a person stands in the directory of members."""

    NAME = "name", "Your name and your role"
    ROLE = "role", "Your role alone"


# Django's own switch is off for these: it ends live sessions at the next request and refuses every sign-in.
INACTIVE_STATES = (MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT)


class Role(models.TextChoices):
    """What a steward is trusted with: the names of the groups."""

    MODERATOR = "Moderators", "Moderator"
    CURATOR = "Curators", "Curator"
    EDITOR = "Editors", "Editor"
    COORDINATOR = "Coordinators", "Coordinator"
