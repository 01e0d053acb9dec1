from django.db import models


class MemberState(models.TextChoices):
    """The state of a membership. Only APPROVED people read anything that is not public."""

    PENDING = "pending", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    LAPSED = "lapsed", "Confirmation lapsed"
    SUSPENDED = "suspended", "Suspended"
    LEFT = "left", "Left the network"


class Listing(models.TextChoices):
    NAME = "name", "Your name and your role"
    ROLE = "role", "Your role alone"


# For these `is_active` is off: Django then ends live sessions at the next request and refuses every sign-in.
INACTIVE_STATES = (MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT)


class Role(models.TextChoices):
    """The steward roles. The values are the names of the groups."""

    MODERATOR = "Moderators", "Moderator"
    CURATOR = "Curators", "Curator"
    EDITOR = "Editors", "Editor"
    COORDINATOR = "Coordinators", "Coordinator"


class Route(models.TextChoices):
    """The two grounds for joining, worded as on the page “Join”."""

    MEETS = "meets", "We may meet trafficked people through our work"
    SHAPES = "shapes", "Our work shapes policy or procedure that affects them"


class ApplicationState(models.TextChoices):
    """The state of an application. UNPROVED ones are shown to nobody; REJECTED may become APPEALED once."""

    UNPROVED = "unproved", "Address not proved"
    WAITING = "waiting", "Waiting for a decision"
    ASKED = "asked", "Asked for more"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Not approved"
    APPEALED = "appealed", "Appealed"


# Coordinators may decide about all of these, even if the applicant never answers a question.
OPEN_APPLICATIONS = (ApplicationState.WAITING, ApplicationState.ASKED, ApplicationState.APPEALED)
