"""Say "Not for us" to a topic's question, for a remit of one's own agency."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.actions.answer_question import reopen
from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import record_event
from forum.enums import AskState, EventKind
from forum.models import Ask
from forum.rules.questions import can_decline
from forum.tasks import notify_of_declined
from ratsite.accounts.models import User


@transaction.atomic
def decline_question(*, topic_id: int, remit_id: int, person: User) -> bool:
    """Say "Not for us" for a remit of this person's agency; return False if the remit's ask is not open.

    The topic shows the answer without the person's name, and the asker is notified.
    """
    ask = _lock_ask(topic_id, remit_id, person)
    if ask.state != AskState.OPEN:
        return False
    ask.state = AskState.DECLINED
    ask.save(update_fields=["state"])
    record_event(ask.topic, EventKind.DECLINED, actor=None, detail=ask.remit.name)
    transaction.on_commit(partial(notify_of_declined.enqueue, ask.pk))
    return True


@transaction.atomic
def undo_decline(*, topic_id: int, remit_id: int, person: User) -> bool:
    """Take back "Not for us" for a remit of this person's agency; return False if the remit has not declined."""
    ask = _lock_ask(topic_id, remit_id, person)
    return ask.state == AskState.DECLINED and reopen(ask.topic, [ask])


def _lock_ask(topic_id: int, remit_id: int, person: User) -> Ask:
    """Lock the topic and return its ask to this remit; raise PermissionDenied if this person may not decline it."""
    topic = lock_topic(topic_id)
    ask = Ask.objects.filter(topic=topic, remit=remit_id).select_related("remit").first()
    if ask is None:
        raise PermissionDenied
    ask.topic = topic
    recheck_on_board(topic.board, person, can_decline, ask)
    return ask
