"""Find the quotations that a reader may see. forum/text/quotes.py reads and prints them.

Each page asks, so moving, marking and withdrawing need no update of quotes.

A quote is shown if the reader may read the quoted post, all readers of the quoting place may read it too, its marking
is no stricter than the place's, and the quoted post still contains the text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from forum import rules
from forum.models import Board, Post, Quotation, Topic
from forum.text import quotes
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown


def with_quotes(posts: Iterable[Post], reader: User, topic: Topic) -> list[Post]:
    """Return the posts of one topic, each with `body`: its HTML for this reader. One query; none if no post quotes."""
    found = list(posts)
    shown = _shown([post.pk for post in found if markdown.has_slots(post.html)], reader, topic)
    for post in found:
        post.body = filled(post.html, shown.get(post.pk, {}))
    return found


def filled(html: str, shown: Mapping[str, Quotation]) -> str:
    return quotes.filled(html, shown) if markdown.has_slots(html) else html


def shown_in(post: Post, reader: User) -> dict[str, Quotation]:
    """Return, by key, the quotations shown to this reader in the post's text and in every version of it."""
    return _shown([post.pk], reader, post.topic).get(post.pk, {})


def as_read(post: Post, source: str, reader: User) -> str:
    """Return this text of a post as a form shows it, with the quotes that its reader may see.

    No query if it has none.
    """
    return quotes.as_typed(source, shown_in(post, reader)) if markdown.slots(source) else source


def fitting(quotations: Collection[Quotation], reader: User, board: Board, marking: str) -> dict[str, Quotation]:
    """Return, by key, which of these quotations a text on this board would show to this reader, before it is sent."""
    posts = Post.objects.shown_to(reader).filter(pk__in={one.quoted_id for one in quotations})
    readable = set(posts.values_list("pk", flat=True)) if quotations else ()
    return {one.key: one for one in _fitting((one for one in quotations if one.quoted_id in readable), board, marking)}


def _shown(post_ids: Collection[int], reader: User, topic: Topic) -> dict[int, dict[str, Quotation]]:
    if not post_ids:
        return {}
    found = Quotation.objects.visible_to(reader).filter(post__in=post_ids).select_related(*quotes.PRINTED).order_by()
    shown: dict[int, dict[str, Quotation]] = {}
    for one in _fitting(found, topic.board, topic.marking):
        shown.setdefault(one.post_id, {})[one.key] = one
    return shown


def _fitting(quotations: Iterable[Quotation], board: Board, marking: str) -> Iterator[Quotation]:
    """Yield the quotations that may be shown there.

    One query for each other circle that is quoted on a circle's board.
    """
    fits: dict[int | None, bool] = {}
    for one in quotations:
        circle_id = one.quoted.topic.board.circle_id
        if circle_id not in fits:
            fits[circle_id] = rules.fits_readers(one.quoted, board)
        if fits[circle_id] and rules.fits_marking(one.quoted, marking) and quotes.says(one.quoted, one.words):
            yield one
