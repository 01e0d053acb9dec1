"""Find the quotations that a reader may see. forum/text/quotes.py finds the slots in a text and renders the quotes.

The quotations are looked up each time a page is shown, so nothing needs to be updated when a post is moved, marked or
withdrawn.

A quote is shown if the reader may read the quoted post, all readers of the quoting post may read the quoted post too,
the quoted post's marking is not stricter than the quoting post's, and the quoted post still contains the quoted text.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from forum.models import Board, Draft, Post, Quotation, Revision, Topic
from forum.models.post_queryset import PostQuerySet
from forum.rules.posts import fits_marking, fits_readers
from forum.text import quotes
from forum.text.draft_quotes import TypedQuote, typed_quotes, with_quotes_hidden
from ratsite.accounts.models import User
from ratsite.lib.markup import markdown

POST_PATH = "/forum/posts/"  # a draft's text without this path has no link to a post, and so quotes none


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
    """Return a text of the post as a form shows it: slots become the quotes that this reader may see, or a notice.

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
    """Return the reader's drafts, each with a line in place of every quote that must be hidden. Do not save them.

    A draft contains quotes as typed text. The reader may have left a circle since, or a post may have been withdrawn or
    changed. Up to three queries; none if no draft quotes a post.
    """
    rows = list(drafts)
    texts = [text for draft in rows for texts in draft.fields.values() for text in texts if POST_PATH in text]
    if not texts:
        return rows
    quoted = QuotedPosts(texts, Post.objects.visible_to(reader))
    for draft in rows:
        draft.fields = {
            name: [with_quotes_hidden(text, quoted.is_hidden) if POST_PATH in text else text for text in texts]
            for name, texts in draft.fields.items()
        }
    return rows


class QuotedPosts:
    """The posts that are quoted in texts of drafts, to decide which quotes must be hidden.

    readable: the posts whose quotes may be shown.
    """

    def __init__(self, texts: Iterable[str], readable: PostQuerySet):
        self.post_ids = {pk for text in texts for quote in typed_quotes(text) for pk in quote.linked}
        self.readable = set(readable.filter(pk__in=self.post_ids).values_list("pk", flat=True))

    @cached_property
    def posts(self) -> dict[int, Post]:
        return Post.objects.in_bulk(self.post_ids)

    @cached_property
    def versions(self) -> dict[int, list[Post]]:
        """Post id → the post as it was in each of its stored versions."""
        versions: dict[int, list[Post]] = {}
        for revision in Revision.objects.filter(post__in=self.post_ids):
            version = Post(html=markdown.render(revision.source), content_note=revision.content_note)
            versions.setdefault(revision.post_id, []).append(version)
        return versions

    def is_hidden(self, quote: TypedQuote, above: int | None) -> bool:
        """True if the quote must be hidden.

        above: the id of the post that the quote above this one links to, because a quote without a link may continue
        that quote; None if there is no such quote.

        A quote is hidden if it links to a post that is not readable, or if its text was removed from the quoted post.
        A quote without a link is hidden if the post `above` is not readable and the text is, or was, in that post, or
        if no text of that post is left for a comparison. Any other quote without a link is the writer's own text.
        """
        if not self.readable.issuperset(quote.linked):
            return True
        post_id = quote.post_id or above
        if post_id is None:
            return False
        post, versions = self.posts.get(post_id), self.versions.get(post_id, [])
        is_there = post is not None and quotes.still_says(post, quote.text)
        was_ever_there = is_there or any(quotes.still_says(version, quote.text) for version in versions)
        if post_id in self.readable:
            return was_ever_there and not is_there
        return was_ever_there or not (versions or (post and post.html))


def _shown(post_ids: Collection[int], reader: User, topic: Topic) -> dict[int, dict[str, Quotation]]:
    """Return those of the quotations in these posts of the topic that the reader may see: post id → key → quotation."""
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
