"""What follows from another marking of a topic, before anything is saved: for the page, and again under the lock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.template.defaultfilters import pluralize
from django.urls import reverse

from forum.enums import PostState, RevisionState
from forum.models import Attachment, Post, Quotation, Revision, Topic
from forum.querysets import PostQuerySet
from forum.quoting import quoted_ids
from forum.rules import can_note_on
from forum.telling import SAYS
from ratsite.accounts.models import User
from ratsite.lib.identifiers import names_to_settle
from ratsite.lib.versions import word_of
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Says
from ratsite.pages.contacts import published_contacts


@dataclass(frozen=True)
class Matter:
    """Something in the topic, and where it stands; `url` is empty where whoever asks cannot go there."""

    what: str
    url: str = ""


@dataclass(frozen=True)
class Remark:
    """What a change of marking does.

    to_settle: what stops it. to_look_at: what goes along, and may be passed on by more people than before. quoting:
    the posts elsewhere, of those that the actor can read, out of which quotes are taken; of others nobody is told.
    """

    before: Marking
    after: Marking
    place: int  # the board
    to_settle: tuple[Matter, ...]
    to_look_at: tuple[Matter, ...]
    quoting: tuple[Post, ...]
    files: int

    @property
    def opens(self) -> bool:
        return self.after.rank < self.before.rank

    @property
    def mails_say(self) -> str:
        return SAYS.get(self.after, Says.NOTHING).label

    @property
    def seen(self) -> str:
        """What a form carries, so that nobody confirms anything else than what they were shown."""
        matters = [(matter.what, matter.url) for matter in (*self.to_settle, *self.to_look_at)]
        return word_of([self.before, self.after, self.place, matters, [post.pk for post in self.quoting], self.files])


def remark(topic: Topic, after: Marking, actor: User) -> Remark:
    """Its queries do not grow with the topic; where it is opened, every text in it is looked through."""
    before = Marking(topic.marking)
    opens = after.rank < before.rank
    posts = list(_under(topic)) if opens else []
    decides = opens and can_note_on(actor, topic.board)
    return Remark(
        before=before,
        after=after,
        place=topic.board_id,
        to_settle=tuple(_to_settle(topic, posts, after, decides=decides)) if opens else (),
        to_look_at=tuple(_to_look_at(posts, decides=decides)),
        quoting=() if opens else tuple(quoting_openly(topic, after).visible_to(actor).live().select_related("topic")),
        files=Attachment.objects.filter(post__topic=topic, post__state=PostState.LIVE).count(),
    )


def quoting_openly(topic: Topic, marking: Marking) -> PostQuerySet:
    """Posts in other topics that quote posts of this one and are marked more openly than that."""
    lower = [other for other in Marking if other.rank < marking.rank]
    quotations = Quotation.objects.filter(quoted__topic=topic).exclude(post__topic=topic)
    return Post.objects.filter(pk__in=quotations.values("post"), topic__marking__in=lower).order_by("pk")


def _under(topic: Topic) -> PostQuerySet:
    """All that others read there, or will once a moderator has approved it."""
    states = [RevisionState.APPLIED, RevisionState.PENDING]
    versions = Prefetch("revisions", Revision.objects.filter(state__in=states), to_attr="versions")
    files = Prefetch("attachments", Attachment.objects.select_related("stored_file"), to_attr="files")
    posts = topic.posts.filter(state__in=[PostState.LIVE, PostState.HELD]).order_by("number", "pk")
    return posts.prefetch_related(versions, files)


def _to_settle(topic: Topic, posts: Iterable[Post], after: Marking, *, decides: bool) -> Iterator[Matter]:
    allow, closer = published_contacts(), _closer_posts(topic, after)
    if names := names_to_settle([topic.title, topic.learned], allow):
        yield Matter(f"The title, or what was learned, may hold this: {', '.join(names)}", _work_url(topic))
    for post in posts:
        for what, url, texts in _places(post, decides):
            if closer and any(closer.intersection(quoted_ids(text)) for text in texts):
                yield Matter(f"{what} quotes words that are marked more closely than that", url)
            if not post.spoken_for and (names := names_to_settle(texts, allow)):
                yield Matter(f"{what} may hold this: {', '.join(names)}", url)


def _closer_posts(topic: Topic, marking: Marking) -> set[int]:
    """What posts of this topic quote from topics that are marked more closely."""
    higher = [other for other in Marking if other.rank > marking.rank]
    quotations = Quotation.objects.filter(post__topic=topic, quoted__topic__marking__in=higher)
    return set(quotations.exclude(quoted__topic=topic).values_list("quoted", flat=True))


def _places(post: Post, decides: bool) -> Iterator[tuple[str, str, list[str]]]:
    """(what it is called, where it stands, its texts) for the post, for its change that waits, and for what it said."""
    name = f"Post {post.number}" if post.number else "A post that waits for a moderator"
    url = post.get_absolute_url() if post.number else reverse("moderation:item", args=["posts", post.pk])
    yield name, url if post.number or decides else "", [post.source, post.content_note]
    for version in post.versions:
        if version.state == RevisionState.PENDING:
            item = reverse("moderation:item", args=["edits", version.pk]) if decides else ""
            yield f"A change of post {post.number} that waits", item, [version.source, version.content_note]
        elif version.source != post.source:
            texts = [version.source, version.content_note, version.reason]
            yield f"An earlier version of post {post.number}", reverse("forum:post_history", args=[post.pk]), texts


def _to_look_at(posts: Iterable[Post], *, decides: bool) -> Iterator[Matter]:
    """Of files that readers are not given yet, whoever does not decide about them learns how many there are."""
    for post in posts:
        name = f"Post {post.number}" if post.number else "A post that waits for a moderator"
        url = post.get_absolute_url() if post.number else ""
        if post.spoken_for:
            yield Matter(f"{name}: its author said that what it holds is nobody’s", url)
        if post.files:
            yield Matter(f"{name}: {', '.join(_names(post, decides=decides))}", url)


def _names(post: Post, *, decides: bool) -> list[str]:
    files = [one for one in post.files if decides or (post.is_live and one.stored_file.is_clean and not one.waits)]
    others = len(post.files) - len(files)
    unnamed = [f"{others} file{pluralize(others)} that nobody is given yet"] if others else []
    return [one.stored_file.name for one in files] + unnamed


def _work_url(topic: Topic) -> str:
    return reverse("forum:topic_work", args=[topic.pk])
