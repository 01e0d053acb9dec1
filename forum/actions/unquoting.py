"""Taking quotes out of more open places, because their words are kept more closely from now on. For the other actions.

The caller locks topics_quoting beside its own, changes the marking under which the words stand, and records_unquoted
when everything else is locked.
"""

from collections.abc import Collection, Iterable, Mapping

from forum.actions.happening import tell_readers
from forum.actions.wording import keep_mentions, keep_quotes, set_text
from forum.enums import EventKind, PostState, RevisionState
from forum.models import Post, Topic
from forum.quoting import without
from forum.remarking import quoting_openly
from ratsite.audit import record
from ratsite.network.enums import Marking


def topics_quoting(topic_id: int, marking: Marking) -> list[int]:
    """Whose posts quote it and are marked more openly than that. Whoever quotes it anew waits for the lock on it."""
    return list(quoting_openly(Topic(pk=topic_id), marking).order_by().values_list("topic", flat=True))


def posts_quoting(topic: Topic, marking: Marking, locked: Mapping[int, Topic]) -> list[Post] | None:
    """Those posts, each with its topic; None where one stands in a topic that is not locked."""
    posts = list(quoting_openly(topic, marking).select_related("author", "agency"))
    if any(post.topic_id not in locked for post in posts):
        return None
    for post in posts:
        post.topic = locked[post.topic_id]
    return posts


def take_quotes_out(posts: Iterable[Post], quoted: Collection[int]) -> None:
    """What these posts quote of those goes, and their readers are told that something went."""
    for post in posts:
        _take_out(post, quoted)


def record_unquoted(posts: Iterable[Post]) -> None:
    """For those who can read that place: nothing here says where the words came from."""
    for post in posts:
        record(post, "forum.post.unquote", actor=None)


def _take_out(post: Post, quoted: Collection[int]) -> None:
    """Out of its text, of a change that waits and of each earlier version. What stood there, its author alone keeps."""
    places = []
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
