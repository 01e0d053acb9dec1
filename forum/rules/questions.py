"""Who may accept an answer to a topic's question, close it, decline it for a remit, or dismiss it."""

from forum.enums import AskState, TopicKind
from forum.models import Ask, Post, Topic
from forum.rules.topics import can_manage_topic
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write


def can_settle_question(user: User, topic: Topic) -> bool:
    """True if the user may accept an answer to the topic's question, close it and reopen it: they asked a remit."""
    return _is_question(topic) and can_write(user) and topic.asks.filter(asked_by=user).exists()


def can_manage_question(user: User, topic: Topic) -> bool:
    """True if the topic is a question and the user manages its board, whether or not the question is still open."""
    return _is_question(topic) and can_manage_topic(user, topic)


def can_close_question(user: User, topic: Topic) -> bool:
    """True if the user manages the topic and an ask of the question is still open, so that they may close it."""
    return can_manage_question(user, topic) and topic.asks.filter(state=AskState.OPEN).exists()


def can_accept(user: User, post: Post) -> bool:
    """True if the user may accept the post as the answer to their question: it is a live reply in the topic."""
    return post.is_live and post.number != 1 and can_settle_question(user, post.topic)


def can_decline(user: User, ask: Ask) -> bool:
    """True if the user may say "Not for us" for the remit that is asked: their agency has this remit."""
    return can_write(user) and ask.topic.published_at is not None and _is_asked(user, ask)


def can_dismiss(user: User, topic: Topic) -> bool:
    """True if the user may say "Not for me": the topic asks a remit of their agency.

    A user who may not write may say so too.
    """
    return _is_question(topic) and user.is_member and topic.asks.of(user).exists()


def _is_asked(user: User, ask: Ask) -> bool:
    return Ask.objects.of(user).filter(pk=ask.pk).exists()


def _is_question(topic: Topic) -> bool:
    return topic.kind == TopicKind.QUESTION and topic.published_at is not None
