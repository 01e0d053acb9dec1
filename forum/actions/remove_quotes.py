"""Taking quotes out of places where more can read them than their words are for from now on. For the other actions.

The caller asks forum.queries.quotes which posts those are, locks their topics beside its own, changes where the words
stand or who reads them, and records_unquoted when everything else is locked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from forum.actions.lock_rows import lock_topics
from forum.actions.record_event import tell_readers
from forum.actions.set_text import keep_mentions, keep_quotes, set_text
from forum.enums import EventKind, PostState, RevisionState
from forum.models import Post, Quotation, Topic
from forum.models.post import PostQuerySet
from forum.queries.audience import Readers, seen_with
from forum.queries.quotes import past_quotes_for_fewer, quoting_openly, shown_to, shown_with, topics_quoted_by
from forum.queries.retention import must_keep
from forum.text.quotes import without
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.network.enums import Marking
from ratsite.network.models import Circle


def topics_of(posts: PostQuerySet) -> set[int]:
    """To lock: whoever quotes those words anew waits for the lock on where they stand."""
    return set(posts.order_by().values_list("topic", flat=True))


def lock_around(*topic_ids: int, going: PostQuerySet, quoting: PostQuerySet) -> dict[int, Topic]:
    """These topics, those out of which quotes of what goes are taken, and those whose words it quotes."""
    return lock_topics(*topic_ids, *topics_of(quoting), *topics_quoted_by(going))


def locked_posts(posts: PostQuerySet, locked: Mapping[int, Topic]) -> list[Post] | None:
    """Those posts, each with its topic; None where one stands in a topic that is not locked."""
    found = list(posts.select_related("author", "agency"))
    if any(post.topic_id not in locked for post in found):
        return None
    for post in found:
        post.topic = locked[post.topic_id]
    return found


@dataclass(frozen=True)
class Quotes:
    """Those that must go when posts get other readers, found under the locks and before anything is changed.

    quoting: posts beside them that quote them where others read; quoted: which of them; past: what they themselves
    quoted before, and not all who read them then may read.
    """

    quoting: Sequence[Post] = ()
    quoted: Collection[int] = ()
    past: Sequence[Quotation] = ()

    @classmethod
    def around(
        cls, going: PostQuerySet, locked: Mapping[int, Topic], *, circle: Circle | None, marking: Marking | None = None
    ) -> "Quotes | None":
        """Where these posts get this audience, and this marking. None where one of those quotes leads to a topic that
        is not locked: somebody has quoted since lock_around, and those words may go to fewer readers in this moment.
        """
        quoting = locked_posts(quoting_openly(going, circle=circle, marking=marking), locked)
        if quoting is None or not topics_quoted_by(going) <= locked.keys():
            return None
        return cls(quoting, quoted_of(going, quoting), list(past_quotes_for_fewer(going, circle)))

    def seen(self, readers: Readers, person: User) -> str:
        """What this person would be shown, and confirm."""
        posts = Post.objects.filter(pk__in=[post.pk for post in self.quoting]).order_by("pk")
        return seen_with(readers, list(shown_to(person, posts)), list(shown_with(person, self.past)))

    def take_out(self, topics: Mapping[int, Topic]) -> list[Post]:
        """Their readers are told that something went; returns where it did. Those with past quotes stand in topics."""
        return take_quotes_out(self.quoting, self.quoted) + _take_past_out(self.past, topics)


def quoted_of(going: PostQuerySet, quoting: Sequence[Post]) -> set[int]:
    """Which of those posts these quote."""
    there = Quotation.objects.filter(post__in=quoting, quoted__in=going.order_by().values("pk"))
    return set(there.values_list("quoted", flat=True))


def take_quotes_out(posts: Iterable[Post], quoted: Collection[int]) -> list[Post]:
    """What these posts quote of those goes, and their readers are told that something went. Returns where it did."""
    return [post for post in posts if _take_out(post, quoted)]


def _take_past_out(quotations: Iterable[Quotation], topics: Mapping[int, Topic]) -> list[Post]:
    """The same of these quotes, in earlier versions of posts."""
    quoted: dict[int, set[int]] = {}
    for one in quotations:
        quoted.setdefault(one.post_id, set()).add(one.quoted_id)
    posts = Post.objects.filter(pk__in=quoted).select_related("author", "agency").order_by("pk")
    for post in posts:
        post.topic = topics[post.topic_id]
    return [post for post in posts if _take_out(post, quoted[post.pk])]


def record_unquoted(posts: Iterable[Post]) -> None:
    """For those who can read that place: nothing here says where the words came from."""
    for post in posts:
        record(post, "forum.post.unquote", actor=None)


def _take_out(post: Post, quoted: Collection[int]) -> bool:
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
            if must_keep(post):
                post.revisions.create(
                    source=version.source,
                    content_note=version.content_note,
                    state=RevisionState.KEPT,
                    created_at=timezone.now(),
                )
            places.append("an earlier version of post" if version.state == RevisionState.APPLIED else "")
            version.source = rest
            version.save(update_fields=["source"])
    keep_quotes(post)
    read = [place for place in dict.fromkeys(places) if place]
    if read and post.is_live:
        place = "post" if "post" in read else read[0]
        tell_readers(post.topic, EventKind.UNQUOTED, actor=None, detail=f"{place} {post.number}")
    return bool(places)


def _keep_for_author(post: Post) -> None:
    post.revisions.create(
        source=post.source,
        content_note=post.content_note,
        state=RevisionState.QUOTED,
        created_at=post.edited_at or post.published_at or post.created_at,
    )
