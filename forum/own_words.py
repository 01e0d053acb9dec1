"""What a copy has of posts and drafts: the person's own words, and quotes of what they can read and may take along."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from forum.enums import EventKind, RevisionState
from forum.models import Board, Draft, Post, Revision, Topic, TopicEvent
from forum.quoting import quoted_ids, without
from ratsite.accounts.models import User
from ratsite.network.enums import Marking

CLOSE = [marking.value for marking in Marking if marking.is_close]


def as_copied(post: Post) -> str:
    return _leaving(post.source, post.author)


def version_as_copied(version: Revision) -> str:
    """Of what stood there before a quote was taken out nothing of others is left: its words are kept more closely."""
    if version.state == RevisionState.QUOTED:
        return without(version.source, set(quoted_ids(version.source)))
    return _leaving(version.source, version.post.author)


def topics_of(author: User) -> QuerySet[Topic]:
    """With `is_theirs`: whether its title is the author's, or given by somebody else where they can read it today."""
    about = Q(about=OuterRef("pk")) | Q(about=None, topic=OuterRef("pk"))
    renamed = TopicEvent.objects.filter(about, kind=EventKind.RENAMED).exclude(actor=author)
    readable = Topic.objects.visible_to(author).filter(pk=OuterRef("pk"))
    topics = Topic.objects.filter(author=author).prefetch_related("forms", "affected")
    return topics.annotate(is_theirs=~Exists(renamed) | Exists(readable))


def moderators_of(person: User) -> QuerySet:
    """The boards that name them; with `name` where they can see the board today."""
    readable = Board.objects.visible_to(person).values("pk")
    name = Case(When(board__in=readable, then="board__name"), default=Value(""))
    return Board.moderators.through.objects.filter(user=person).annotate(name=name)


def draft_as_copied(draft: Draft) -> dict[str, list[str]]:
    return {field: [_leaving(text, draft.person) for text in texts] for field, texts in draft.fields.items()}


def _leaving(source: str, author: User) -> str:
    """One query for a text that quotes somebody, none for any other."""
    quoted = set(quoted_ids(source)) if "/forum/posts/" in source else set()
    if not quoted:
        return source
    readable = Post.objects.shown_to(author).exclude(topic__marking__in=CLOSE)
    stays = Post.objects.filter(Q(author=author) | Q(pk__in=readable.values("pk")), pk__in=quoted)
    return without(source, quoted - set(stays.values_list("pk", flat=True)))
