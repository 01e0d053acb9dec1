"""Find the quotations that a reader may see. forum/text/quotes.py finds the slots in a text and renders the quotes.

The quotations are looked up each time a page is shown, so nothing needs to be updated when a post is moved, marked or
withdrawn.

A quote is shown if the reader may read the quoted post, all readers of the quoting post may read it too, its marking is
not stricter than that of the quoting post, and the quoted post still contains the quoted text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from forum.models import Board, Draft, Post, Quotation, Topic
from forum.rules.posts import fits_marking, fits_readers
from forum.text import quotes
from forum.text.quote_blocks import quoted_ids
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown


def with_quotes(posts: Iterable[Post], reader: User, topic: Topic) -> list[Post]:
    """Return these posts of one topic, each with `body`: its HTML with the quotes that this reader may see.

    One query; none if no post quotes.
    """
    rows = list(posts)
    shown = _shown([post.pk for post in rows if markdown.has_slots(post.html)], reader, topic)
    for post in rows:
        post.body = fill_quotes(post.html, shown.get(post.pk, {}))
    return rows


def fill_quotes(html: str, shown: Mapping[str, Quotation]) -> str:
    return quotes.fill_slots(html, shown) if markdown.has_slots(html) else html


def shown_in(post: Post, reader: User) -> dict[str, Quotation]:
    """Return the quotations in the post and its earlier versions that this reader may see, by Quotation.key."""
    return _shown([post.pk], reader, post.topic).get(post.pk, {})


def as_read(post: Post, source: str, reader: User) -> str:
    """Return a text of the post as a form shows it, with the quotes in it that this reader may see.

    source: the post's text or that of one of its versions. No query if it has no quotes.
    """
    return quotes.as_typed(source, shown_in(post, reader)) if markdown.slots(source) else source


def quotes_shown_to(
    quotations: Collection[Quotation], reader: User, board: Board, marking: str
) -> dict[str, Quotation]:
    """Return those of the quotations that this reader would see in a text that is not posted yet, by Quotation.key.

    board and marking: those of the topic in which the text will be posted.
    """
    posts = Post.objects.shown_to(reader).filter(pk__in={quotation.quoted_id for quotation in quotations})
    readable = set(posts.values_list("pk", flat=True)) if quotations else ()
    return {
        quotation.key: quotation
        for quotation in _fitting(
            (quotation for quotation in quotations if quotation.quoted_id in readable), board, marking
        )
    }


def drafts_as_read(drafts: Iterable[Draft], reader: User) -> list[Draft]:
    """Return the reader's drafts, each without the quotes of posts that they can no longer read. Do not save them.

    A draft contains quotes as typed text. The reader may have left a circle since, or a post may have been withdrawn.
    One query; none if no draft quotes a post.
    """
    rows = list(drafts)
    texts = [text for draft in rows for texts in draft.fields.values() for text in texts]
    quoted = {pk for text in texts if "/forum/posts/" in text for pk in quoted_ids(text)}
    if not quoted:
        return rows
    readable = set(Post.objects.visible_to(reader).filter(pk__in=quoted).values_list("pk", flat=True))
    for draft in rows:
        draft.fields = {
            name: [quotes.with_quotes_hidden(text, readable) if "/forum/posts/" in text else text for text in texts]
            for name, texts in draft.fields.items()
        }
    return rows


def _shown(post_ids: Collection[int], reader: User, topic: Topic) -> dict[int, dict[str, Quotation]]:
    if not post_ids:
        return {}
    quotations = (
        Quotation.objects.visible_to(reader)
        .filter(post__in=post_ids)
        .select_related(*quotes.QUOTED_RELATIONS)
        .order_by()
    )
    shown: dict[int, dict[str, Quotation]] = {}
    for quotation in _fitting(quotations, topic.board, topic.marking):
        shown.setdefault(quotation.post_id, {})[quotation.key] = quotation
    return shown


def _fitting(quotations: Iterable[Quotation], board: Board, marking: str) -> Iterator[Quotation]:
    """Yield those of the quotations that may be shown in a post on this board whose topic has this marking.

    On a circle's board, this costs one query for each other circle whose posts are quoted.
    """
    fits: dict[int | None, bool] = {}
    for quotation in quotations:
        circle_id = quotation.quoted.topic.board.circle_id
        if circle_id not in fits:
            fits[circle_id] = fits_readers(quotation.quoted, board)
        if (
            fits[circle_id]
            and fits_marking(quotation.quoted, marking)
            and quotes.still_says(quotation.quoted, quotation.text)
        ):
            yield quotation
