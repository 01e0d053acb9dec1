"""Keep, archive or anonymise topics whose retention time has run out.

A moderator or coordinator decides on each topic; nothing happens automatically.
"""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.anonymise import anonymise_later
from forum.actions.change_topic import set_archived
from forum.actions.lock_rows import lock_board, lock_topic
from forum.enums import Fate
from forum.models import RetentionDecision, Topic, TopicHold
from forum.models.topic_queryset import MONTH
from forum.queries.retention import losing_names, people_in, why_topic_must_stay
from forum.rules.boards import can_manage_board
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.privacy.actions.place_hold import clear_answers


@transaction.atomic
def set_retention(*, board_id: int, steward: User, months: int | None, reason: str) -> bool:
    """Set after how many months without a reply the board's topics come up for review; None means never.

    Returns False if the number has not changed.
    """
    board = lock_board(board_id)
    recheck(steward, can_manage_board, board)
    if board.retention_months == months:
        return False
    before, board.retention_months = board.retention_months, months
    board.save(update_fields=["retention_months"])
    record(board, "forum.board.retention", actor=steward, reason=reason, before=before, after=months)
    return True


@transaction.atomic
def decide_fate(*, topic_id: int, steward: User, fate: Fate, reason: str) -> bool:
    """Keep a topic for another retention period, archive it or anonymise it.

    Returns False if the topic is not due for review, or if an obstacle such as a legal hold forbids the decision. An
    archived topic comes up for review again after another period.
    """
    topic = _lock(topic_id, steward)
    if why_topic_must_stay(topic) or not Topic.objects.due_for_review().filter(pk=topic.pk).exists():
        return False
    topic.review_on = timezone.localdate() + (topic.board.retention_months or 0) * MONTH
    topic.is_anonymised = fate == Fate.ANONYMISED
    topic.save(update_fields=["review_on", "is_anonymised"])
    if fate != Fate.KEPT and not topic.is_archived:
        set_archived(
            topic,
            is_archived=True,
            actor=steward,
            reason=_("nobody had replied for as long as this board keeps topics"),
        )
    RetentionDecision.objects.create(
        topic=topic,
        board=topic.board,
        fate=fate,
        posts=topic.posts.live().count(),
        decided_by=steward,
        decided_at=timezone.now(),
    )
    record(topic, f"forum.topic.{fate}", actor=steward, reason=reason)
    if fate == Fate.ANONYMISED:
        transaction.on_commit(partial(anonymise_later.enqueue, topic.pk))
    return True


def resume_anonymising() -> int:
    """Queue the task again for each anonymised topic that still shows names; return how many there are.

    The first task did not finish because the worker died, or because of a legal hold that has ended since. Runs on a
    schedule. If the first task is still running, the second finds nothing to change.
    """
    topic_ids = list(Topic.objects.filter(losing_names()).order_by().values_list("pk", flat=True))
    for topic_id in topic_ids:
        anonymise_later.enqueue(topic_id)
    return len(topic_ids)


@transaction.atomic
def hold_topic(*, topic_id: int, steward: User, reason: str, until: dt.date | None) -> bool:
    """Place a legal hold on the topic; return False if it has one already.

    until: the last day of the hold; None means until a steward ends it.
    """
    topic = _lock(topic_id, steward)
    if not TopicHold.objects.place(topic=topic, by=steward, reason=reason, until=until):
        return False
    clear_answers(User.objects.filter(people_in(Topic.objects.filter(pk=topic.pk))))
    record(topic, "forum.topic.hold", actor=steward, reason=reason)
    return True


@transaction.atomic
def end_topic_hold(*, topic_id: int, steward: User, reason: str) -> bool:
    """End the topic's legal hold; return False if there is none."""
    topic = _lock(topic_id, steward)
    ended = TopicHold.objects.end(topic=topic, by=steward)
    if ended:
        record(topic, "forum.topic.unhold", actor=steward, reason=reason)
    return ended


def _lock(topic_id: int, steward: User) -> Topic:
    topic = lock_topic(topic_id)
    recheck(steward, can_manage_board, topic.board)
    return topic
