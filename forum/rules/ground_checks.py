"""Who may start, answer, end, sign and use a ground check."""

from forum.models import GroundCheck, Topic
from forum.rules.boards import can_note_on
from forum.rules.topics import can_mark
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.network.enums import Marking


def can_propose_ground(user: User, topic: Topic) -> bool:
    """True if the user may start a ground check in the topic: they began it, or they manage its board."""
    return can_mark(user, topic)


def can_answer_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may answer the statements: it is open, and they have an agency, whose main remit is counted."""
    is_there = check.topic.published_at is not None and check.is_open
    return is_there and can_write(user) and user.agency_id is not None


def can_end_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may end the answering, or delete the unpublished ground check."""
    return not check.is_published and can_propose_ground(user, check.topic)


def can_sign_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may sign the summary: a moderator of the board with an agency, once the answering has ended.

    Two signatures of two main remits publish it: forum.actions.publish_ground.
    """
    is_ready = check.is_ended and check.topic.published_at is not None
    return is_ready and user.agency_id is not None and can_note_on(user, check.topic.board)


def can_draft_from_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may suggest the published common ground to the library, once, for its readers among all members.

    Curators read a suggestion, and they are not in every circle: so the topic is for all members, and not closely
    marked.
    """
    topic = check.topic
    is_open = topic.board.circle_id is None and not Marking(topic.marking).is_close
    return check.is_published and check.drafted_at is None and is_open and can_propose_ground(user, topic)
