"""Another marking for a topic: what its readers may do with it from now on."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.actions.boards import Outcome
from forum.actions.happening import known, tell_as_known, tell_readers
from forum.actions.locking import lock_board, lock_topics
from forum.actions.wording import keep_mentions, keep_quotes, set_text
from forum.enums import EventKind, PostState, RevisionState
from forum.identifying import must_be_settled
from forum.models import Post, Topic
from forum.quoting import without
from forum.remarking import quoting_openly, remark
from forum.rules import can_mark, can_see, markings_for
from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.network.enums import Marking


@transaction.atomic
def mark_topic(*, topic_id: int, actor: User, marking: Marking, reason: str, seen: str) -> Outcome:
    """Mark it more openly or more closely; all that follows is asked of the marking when it is needed.

    More openly: nothing is done while something under it must be settled first. More closely: where its words stand in
    topics that are marked more openly, those quotes are taken out at once, there and in what others can read of before,
    whether or not the actor can read that place. seen: the Remark.seen that the actor confirmed.
    """
    topic, others = _lock(topic_id, marking)
    topic.board = lock_board(topic.board_id)
    if not (can_mark(actor, topic) and can_see(actor, topic.board)) or must_be_settled([reason]):
        raise PermissionDenied
    if topic.marking == marking:
        return Outcome.SAME
    if marking not in markings_for(actor, topic):
        raise PermissionDenied
    change = remark(topic, marking, actor)
    posts = [] if change.opens else list(quoting_openly(topic, marking).select_related("author", "agency"))
    if change.seen != seen or change.to_settle or any(post.topic_id not in others for post in posts):
        return Outcome.STALE
    topic.marking = marking
    topic.save(update_fields=["marking"])
    taken = set(topic.posts.values_list("pk", flat=True)) if posts else set()
    for post in posts:
        post.topic = others[post.topic_id]
        _take_quotes_out(post, taken)
    detail = f"“{marking.label}”. Before, it was “{change.before.label}”"
    tell_as_known(topic, EventKind.MARKED, actor=actor, detail=detail, reason=reason)
    record(topic, "forum.topic.mark", actor=known(topic, actor), reason=reason, before=change.before, after=marking)
    for post in posts:  # for those who can read that place: nothing here says where the words came from
        record(post, "forum.post.unquote", actor=None)
    return Outcome.DONE


def _lock(topic_id: int, marking: Marking) -> tuple[Topic, dict[int, Topic]]:
    """The topic, and those whose posts quote it openly. Whoever quotes it anew waits for the lock on it."""
    quoting = quoting_openly(Topic(pk=topic_id), marking).order_by().values_list("topic", flat=True)
    topics = lock_topics(topic_id, *quoting)
    return topics.pop(topic_id), topics


def _take_quotes_out(post: Post, quoted: Iterable[int]) -> None:
    """Out of its text, of a change that waits and of each earlier version. What stood there, its author alone keeps."""
    quoted, places = set(quoted), []
    rest = without(post.source, quoted)
    if rest != post.source and post.state != PostState.REJECTED:  # that its author alone reads, and sends in anew
        places.append("post")
        _keep_for_author(post)
        set_text(post, rest)
        post.save(update_fields=["source", "html"])
        keep_mentions(post)
    for version in post.revisions.filter(state__in=[RevisionState.APPLIED, RevisionState.PENDING]):
        rest = without(version.source, quoted)
        if rest != version.source:
            places.append("an earlier version of post" if version.state == RevisionState.APPLIED else "")
            version.source = rest
            version.save(update_fields=["source"])
    keep_quotes(post)
    places = [place for place in dict.fromkeys(places) if place]
    if places and post.is_live:
        place = "post" if "post" in places else places[0]
        tell_readers(post.topic, EventKind.UNQUOTED, actor=None, detail=f"{place} {post.number}")


def _keep_for_author(post: Post) -> None:
    post.revisions.create(
        source=post.source,
        content_note=post.content_note,
        state=RevisionState.QUOTED,
        created_at=post.edited_at or post.published_at or post.created_at,
    )
