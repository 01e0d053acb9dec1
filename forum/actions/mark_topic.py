"""Another marking for a topic: what its readers may do with it from now on."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.actions.lock_rows import lock_board
from forum.actions.manage_boards import Outcome
from forum.actions.record_event import known, tell_as_known
from forum.actions.remove_quotes import Quotes, lock_around, locked_posts, quoted_of, record_unquoted
from forum.enums import EventKind
from forum.models import Post, Topic
from forum.queries.marking_change import Remark, is_as_remarked, remark
from forum.queries.quotes import quotes_of_closer, quoting_openly
from forum.rules import can_mark, can_see, markings_for
from forum.text.identifier_check import must_be_settled
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.network.enums import Marking


def mark_topic(*, topic_id: int, actor: User, marking: Marking, reason: str, seen: str) -> Outcome:
    """Mark it more openly or more closely; all that follows is asked of the marking when it is needed.

    More openly: nothing is done while something under it must be settled first, and quotes of closer words go out of
    earlier versions. More closely: where its words stand in topics that are marked more openly, those quotes are taken
    out at once, there and in what others can read of before, whether or not the actor can read that place. seen: the
    Remark.seen that the actor confirmed.
    """
    change = remark(Topic.objects.select_related("board").get(pk=topic_id), marking, actor)
    return _mark(topic_id, change, actor=actor, reason=reason, seen=seen)


@transaction.atomic
def _mark(topic_id: int, change: Remark, *, actor: User, reason: str, seen: str) -> Outcome:
    marking, under = change.after, Post.objects.filter(topic=topic_id)
    topics = lock_around(topic_id, going=under, quoting=quoting_openly(under, marking=marking))
    topic = topics[topic_id]
    topic.board, actor = lock_board(topic.board_id), as_now(actor)
    if not (can_mark(actor, topic) and can_see(actor, topic.board)) or must_be_settled([reason]):
        raise PermissionDenied
    if topic.marking == marking:
        return Outcome.SAME
    if marking not in markings_for(actor, topic):
        raise PermissionDenied
    posts = [] if change.opens else locked_posts(quoting_openly(under, marking=marking), topics)
    if posts is None or change.to_settle or change.seen != seen or not is_as_remarked(change, topic, actor):
        return Outcome.STALE
    past = list(quotes_of_closer(topic, marking).filter(is_past=True)) if change.opens else ()
    quotes = Quotes(posts, quoted_of(under, posts), past)
    topic.marking = marking
    topic.save(update_fields=["marking"])
    taken = quotes.take_out(topics)
    detail = f"“{marking.label}”. Before, it was “{change.before.label}”"
    tell_as_known(topic, EventKind.MARKED, actor=actor, detail=detail, reason=reason)
    record(topic, "forum.topic.mark", actor=known(topic, actor), reason=reason, before=change.before, after=marking)
    record_unquoted(taken)
    return Outcome.DONE
