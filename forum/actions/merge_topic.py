"""Merge a topic into another: its posts move to the end of the other topic, and its address redirects there."""

import uuid
from collections.abc import Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.follow import join_followers
from forum.actions.lock_rows import lock_boards, lock_topics
from forum.actions.move_read_marks import (
    mark_as_read,
    read_by_person,
    unread_about_act,
    unread_about_decisions,
    unread_notifications_of,
)
from forum.actions.notify_author import notify_of_lost_posts
from forum.actions.post import next_number
from forum.actions.record_event import record_event
from forum.actions.run_ground_check import move_ground_checks
from forum.actions.run_poll import move_polls
from forum.actions.save_draft import reply_place
from forum.actions.update_counts import count_on_board, update_latest_topic
from forum.enums import AskState, EventKind, MayAct, TopicKind
from forum.models import Ask, Draft, Topic, TopicEvent, TopicRead
from forum.models.draft import version_place
from forum.models.event import TITLE
from forum.queries.audience import obstacle_for_merge, readers_after
from forum.queries.recipients import act_group_of, authors_losing_access, decision_group_of, group_of
from forum.queries.retention import why_topic_cannot_change
from forum.rules.boards import can_bring_topics_to, why_safeguards_forbid_move
from forum.rules.topics import can_manage_topic
from forum.tasks import notify_of_act
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def merge_topic(*, topic_id: int, into_id: int, moderator: User, reason: str, shown_hash: str) -> bool:
    """Move all posts of a topic to the end of the topic `into_id`; return False if they are already merged.

    The posts keep their order and are not sorted in by date: a read mark is one number, so a post inserted below a
    person's read mark would never count as new to them. What a person has read of the merged topic stays read only if
    they had read all of the other topic; to everyone else its posts are new.

    Rights on both topics are checked under the locks. shown_hash: the Readers.counts that the moderator confirmed.
    Raises Stale if the numbers have changed since, if an obstacle forbids the merge (obstacle_for_merge), if the other
    board lacks a safeguard of this one (why_safeguards_forbid_move), or if a legal hold is on either topic.
    """
    topics = lock_topics(topic_id, into_id)
    topic, into = topics[topic_id], topics[into_id]
    if topic.merged_into_id == into.pk:
        return False
    boards, moderator = lock_boards(topic.board_id, into.board_id), reloaded(moderator)
    topic.board, into.board = boards[topic.board_id], boards[into.board_id]
    may = can_manage_topic(moderator, topic) and can_manage_topic(moderator, into)
    if not (may and can_bring_topics_to(moderator, into.board)):
        raise PermissionDenied
    readers = readers_after(topic.board, into.board.circle)
    if readers.counts != shown_hash or obstacle_for_merge(topic, into, readers):
        raise Stale
    if why_safeguards_forbid_move(moderator, topic.board, into.board):
        raise Stale
    if why_topic_cannot_change(topic) or why_topic_cannot_change(into):
        raise Stale
    first, had_read = next_number(into), _readers_to_warn(topic, into)
    losing = authors_losing_access(topic.posts.all(), topic.board, into.board)
    _move_rows(topic, into, first)
    record_event(
        into,
        EventKind.MERGED,
        actor=moderator,
        detail=TITLE,
        reason=reason,
        after=first - 1,
        about=topic,
        title=topic.title,
        post=into.posts.filter(number=first).first(),
    )
    if had_read:
        _notify_of_stricter(topic, into, had_read, actor=moderator, reason=reason, after=first - 1)
    entry = record(topic, "forum.topic.merge", actor=moderator, reason=reason, into=into.pk, readers=readers.counts)
    notify_of_lost_posts(losing, topic, entry)
    return True


def _move_rows(topic: Topic, into: Topic, first: int) -> None:
    """Move everything that belongs to the topic to the topic `into`. first: the number of its first post there."""
    shift = first - 1
    read = _read_of_both(topic, into, shift)
    live = topic.posts.live().count()
    unread_notifications_of(topic).update(group=group_of(into.pk), position=F("position") + shift)
    unread_about_act(topic).update(group=act_group_of(into.pk), position=F("position") + shift)
    unread_about_decisions(topic).update(group=decision_group_of(into.pk), position=F("position") + shift)
    topic.posts.update(topic=into, number=F("number") + shift)
    _remove_untrue_events(topic, into)
    TopicEvent.objects.filter(topic=topic).update(topic=into, after_number=F("after_number") + shift)
    into.gone_numbers = [*into.gone_numbers, *(number + shift for number in topic.gone_numbers)]
    into.last_number, into.last_author = topic.last_number + shift, topic.last_author
    into.last_shown_as = topic.last_shown_as
    into.arranged_at = into.last_post_at = timezone.now()
    into.arranged_number, into.has_events = into.last_number, into.has_events or topic.has_events
    into.save()
    into.forms.add(*topic.forms.all())
    into.affected.add(*topic.affected.all())
    _empty_topic(topic, into)
    TopicRead.objects.filter(topic=topic).delete()
    mark_as_read(into, read)
    join_followers(topic, into)
    _move_drafts(topic, into)
    _move_asks(topic, into)
    move_ground_checks(topic, into)
    move_polls(topic, into)
    count_on_board(topic.board_id, topics=-1, posts=-live)
    count_on_board(into.board_id, posts=live)
    for board_id in {topic.board_id, into.board_id}:
        update_latest_topic(board_id)


