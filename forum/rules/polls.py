"""Who may start a poll, vote in it and end it."""

from forum.models import Poll, Topic
from forum.rules.topics import can_mark
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write


def can_start_poll(user: User, topic: Topic) -> bool:
    """True if the user may start or end a poll in the topic: they began the topic or manage its board."""
    return can_mark(user, topic)


def can_vote(user: User, poll: Poll) -> bool:
    """True if the user may vote: the poll is open and, in a poll by agency, they have an agency."""
    is_there = poll.is_open and poll.topic.published_at is not None
    return is_there and can_write(user) and (user.agency_id is not None or not poll.is_by_agency)


def can_end_poll(user: User, poll: Poll) -> bool:
    return poll.is_open and can_start_poll(user, poll.topic)
