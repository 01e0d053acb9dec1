"""Setting a post's text: its rendering and whom it calls by name go with it. For the other actions."""

from forum.mentions import names_of
from forum.models import Mention, Post
from ratsite.lib import markup


def set_text(post: Post, source: str) -> None:
    """The caller saves the post, and then keeps its mentions."""
    post.set_body(source, names_of(source, post.topic.board, post.author))


def keep_mentions(post: Post) -> None:
    """Rows for those whom the saved text calls, and for nobody else."""
    names = names_of(post.source, post.topic.board, post.author)
    called = {names[name] for name in markup.named(post.source, names)}
    post.mentions.exclude(person__in=called).delete()
    Mention.objects.bulk_create([Mention(post=post, person_id=pk) for pk in sorted(called)], ignore_conflicts=True)
