"""Record answers to a topic's question, and reopen the question if an answer is lost.

A question has one Ask for each remit that is asked. A reply answers the asks of the remits that its author ticked. The
asker can accept any post as the answer, even after a reply has answered. An accepted post ends all open asks of the
asker, but does not count as a remit's answer. Every function runs while the topic is locked, so that two answers at
the same time do not both answer an ask.
Other actions call answer_for, change_answers, lose_answers and restore_answers in their transactions.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from forum.actions.lock_rows import lock_post, lock_topic, recheck_on_board
from forum.actions.record_event import record_event
from forum.enums import AskState, EventKind, PostState, Reminder, TopicKind
from forum.models import Ask, Post, Topic, TopicEvent
from forum.models.ask import MORE_TIME
from forum.queries.questions import asks_answerable_by
from forum.queries.recipients import ask_group_of
from forum.rules.questions import can_accept, can_settle_question
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import read_group


def answer_for(post: Post, *, at: dt.datetime | None = None) -> None:
    """Record the live post as the answer for each remit that its author ticked and whose ask is still open.

    A remit counts only if the author's agency has it today and the post's byline shows it. at: the time of the event,
    for imports.
    """
    if not post.answers_for or post.topic.kind != TopicKind.QUESTION:
        return
    asks = Ask.objects.filter(topic=post.topic_id, state=AskState.OPEN, remit__in=post.answers_for)
    for ask in asks.of(post.author).filter(asks_answerable_by(post.byline)).select_related("remit"):
        ask.state, ask.answer = AskState.ANSWERED, post
        ask.save(update_fields=["state", "answer"])
        record_event(
            post.topic,
            EventKind.ANSWERED,
            actor=post.author,
            shown_as=post.shown_as,
            detail=ask.remit.name,
            after=post.number,
            at=at,
        )


def change_answers(post: Post, remit_ids: Collection[int]) -> None:
    """Replace the remits for which the post answers, because its author has changed the ticks in the edit form."""
    if post.topic.kind != TopicKind.QUESTION:
        return
    dropped = set(post.answers_for) - set(remit_ids)  # ticked before and not now; an accepted post needs no tick
    post.answers_for = sorted(remit_ids)
    post.save(update_fields=["answers_for"])
    if post.is_live:
        asks = Ask.objects.filter(topic=post.topic_id, answer=post, remit__in=dropped).select_related("remit")
        asks.exclude(accepted=None).update(answer=None)  # these stay answered: the asker accepted a post
        reopen(post.topic, asks)
        answer_for(post)


def lose_answers(topic: Topic, posts: Iterable[Post]) -> dict[str, Any]:
    """Remove these posts as answers, because they were withdrawn, taken down or moved.

    An ask is reopened if neither an answer nor an accepted post is left. If the topic's first post, which asks the
    question, is no longer live, all asks are closed. Returns the data that restore_answers needs to undo this.
    """
    if topic.kind != TopicKind.QUESTION:
        return {}
    if not topic.posts.filter(number=1, state=PostState.LIVE).exists():
        open_or_answered = topic.asks.exclude(state=AskState.CLOSED)
        was = {ask.pk: _state_of(ask) for ask in open_or_answered}
        now = {"state": AskState.CLOSED, "answer_id": None, "accepted_id": None}
        open_or_answered.update(**now)
        return {"asks": was, "now": dict.fromkeys(was, now)}
    gone = {post.pk for post in posts}
    lost = list(topic.asks.filter(Q(answer__in=gone) | Q(accepted__in=gone)).select_related("remit"))
    was = {ask.pk: _state_of(ask) for ask in lost}
    for ask in lost:
        ask.answer_id = None if ask.answer_id in gone else ask.answer_id
        ask.accepted_id = None if ask.accepted_id in gone else ask.accepted_id
        ask.save(update_fields=["answer", "accepted"])
    event = _reopen(topic, [ask for ask in lost if not (ask.answer_id or ask.accepted_id)])
    return {"asks": was, "now": {ask.pk: _answers_of(ask) for ask in lost}, "event": event and event.pk}


def _answers_of(ask: Ask) -> dict[str, Any]:
    return {"state": ask.state, "answer_id": ask.answer_id, "accepted_id": ask.accepted_id}


def _state_of(ask: Ask) -> dict[str, Any]:
    return _answers_of(ask) | {"ends_on": str(ask.ends_on), "reminder": ask.reminder}


def restore_answers(topic: Topic, lost: dict[str, Any]) -> None:
    """Undo lose_answers: restore the earlier state of each ask, unless the ask has changed since.

    A post that is no longer live is not restored as an answer. An ask stays open if only such posts had answered it.
    lose_answers recorded an event that names the asks that it reopened. This event is deleted or, if some of these
    asks have changed since, names only those.

    lost: what lose_answers returned, read back from JSON: its keys are strings.
    """
    if not lost:
        return
    names_still_open = []
    answers = [was[name] for was in lost["asks"].values() for name in ("answer_id", "accepted_id")]
    live = set(topic.posts.live().filter(pk__in=answers).values_list("pk", flat=True))
    for ask in topic.asks.filter(pk__in=lost["asks"]).select_related("remit"):
        was, now = lost["asks"][str(ask.pk)], lost["now"][str(ask.pk)]
        if _answers_of(ask) != now:
            names_still_open += [ask.remit.name] if now["state"] == AskState.OPEN else []
            continue
        posts = {name: was[name] if was[name] in live else None for name in ("answer_id", "accepted_id")}
        has_lost_all = (was["answer_id"] or was["accepted_id"]) and not any(posts.values())
        Ask.objects.filter(pk=ask.pk).update(**was | posts | ({"state": AskState.OPEN} if has_lost_all else {}))
    event = TopicEvent.objects.filter(pk__in=[lost["event"]] if lost.get("event") else [])
    if names_still_open:
        event.update(detail=", ".join(names_still_open))
    else:
        event.delete()


def reopen(topic: Topic, asks: Iterable[Ask], *, actor: User | None = None) -> bool:
    """Reopen these asks, and record one event for all of them. Return False if there are none.

    An ask that would end earlier now ends in two weeks (MORE_TIME). The caller has locked the topic. actor: the asker;
    None if the asks are reopened because the answering post is gone, or because a remit withdrew its "Not for us".
    """
    return _reopen(topic, list(asks), actor=actor) is not None


def _reopen(topic: Topic, asks: list[Ask], *, actor: User | None = None) -> TopicEvent | None:
    for ask in asks:
        ask.state, ask.answer, ask.accepted, ask.reminder = AskState.OPEN, None, None, Reminder.NOT_YET
        ask.ends_on = max(ask.ends_on, timezone.localdate() + MORE_TIME)
        ask.save(update_fields=["state", "answer", "accepted", "reminder", "ends_on"])
    return _record_event(topic, EventKind.REOPENED, asks, actor=actor) if asks else None


@transaction.atomic
def accept_answer(*, post_id: int, asker: User) -> bool:
    """Accept the post as the answer to the asker's question.

    Returns False if it is already accepted, or if the asker has no open or answered ask in the topic. The asker's open
    asks become answered. An ask that a remit has answered keeps that answer, and has the accepted post
    in addition.
    """
    post = lock_post(post_id)
    topic = post.topic
    recheck_on_board(post.topic.board, asker, can_accept, post)
    own = topic.asks.filter(asked_by=asker, state__in=[AskState.OPEN, AskState.ANSWERED]).select_related("remit")
    asks = [ask for ask in own if ask.accepted_id != post.pk]
    for ask in asks:
        ask.state, ask.accepted = AskState.ANSWERED, post
        ask.save(update_fields=["state", "accepted"])
    if asks:
        shown_as = asks[0].asked_as
        record_event(topic, EventKind.ACCEPTED, actor=asker, shown_as=shown_as, post=post, after=post.number)
        read_group(person=asker, group=ask_group_of(topic.pk))
    return bool(asks)


@transaction.atomic
def say_answered(*, topic_id: int, asker: User) -> bool:
    """Record that the asker's question is answered, without naming a post; return False if none of its asks is open."""
    topic = lock_for_asker(topic_id, asker)
    asks = list(_open_of(topic, asker))
    _open_of(topic, asker).update(state=AskState.ANSWERED)
    if asks:
        _record_event(topic, EventKind.SETTLED, asks, actor=asker)
        read_group(person=asker, group=ask_group_of(topic.pk))
    return bool(asks)


