"""What a copy has of posts and drafts: the person's own words, and quotes of what they can read and may take along."""

from django.db.models import Q

from forum.enums import RevisionState
from forum.models import Draft, Post, Revision
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


def draft_as_copied(draft: Draft) -> dict[str, list[str]]:
    return {field: [_leaving(text, draft.person) for text in texts] for field, texts in draft.fields.items()}


def _leaving(source: str, author: User) -> str:
    """One query for a text that quotes somebody, none for any other."""
    quoted = set(quoted_ids(source)) if "/forum/posts/" in source else set()
    if not quoted:
        return source
    readable = Post.objects.visible_to(author).live().exclude(topic__marking__in=CLOSE)
    stays = Post.objects.filter(Q(author=author) | Q(pk__in=readable.values("pk")), pk__in=quoted)
    return without(source, quoted - set(stays.values_list("pk", flat=True)))
