"""Who may make a library draft from a topic's ground check."""

from forum.models import GroundCheck
from forum.rules.ground_checks import can_draft_from_ground
from ratsite.accounts.models import User
from ratsite.related.models import GroundDraft


def can_make_library_draft(user: User, check: GroundCheck, latest: GroundDraft | None) -> bool:
    """True if the user may make a library draft from this ground check, and none made from it waits or was accepted.

    latest: the last draft made from it, or None. If that one was declined or withdrawn, another may be made.
    """
    return can_draft_from_ground(user, check) and (latest is None or latest.is_refused)