@transaction.atomic
def reopen_question(*, topic_id: int, asker: User) -> bool:
    """Reopen the asks in the topic that this person asked and that have ended.

    Returns False if all of them are open already, or if the topic's first post is no longer live.
    """
    topic = lock_for_asker(topic_id, asker)
    if not topic.posts.filter(number=1, state=PostState.LIVE).exists():
        return False
    ended = topic.asks.filter(asked_by=asker).exclude(state=AskState.OPEN).select_related("remit")
    return reopen(topic, ended, actor=asker)


def lock_for_asker(topic_id: int, asker: User) -> Topic:
    """Lock and return the topic, for the person who asked its question.

    Raises PermissionDenied for anyone else, and if that person can no longer write or read the board.
    """
    topic = lock_topic(topic_id)
    recheck_on_board(topic.board, asker, can_settle_question, topic)
    return topic


def _open_of(topic: Topic, asker: User) -> QuerySet[Ask]:
    return topic.asks.filter(asked_by=asker, state=AskState.OPEN).select_related("remit")


def _record_event(topic: Topic, kind: EventKind, asks: list[Ask], *, actor: User | None) -> TopicEvent:
    """Record an event about these asks. The event shows the asker under the same name as the question does."""
    detail = ", ".join(ask.remit.name for ask in asks)
    shown_as = asks[0].asked_as if actor else ""
    return record_event(topic, kind, actor=actor, shown_as=shown_as, detail=detail)
