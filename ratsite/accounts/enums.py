from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

# Names of two review queues. In the second, each person has one approval and needs another.
APPLICATIONS, PEOPLE_TO_APPROVE = "applications", "people"
ROLE_CHANGES = "role-changes"  # name of the notification source
DETAIL_CHANGES = "detail-changes"  # notification source: a coordinator changed one's details
INVITATIONS = "invitations"  # notification source, and its only group: the outcome of one's invitations


class MemberState(models.TextChoices):
    """The state of a membership. Only APPROVED people read anything that is not public."""

    PENDING = "pending", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    LAPSED = "lapsed", _("Confirmation lapsed")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left the network")


class Listing(models.TextChoices):
    NAME = "name", _("Your name and your role")
    ROLE = "role", _("Your role only")


# People in these states have `is_active` off: Django ends their sessions at the next request and refuses every sign-in.
INACTIVE_STATES = (MemberState.LAPSED, MemberState.SUSPENDED, MemberState.LEFT)


class Role(models.TextChoices):
    """The steward roles. The values are the names of Django groups."""

    MODERATOR = "Moderators", _("Moderator")
    CURATOR = "Curators", _("Curator")
    EDITOR = "Editors", _("Editor")
    COORDINATOR = "Coordinators", _("Coordinator")


def role_labels(names: Iterable[str]) -> list[str]:
    """Return the labels of the roles with these stored names, in the order of Role."""
    names = set(names)
    return [str(role.label) for role in Role if role.value in names]


class Route(models.TextChoices):
    """The two grounds for joining the network, worded as on the page “Join”."""

    MEETS = "meets", _("We may meet trafficked people through our work")
    SHAPES = "shapes", _("Our work shapes policy or procedure that affects them")


class SignInOutcome(models.TextChoices):
    SIGNED_IN = "signed_in", _("Signed in")
    PASSWORD = "password", _("Wrong password")
    SECOND_STEP = "second_step", _("Correct password, then asked for the second step")
    CODE = "code", _("Correct password, but wrong code or passkey at the second step")
    PASSKEY = "passkey", _("Passkey refused")
    REFUSED = "refused", _("Correct password, but no access to the network")


class ApplicationState(models.TextChoices):
    """The state of an application. UNPROVED applications are shown to nobody; REJECTED may become APPEALED once."""

    UNPROVED = "unproved", _("Email address not confirmed")
    WAITING = "waiting", _("Waiting for a decision")
    ASKED = "asked", _("Waiting for the applicant’s answer")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    APPEALED = "appealed", _("Appealed")


# Coordinators may decide on an application in any of these states, even if the applicant never answers a question.
OPEN_APPLICATIONS = (ApplicationState.WAITING, ApplicationState.ASKED, ApplicationState.APPEALED)
