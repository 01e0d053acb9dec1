"""Quoting a post: the lines that carry its words, and the places where they may not stand."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum import rules
from forum.enums import PostState
from forum.models import Board, Post
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown
from ratsite.network.enums import Marking

LONGEST = 1_500  # characters: more than a page of another's words says nothing of one's own
PERMALINK = re.compile(r"/forum/posts/(\d{1,8})/?")
TAKEN_OUT = "*A quote stood here. Its words are kept more closely now.*"
NOT_THERE = "A quote in this is of a post that is not there, or that you cannot read. Say it in your own words."
QUOTED = [PostState.LIVE, PostState.WITHDRAWN]  # what others could read, and quote, at some time
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@!])")


@dataclass(frozen=True)
class Quote:
    """Markdown lines: the head says who and links back. Empty where there is nothing that may be quoted; then
    `refusal` may say why."""

    head: str = ""
    words: str = ""
    refusal: str = ""

    @property
    def text(self) -> str:
        return f"{self.head}\n>\n{self.words}" if self.head else ""


def quote(post_id: int | None, *, writer: User, board: Board, marking: str) -> Quote:
    """A post for a reply that will stand there. One that the writer cannot see is quoted like one that is not there."""
    post = next(iter(_visible([post_id] if post_id else [], writer)), None)
    if post is None:
        return Quote()
    if why := _refusal(post, board, marking):
        return Quote(refusal=why)
    return Quote(
        head=f"> {_name(post)} wrote:", words=_quoted(_shortened(post.words if post.content_note else post.source))
    )


def added_to(body: str, quoted: Quote) -> str:
    """What was typed already, and then the quote, once."""
    if not quoted.text or quoted.text in body.replace("\r\n", "\n"):
        return body
    return f"{body.rstrip()}\n\n{quoted.text}\n\n".lstrip("\n")


def refusal(source: str, *, writer: User, board: Board, marking: str) -> str:
    """Why this text must not stand there: a quote in it would reach others than it was written for. Empty: it may.

    A quote of what the writer cannot read is refused like one of what is not there, in the same words.
    """
    post_ids = set(quoted_ids(source))
    if not post_ids:
        return ""
    posts = list(Post.objects.filter(pk__in=post_ids, state__in=QUOTED).select_related("topic__board__circle"))
    why = {post.pk: _refusal(post, board, marking) for post in posts if not post.is_taken_down}
    seen = _visible([pk for pk, said in why.items() if said], writer)
    if seen:
        return why[seen[0].pk]
    return NOT_THERE if any(why.get(pk, NOT_THERE) for pk in post_ids) else ""


def _refusal(post: Post, board: Board, marking: str) -> str:
    what = f"Post {post.number} in “{post.topic.title}” cannot be quoted here"
    instead = "Say it in your own words, or link to it."
    if not rules.fits_marking(post, marking):
        label = Marking(post.topic.marking).label.lower()
        return f"{what}: it is marked “{label}”, and this topic is more open. {instead}"
    if not rules.fits_readers(post, board):
        return f"{what}: more people can read this topic than it was written for. {instead}"
    return ""


def _visible(post_ids: list[int], writer: User) -> list[Post]:
    if not post_ids:
        return []
    posts = Post.objects.shown_to(writer).filter(pk__in=post_ids)
    return list(posts.select_related("author", "agency", "topic__board__circle").order_by("pk"))


def quoted_ids(source: str) -> list[int]:
    """The numbers of the posts whose links stand in its quotes, whether there are such posts or not."""
    found = map(_post_id, markdown.quoted_links(source))
    return [post_id for post_id in found if post_id]


def topics_quoted(source: str) -> set[int]:
    """The topics where the quoted posts stand today. Whoever posts the text locks them: a marking may change."""
    quoted = quoted_ids(source)
    return set(Post.objects.filter(pk__in=quoted).values_list("topic", flat=True)) if quoted else set()


def without(source: str, post_ids: Collection[int]) -> str:
    """The text without its quotes of these posts. Where a quote cannot be taken out alone, nothing of the text is left.

    What stands inside a quote goes with it, also what its writer has put there.
    """
    if set(quoted_ids(source)).isdisjoint(post_ids):
        return source
    rest = markdown.without_quotes(source, lambda link: _post_id(link) in post_ids, TAKEN_OUT).strip()
    return rest if set(quoted_ids(rest)).isdisjoint(post_ids) else TAKEN_OUT


def _post_id(link: str) -> int | None:
    match = PERMALINK.fullmatch(_path(link))
    return int(match[1]) if match else None


def _path(link: str) -> str:
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def _name(post: Post) -> str:
    """A link whose words are its writer's name as readers know it, whatever is in it."""
    name = SPECIAL.sub(r"\\\1", " ".join(post.byline.name.split()))
    return f"[{name}]({post.get_absolute_url()})"


def _shortened(source: str) -> str:
    if len(source) <= LONGEST:
        return source
    cut = max(source.rfind(end, LONGEST // 2, LONGEST) for end in (" ", "\n"))
    return f"{source[: cut if cut > 0 else LONGEST]} …"


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
