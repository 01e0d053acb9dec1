"""Who may take a topic's common ground to the library."""

from forum.models import GroundCheck
from forum.rules.ground_checks import can_draft_from_ground
from ratsite.accounts.models import User
from ratsite.related.models import GroundDraft


def can_make_library_draft(user: User, check: GroundCheck, latest: GroundDraft | None) -> bool:
    """True if the user may suggest the common ground to the library, and no earlier draft waits or was accepted.

    latest: the last draft that was made from it.
    """
    return can_draft_from_ground(user, check) and (latest is None or latest.is_refused)
