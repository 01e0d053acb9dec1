"""Say "Not for me" to a topic's question. This is private: nobody else sees it, and it is not in the audit log."""

from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.models import AskDismissal
from forum.models.ask import AskQuerySet
from forum.rules.questions import can_dismiss
from ratsite.accounts.models import User


@transaction.atomic
def dismiss_question(*, topic_id: int, person: User) -> bool:
    """Remove the topic's question from this person's "Needs you"; return False if it is already removed.

    Nobody else sees that the person did this.
    """
    new = list(_lock_asks_of(person, topic_id).not_dismissed_by(person))
    now = timezone.now()
    AskDismissal.objects.bulk_create(AskDismissal(ask=ask, person=person, created_at=now) for ask in new)
    return bool(new)


@transaction.atomic
def undo_dismissal(*, topic_id: int, person: User) -> bool:
    """Put the topic's question back under this person's "Needs you"; return False if it was not removed."""
    asks = _lock_asks_of(person, topic_id)
    return bool(AskDismissal.objects.filter(ask__in=asks, person=person).delete()[0])


def _lock_asks_of(person: User, topic_id: int) -> AskQuerySet:
    topic = lock_topic(topic_id)
    recheck_on_board(topic.board, person, can_dismiss, topic)
    return topic.asks.of(person)
