"""Who may take a topic's common ground to the library."""

from forum.models import GroundCheck
from forum.rules.ground_checks import can_draft_from_ground
from ratsite.accounts.models import User
from ratsite.related.models import GroundDraft


def can_make_library_draft(user: User, check: GroundCheck, latest: GroundDraft | None) -> bool:
    """True if the user may make a library draft from this ground check, and no earlier one is in the way.

    latest: the last draft made from it, or None. It is in the way unless it was declined or withdrawn.
    """
    return can_draft_from_ground(user, check) and (latest is None or latest.is_refused)
