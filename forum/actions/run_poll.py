"""Start, end and delete a poll, and vote in it. Every action locks the topic, so no vote arrives during the count."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import record_event, record_event_as_known
from forum.enums import EventKind, PollBy
from forum.models import Poll, PollOption, PollVote, Topic
from forum.models.poll import MOST_OPTIONS
from forum.queries.audience import count_readers
from forum.queries.retention import why_topic_must_stay
from forum.rules.polls import can_delete_poll, can_end_poll, can_start_poll, can_vote
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def start_poll(
    *,
    topic_id: int,
    starter: User,
    question: str,
    options: Collection[str],
    by: str,
    is_named: bool,
    closes_on: dt.date,
) -> Poll | None:
    """Start a poll in the topic and return it; None if the topic has another poll that has not ended.

    by: a PollBy: whether each person or each agency has one vote. is_named: the result names who chose what; otherwise
    the poll is secret. closes_on: the last day on which people can vote.
    """
    topic = lock_topic(topic_id)
    starter = recheck_on_board(topic.board, starter, can_start_poll, topic)
    if not 2 <= len(options) <= MOST_OPTIONS or may_identify_someone([question, *options]):
        raise PermissionDenied
    if topic.polls.filter(ended_at=None).exists():
        return None
    poll = Poll.objects.create(
        topic=topic,
        question=question,
        by=PollBy(by),
        is_named=is_named,
        started_by=starter,
        created_at=timezone.now(),
        closes_on=closes_on,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=number, text=text) for number, text in enumerate(options, start=1)
    )
    record_event_as_known(topic, EventKind.POLL_OPEN, actor=starter, detail=question, reason="")
    return poll


@transaction.atomic
def vote(*, poll_id: int, person: User, option_id: int) -> None:
    """Store this person's vote or, in a poll by agency, their agency's vote. It replaces an earlier one."""
    poll = _lock(poll_id)
    person = recheck_on_board(poll.topic.board, person, can_vote, poll)
    option = poll.options.filter(pk=option_id).first()
    if option is None:
        raise PermissionDenied
    if poll.is_by_agency:
        chosen = {"option": option, "person": person}
        PollVote.objects.update_or_create(poll=poll, agency=person.agency, defaults=chosen)
    else:
        PollVote.objects.update_or_create(poll=poll, person=person, agency=None, defaults={"option": option})


@transaction.atomic
def end_poll(*, poll_id: int, person: User) -> bool:
    """End the poll before its last day; return False if it has already ended."""
    poll = _lock(poll_id)
    if not poll.is_open:
        return False
    recheck_on_board(poll.topic.board, person, can_end_poll, poll)
    _end(poll)
    return True


@transaction.atomic
def delete_poll(*, poll_id: int, moderator: User, reason: str) -> None:
    """Delete a poll and its votes. In the topic's events, a notice that a moderator deleted it replaces its question.

    Raises PermissionDenied if the topic is under a legal hold, if the moderator may not delete the poll, or if the
    reason is empty or has identifiers in it.
    """
    poll = _lock(poll_id)
    moderator = recheck_on_board(poll.topic.board, moderator, can_delete_poll, poll)
    if not reason.strip() or may_identify_someone([reason]) or why_topic_must_stay(poll.topic):
        raise PermissionDenied
    poll_events = poll.topic.events.filter(kind__in=[EventKind.POLL_OPEN, EventKind.POLL_ENDED], detail=poll.question)
    poll_events.update(detail=_("a moderator deleted it"))
    record(poll.topic, "forum.poll.delete", actor=moderator, reason=reason)
    poll.delete()


def end_polls() -> None:
    """End the polls whose last day has passed. Runs every hour."""
    for poll_id in Poll.objects.over().order_by("pk").values_list("pk", flat=True):
        _end_if_over(poll_id)


@transaction.atomic
def _end_if_over(poll_id: int) -> None:
    poll = _lock_if_there(poll_id)
    if poll is not None and Poll.objects.over().filter(pk=poll.pk).exists():
        _end(poll)


def _end(poll: Poll) -> None:
    _store_result(poll)
    record_event(poll.topic, EventKind.POLL_ENDED, actor=None, detail=poll.question)


def _store_result(poll: Poll) -> None:
    """Store the poll's result. The votes of a secret poll are then deleted; those of a poll by name are the result."""
    readers = count_readers(poll.topic.board.circle)
    poll.ended_at, poll.able = timezone.now(), readers["agencies" if poll.is_by_agency else "people"]
    poll.save(update_fields=["ended_at", "able"])
    if not poll.is_named:
        _count_votes(poll)


def _count_votes(poll: Poll) -> None:
    """Store how many votes each option has, and delete the votes."""
    for option in poll.options.all():
        option.votes_counted = option.votes.count()
        option.save(update_fields=["votes_counted"])
    poll.votes.all().delete()


def make_votes_secret(poll: Poll) -> None:
    """Turn a poll by name into a secret one. If it has ended, its votes are counted and deleted.

    The caller's transaction holds the topic locked.
    """
    poll.is_named = False
    poll.save(update_fields=["is_named"])
    if poll.ended_at is not None:
        _count_votes(poll)


def _lock(poll_id: int) -> Poll:
    """Lock the poll's topic and return the poll as it is under the lock; raise PermissionDenied if the poll is gone."""
    poll = _lock_if_there(poll_id)
    if poll is None:
        raise PermissionDenied
    return poll


def _lock_if_there(poll_id: int) -> Poll | None:
    """Lock the poll's topic and return the poll.

    None if the poll is gone, or if a merge moved it to another topic while this waited for the lock.
    """
    topic_id = Poll.objects.filter(pk=poll_id).values_list("topic", flat=True).first()
    topic = lock_topic(topic_id) if topic_id else None
    poll = Poll.objects.filter(pk=poll_id, topic=topic).first()
    if topic is None or poll is None:
        return None
    poll.topic = topic
    return poll


def move_polls(topic: Topic, into: Topic) -> None:
    """Move the polls of a merged topic to the topic `into`. A poll that has not ended is ended first.

    The event about its end is recorded in `into`, because nobody sees the merged topic any more.
    """
    for poll in topic.polls.filter(ended_at=None):
        poll.topic = topic  # as it is under the lock, on the board whose readers could vote
        _store_result(poll)
        record_event(into, EventKind.POLL_ENDED, actor=None, detail=poll.question)
    topic.polls.update(topic=into)
