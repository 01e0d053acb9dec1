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


class Route(models.TextChoices):
    """The two ways to belong, as the page “Join” says them."""

    MEETS = "meets", "We may meet trafficked people through our work"
    SHAPES = "shapes", "Our work shapes policy or procedure that affects them"


class ApplicationState(models.TextChoices):
    """Where an application stands. Nobody sees an UNPROVED one; REJECTED may become APPEALED once."""

    UNPROVED = "unproved", "Address not proved"
    WAITING = "waiting", "Waiting for a decision"
    ASKED = "asked", "Asked for more"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Not approved"
    APPEALED = "appealed", "Appealed"


# A coordinator may decide about these, also where an applicant never answers what they were asked.
OPEN_APPLICATIONS = (ApplicationState.WAITING, ApplicationState.ASKED, ApplicationState.APPEALED)
