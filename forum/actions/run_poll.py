"""Start a poll, vote in it, and end it. Every action locks the topic, so that no vote arrives while it is counted."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_topic
from forum.actions.record_event import record_event, record_event_as_known
from forum.enums import EventKind, PollBy
from forum.models import Poll, PollOption, PollVote, Topic
from forum.models.poll import MOST_OPTIONS
from forum.rules.boards import can_see
from forum.rules.polls import can_end_poll, can_start_poll, can_vote
from forum.text.identifier_check import must_be_settled
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User


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
    """Start a poll in the topic and return it; None if the topic has another poll that has not ended."""
    topic = lock_topic(topic_id)
    starter = ask_again(starter, _may_start, topic)
    if not 2 <= len(options) <= MOST_OPTIONS or must_be_settled([question, *options]):
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


def _may_start(starter: User, topic: Topic) -> bool:
    return can_start_poll(starter, topic) and can_see(starter, topic.board)


@transaction.atomic
def vote(*, poll_id: int, person: User, option_id: int) -> None:
    """Store this person's vote or, in a poll by agency, their agency's vote. It replaces an earlier one."""
    poll = _lock(poll_id)
    person = ask_again(person, _may_vote, poll)
    option = poll.options.filter(pk=option_id).first()
    if option is None:
        raise PermissionDenied
    if poll.is_by_agency:
        fresh = {"option": option, "person": person}
        PollVote.objects.update_or_create(poll=poll, agency=person.agency, defaults=fresh)
    else:
        PollVote.objects.update_or_create(poll=poll, person=person, agency=None, defaults={"option": option})


def _may_vote(person: User, poll: Poll) -> bool:
    return can_vote(person, poll) and can_see(person, poll.topic.board)


@transaction.atomic
def end_poll(*, poll_id: int, person: User) -> bool:
    """End the poll before its last day; return False if it has ended already."""
    poll = _lock(poll_id)
    if not poll.is_open:
        return False
    ask_again(person, _may_end, poll)
    _end(poll)
    return True


def _may_end(person: User, poll: Poll) -> bool:
    return can_end_poll(person, poll) and can_see(person, poll.topic.board)


def end_polls() -> None:
    """End the polls whose last day has passed. Runs every hour."""
    for poll_id in Poll.objects.over().order_by("pk").values_list("pk", flat=True):
        _end_if_over(poll_id)


@transaction.atomic
def _end_if_over(poll_id: int) -> None:
    poll = _lock(poll_id)
    if Poll.objects.over().filter(pk=poll.pk).exists():
        _end(poll)


def _end(poll: Poll) -> None:
    """Store the poll's result. The votes of a secret poll are then deleted; those of a poll by name are the result."""
    poll.ended_at = timezone.now()
    poll.save(update_fields=["ended_at"])
    if not poll.is_named:
        for option in poll.options.all():
            option.votes_counted = option.votes.count()
            option.save(update_fields=["votes_counted"])
        poll.votes.all().delete()
    record_event(poll.topic, EventKind.POLL_ENDED, actor=None, detail=poll.question)


def _lock(poll_id: int) -> Poll:
    """Lock the poll's topic and return the poll as it is under the lock; raise PermissionDenied if the poll is gone."""
    topic_id = Poll.objects.filter(pk=poll_id).values_list("topic", flat=True).first()
    topic = lock_topic(topic_id) if topic_id else None
    poll = Poll.objects.filter(pk=poll_id, topic=topic).first()
    if topic is None or poll is None:
        raise PermissionDenied
    poll.topic = topic
    return poll


def carry_polls(topic: Topic, into: Topic) -> None:
    """Move the polls of a merged topic to the topic `into`. A poll that has not ended is ended first."""
    for poll in topic.polls.filter(ended_at=None):
        poll.topic = topic
        _end(poll)
    topic.polls.update(topic=into)
