"""What a member has written under their own name, for the page of that member."""

from dataclasses import dataclass

from forum.enums import WrittenList
from forum.models import Post
from forum.models.post_queryset import PostQuerySet
from ratsite.accounts.models import User

POSTS_A_PAGE = 20
# The columns of a post that templates/forum/_excerpt.html shows; topic__board__circle must be selected too.
EXCERPTED = (
    *("number", "published_at", "html", "content_note"),
    *("topic__title", "topic__slug", "topic__kind", "topic__marking", "topic__board__name"),
    *("topic__board__circle__name",),
)


@dataclass(frozen=True)
class Written:
    """One page of a member's posts, newest first.

    older_than: the next page has the posts with ids below this one; None if this is the last page.
    """

    posts: list[Post]
    older_than: int | None


def signed_by(author: User, reader: User) -> PostQuerySet:
    """Return the live posts that name this author and that the reader can read.

    Posts as an agency, by role, or on behalf of an agency do not name their author.
    """
    return Post.objects.shown_to(reader).signed().filter(author=author)


def written_by(
    author: User, reader: User, older_than: int | None = None, which: WrittenList = WrittenList.EVERYTHING
) -> Written:
    """Return a page of the posts that name this author. One query.

    older_than: only posts with ids below this one; None for the first page. which: all posts, opening posts or replies.
    The posts of an author are never counted, because members are not ranked.
    """
    posts = signed_by(author, reader).select_related("topic__board__circle").only(*EXCERPTED).order_by("-pk")
    if which == WrittenList.TOPICS:
        posts = posts.filter(number=1)
    elif which == WrittenList.REPLIES:
        posts = posts.filter(number__gt=1)
    if older_than is not None:
        posts = posts.filter(pk__lt=older_than)
    newest = list(posts[: POSTS_A_PAGE + 1])
    shown = newest[:POSTS_A_PAGE]
    return Written(shown, shown[-1].pk if len(newest) > POSTS_A_PAGE else None)
