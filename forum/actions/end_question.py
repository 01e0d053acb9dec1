"""Close a topic's question without an answer, keep it open for longer, and close it when its time is over.

For one remit: decline_question.py. For one person: dismiss_question.py.
"""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from forum.actions.answer_question import lock_for_asker
from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import record_event
from forum.enums import AskState, EventKind, Reminder
from forum.models import Ask, Topic
from forum.models.ask import ASKED_BEFORE_END, MORE_TIME
from forum.queries.recipients import ask_group_of
from forum.rules.questions import can_manage_question
from forum.tasks import notify_of_ending
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.notifications.actions.notify import read_group


@transaction.atomic
def close_own_question(*, topic_id: int, asker: User) -> bool:
    """Close the open asks of the topic that this person asked; return False if there are none."""
    topic = lock_for_asker(topic_id, asker)
    asks = topic.asks.filter(asked_by=asker, state=AskState.OPEN)
    shown_as = next((ask.asked_as for ask in asks), "")
    changed = _close(topic, asks, actor=asker, shown_as=shown_as)
    read_group(person=asker, group=ask_group_of(topic.pk))
    return changed


@transaction.atomic
def close_question(*, topic_id: int, moderator: User, reason: str) -> bool:
    """Close the topic's question as a moderator; the topic shows the reason. Return False if no ask is open."""
    topic = lock_topic(topic_id)
    moderator = recheck_on_board(topic.board, moderator, can_manage_question, topic)
    if may_identify_someone([reason]):
        raise PermissionDenied
    if not _close(topic, topic.asks.filter(state=AskState.OPEN), actor=moderator, reason=reason):
        return False
    record(topic, "forum.topic.close_question", actor=moderator, reason=reason)
    return True


def _close(
    topic: Topic, asks: QuerySet[Ask], *, actor: User | None, shown_as: str = "", reason: str = "", detail: str = ""
) -> bool:
    """Close these asks and record one event; return False if there are none."""
    changed = bool(asks.update(state=AskState.CLOSED))
    if changed and topic.published_at is not None:
        record_event(topic, EventKind.ENDED, actor=actor, shown_as=shown_as, reason=reason, detail=detail)
    return changed


@transaction.atomic
def extend_question(*, topic_id: int, asker: User) -> bool:
    """Extend the open asks that this person asked and was reminded of; return False if there are none.

    An ask that would end earlier now ends in two weeks (MORE_TIME).
    """
    topic = lock_for_asker(topic_id, asker)
    until = timezone.localdate() + MORE_TIME
    asks = topic.asks.filter(asked_by=asker, state=AskState.OPEN, reminder=Reminder.SENT)
    changed = bool(asks.update(ends_on=Greatest("ends_on", Value(until)), reminder=Reminder.ANSWERED))
    read_group(person=asker, group=ask_group_of(topic.pk))
    return changed


def close_due_questions() -> None:
    """Close the questions whose time is over, and remind the askers of questions that end within a week.

    Runs every day.
    """
    today = timezone.localdate()
    is_open = Q(state=AskState.OPEN)
    over = Ask.objects.filter(is_open, ends_on__lt=today)
    for topic_id in _topic_ids(over):
        _end(topic_id, today)
    near = Ask.objects.open().filter(ends_on__lte=today + ASKED_BEFORE_END, reminder=Reminder.NOT_YET)
    for topic_id in _topic_ids(near):
        _remind(topic_id, today)


def _topic_ids(asks: QuerySet[Ask]) -> list[int]:
    return list(asks.order_by("topic").values_list("topic", flat=True).distinct())


@transaction.atomic
def _end(topic_id: int, today: dt.date) -> None:
    topic = lock_topic(topic_id)
    asks = topic.asks.filter(state=AskState.OPEN, ends_on__lt=today).select_related("remit")
    names = ", ".join(ask.remit.name for ask in asks)
    _close(topic, topic.asks.filter(state=AskState.OPEN, ends_on__lt=today), actor=None, detail=names)


@transaction.atomic
def _remind(topic_id: int, today: dt.date) -> None:
    topic = lock_topic(topic_id)
    asks = topic.asks.open().filter(ends_on__lte=today + ASKED_BEFORE_END, reminder=Reminder.NOT_YET)
    ask_ids = list(asks.values_list("pk", flat=True))
    Ask.objects.filter(pk__in=ask_ids).update(reminder=Reminder.SENT)
    for ask_id in ask_ids:
        transaction.on_commit(partial(notify_of_ending.enqueue, ask_id))
