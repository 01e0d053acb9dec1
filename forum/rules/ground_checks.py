"""Who may start, answer, end, sign and publish a ground check, and take its result to the library."""

from forum.models import GroundCheck, Topic
from forum.rules.boards import can_note_on
from forum.rules.topics import can_mark
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.network.enums import Marking


def can_propose_ground(user: User, topic: Topic) -> bool:
    """True if the user may start a ground check in the topic: they began the topic or manage its board.

    Nobody approves its statements, so a user whose posts need approval may not.
    """
    return can_mark(user, topic) and not user.is_held


def can_answer_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may answer the statements: the check is open, and they have an agency.

    Their answers are counted for the main remit of that agency.
    """
    is_there = check.topic.published_at is not None and check.is_open
    return is_there and can_write(user) and user.agency_id is not None


def can_say_what_would_change(user: User) -> bool:
    """True if the user may write what would change their answer.

    Nobody approves this text before readers see it, so a user whose posts need approval may not.
    """
    return not user.is_held


def can_end_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may close the ground check to answers: they began the topic or manage its board."""
    return check.is_open and can_mark(user, check.topic)


def can_delete_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may delete the ground check. Once its summary is published, only the board's moderators may."""
    if check.is_published:
        return can_note_on(user, check.topic.board)
    return can_mark(user, check.topic)


def can_sign_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may sign the summary: they moderate the board, have an agency, and the time for answers is over.

    Two signatures by moderators from different main remits publish the summary: forum.actions.run_ground_check.
    """
    is_ready = check.is_ended and check.topic.published_at is not None
    return is_ready and user.agency_id is not None and can_note_on(user, check.topic.board)


def can_draft_from_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may make a library draft, a suggestion to the library, from the published ground check.

    The topic must be for all members and not closely marked, because the curators who read suggestions are not in every
    circle. Whether a draft was already made: ratsite.related.rules.can_make_library_draft.
    """
    topic = check.topic
    is_open = topic.board.circle_id is None and not Marking(topic.marking).is_closely_marked
    return check.is_published and is_open and can_propose_ground(user, topic)
