"""What quotes show to a reader: asked for each page, so that moving, marking and withdrawing do nothing about quotes.

Words of a post are shown where it is quoted if the reader may read that post, everybody who reads the place may read it
too, its marking is no closer than the place's, and the post still says them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from forum import rules
from forum.models import Board, Post, Quotation, Topic
from forum.text import quotes
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown


def with_quotes(posts: Iterable[Post], reader: User, topic: Topic) -> list[Post]:
    """The posts of one topic, each with `body`: its HTML for this reader. One query; none where no post quotes."""
    found = list(posts)
    shown = _shown([post.pk for post in found if markdown.has_slots(post.html)], reader, topic)
    for post in found:
        post.body = filled(post.html, shown.get(post.pk, {}))
    return found


def filled(html: str, shown: Mapping[str, Quotation]) -> str:
    return quotes.filled(html, shown) if markdown.has_slots(html) else html


def shown_in(post: Post, reader: User) -> dict[str, Quotation]:
    """What the slots of a post show to this reader, by key: those of its text and of every version of it."""
    return _shown([post.pk], reader, post.topic).get(post.pk, {})


def as_read(post: Post, source: str, reader: User) -> str:
    """This text of a post as a form holds it, with the blocks that its reader may see. No query where it has none."""
    return quotes.as_typed(source, shown_in(post, reader)) if markdown.slots(source) else source


def fitting(quotations: Collection[Quotation], reader: User, board: Board, marking: str) -> dict[str, Quotation]:
    """Of these quotations, those that a text on this board shows to this reader, by key: before it is sent."""
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
    """One query for each other circle whose words are quoted on the board of a circle."""
    fits: dict[int | None, bool] = {}
    for one in quotations:
        circle_id = one.quoted.topic.board.circle_id
        if circle_id not in fits:
            fits[circle_id] = rules.fits_readers(one.quoted, board)
        if fits[circle_id] and rules.fits_marking(one.quoted, marking) and quotes.says(one.quoted, one.words):
            yield one