def _remove_untrue_events(topic: Topic, into: Topic) -> None:
    """Mend the merged topic's events, which would not be true in the topic `into`.

    The event that says with which posts the merged topic began is deleted: `into` did not begin with them. Events that
    name `into` as another topic no longer name it.
    """
    events = TopicEvent.objects.filter(topic=topic)
    events.filter(kind=EventKind.BEGUN).delete()
    events.filter(other=into).update(other=None)


def _read_of_both(topic: Topic, into: Topic, shift: int) -> Mapping[int, int]:
    """Return, by person id, the number of the last post in `into` that the person will have read after the merge.

    This is how far they have read `into` now. If they have read all of it, it is how far they have read the merged
    topic, in the new numbers of its posts. shift: the difference between a post's new and old number.
    """
    read_topic, read_into = read_by_person(topic), read_by_person(into)
    return {
        pk: shift + read_topic.get(pk, 0) if number >= into.last_number else number for pk, number in read_into.items()
    }


def _readers_to_warn(topic: Topic, into: Topic) -> list[int]:
    """Return the ids of the people who have read the merged topic if its "may act" becomes stricter; otherwise [].

    These people may be about to act on what they have read.
    """
    is_stricter = MayAct(into.may_act).rank > MayAct(topic.may_act).rank
    return list(read_by_person(topic)) if is_stricter else []


def _notify_of_stricter(
    topic: Topic, into: Topic, had_read: list[int], *, actor: User, reason: str, after: int
) -> None:
    """Record that the posts now have a stricter "may act", and notify the people who had read the merged topic."""
    labels = {"before": MayAct(topic.may_act).label, "may_act": MayAct(into.may_act).label}
    detail = _("“%(may_act)s”. Before, it was “%(before)s” in the topic “%(title)s”") % {**labels, "title": TITLE}
    event = record_event(
        into, EventKind.ACTED, actor=actor, detail=detail, reason=reason, after=after, about=topic, title=topic.title
    )
    transaction.on_commit(partial(notify_of_act.enqueue, event.pk, actor.pk, True, had_read))


def _empty_topic(topic: Topic, into: Topic) -> None:
    """Empty the merged topic, so that nobody sees it. Addresses that led to it now lead to the topic `into`."""
    topic.published_at = topic.last_post_at = topic.last_author = topic.arranged_at = None
    topic.last_number, topic.gone_numbers, topic.last_shown_as = 0, [], ""
    topic.is_pinned = topic.has_events = False
    topic.merged_into = into
    topic.save()
    Topic.objects.filter(merged_into=topic).update(merged_into=into)
    Topic.objects.filter(asked_from=topic).exclude(pk=into.pk).update(asked_from=into)


def _move_drafts(topic: Topic, into: Topic) -> None:
    """Move drafts of replies to the topic `into`.

    If a person also has a draft of a reply to `into`, their draft for the merged topic becomes another version of it.
    """
    with_draft = Draft.objects.filter(place=reply_place(into)).values("person")
    for draft in Draft.objects.filter(place=reply_place(topic), person__in=with_draft):
        draft.place = version_place(uuid.uuid4())
        draft.save(update_fields=["place"])
    Draft.objects.filter(place=reply_place(topic)).update(place=reply_place(into))
    Draft.objects.filter(topic=topic).update(topic=into)


def _move_asks(topic: Topic, into: Topic) -> None:
    """Move the asks of a merged question to the question `into`, except for remits that `into` asks already.

    The remaining asks are closed, because nobody can see the merged topic any more.
    """
    if topic.kind == TopicKind.QUESTION:
        if into.asked_from_id is None and topic.asked_from_id != into.pk:
            Topic.objects.filter(pk=into.pk).update(asked_from=topic.asked_from_id)
        asks = Ask.objects.filter(topic=topic)
        asks.exclude(remit__in=list(into.asks.values_list("remit", flat=True))).update(topic=into)
        asks.update(state=AskState.CLOSED, answer=None, accepted=None)
