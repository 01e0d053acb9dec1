"""Who may start a poll, vote in it and end it."""

from forum.models import Poll, Topic
from forum.rules.boards import can_note_on
from forum.rules.topics import can_mark
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write


def can_start_poll(user: User, topic: Topic) -> bool:
    """True if the user may start a poll in the topic: they began the topic or manage its board.

    Nobody approves its texts, so a user whose posts need approval may not.
    """
    return can_mark(user, topic) and not user.is_held


def can_delete_poll(user: User, poll: Poll) -> bool:
    """True if the user may delete the poll, such as one whose text describes a person: they moderate the board."""
    return can_note_on(user, poll.topic.board)


def can_vote(user: User, poll: Poll) -> bool:
    """True if the user may vote: the poll is open and, in a poll by agency, they have an agency."""
    is_there = poll.is_open and poll.topic.published_at is not None
    return is_there and can_write(user) and (user.agency_id is not None or not poll.is_by_agency)


def can_end_poll(user: User, poll: Poll) -> bool:
    """True if the user may end the poll before its last day: they began the topic or manage its board."""
    return poll.is_open and can_mark(user, poll.topic)
