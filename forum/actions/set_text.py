"""Setting a post's text: its rendering, whom it calls by name and whom it quotes go with it. For the other actions."""

from collections.abc import Iterable

from django.utils import timezone

from forum.enums import RevisionState
from forum.models import Mention, Post, Quotation
from forum.queries.retention import must_keep
from forum.text.mentions import names_of
from forum.text.quotes import quoted_ids
from ratsite.lib.markup import markdown


def set_text(post: Post, source: str) -> None:
    """The caller saves the post, and then keeps its mentions."""
    post.set_body(source, names_of(source, post.topic.board, post.author))


def keep_for_law(post: Post) -> None:
    """Before its words, or a change of it that waits, are changed or taken back: a version for whoever a hold is for.

    Nobody reads it on the site. What another version says already is not kept twice.
    """
    if not must_keep(post):
        return
    others = post.revisions.exclude(state=RevisionState.PENDING)
    there = set(others.values_list("source", "content_note"))
    waiting = post.revisions.pending().values_list("source", "content_note")
    for source, note in {(post.source, post.content_note), *waiting} - there:
        post.revisions.create(source=source, content_note=note, state=RevisionState.KEPT, created_at=timezone.now())


def keep_mentions(post: Post) -> None:
    """Rows for those whom the saved text calls, and for nobody else."""
    names = names_of(post.source, post.topic.board, post.author)
    called = {names[name] for name in markdown.named(post.source, names)}
    post.mentions.exclude(person__in=called).delete()
    Mention.objects.bulk_create([Mention(post=post, person_id=pk) for pk in sorted(called)], ignore_conflicts=True)


def keep_quotes(post: Post) -> None:
    """Rows for the posts that it quotes: in its text, in a change that waits, and in what others can read of before."""
    states = [RevisionState.APPLIED, RevisionState.PENDING]
    versions = list(post.revisions.filter(state__in=states).values_list("state", "source"))
    named = _named(source for _, source in versions) | _named([post.source])
    named.discard(post.pk)
    post.quotations.exclude(quoted__in=named).delete()
    stands = _named([post.source, *(source for state, source in versions if state == RevisionState.PENDING)])
    quoted = Post.objects.filter(pk__in=named).values_list("pk", flat=True) if named else ()
    rows = [Quotation(post=post, quoted_id=pk, is_past=pk not in stands) for pk in quoted]
    Quotation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["post", "quoted"], update_fields=["is_past"]
    )


def _named(texts: Iterable[str]) -> set[int]:
    return {post_id for text in texts for post_id in quoted_ids(text)}
