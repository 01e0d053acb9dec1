"""Quotes of posts in a text.

A writer sees each quote as a block quote; a post stores a slot in its place, which has the key of a Quotation
(ratsite.lib.markup.markdown). A block that quotes a post begins with a link to that post, and its text must occur in
the post. A block quote without such a link is the writer's own text, unless it follows a quote and continues with text
of the same post. Any other block quote that contains a link to a post is refused, because its text would be stored as a
copy.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Board, Post, Quotation
from forum.rules.posts import fits_marking, fits_readers
from forum.text.quote_blocks import (
    Block,
    blocks_of,
    each_slot_once,
    has_head_outside,
    with_slots,
)
from ratsite.accounts.models import User
from ratsite.lib.identifiers import NAMES
from ratsite.lib.markup import markdown
from ratsite.lib.paging.fragments import draw
from ratsite.network.enums import Marking

MOST_QUOTES = 30  # quotes in one post: each is compared with the quoted post whenever a page shows it
LONGEST = 1_500  # characters of one quote: a longer one leaves the writer little to say
HIDDEN = "This quote cannot be shown here"  # not translated, because typed texts are searched for it
HIDDEN_LINE = re.compile(rf"^\[{HIDDEN}: ([0-9a-f]{{8}})\][ \t]*$", re.MULTILINE)
NOT_THERE = gettext_lazy(
    "One of the quoted posts does not exist, or you cannot read it. Write what it says in your own words."
)
NOT_A_QUOTE = gettext_lazy(
    "A quote must begin with the link to its post, outside any list, and end with a blank line. Use the post’s “Quote” "
    "button, or write what the post says in your own words."
)
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@!])")
LEFT_OUT = "…"
# Gaps in a quoted text: "…", or "[phone number removed]" as ratsite.lib.identifiers.redact writes it.
GAP = re.compile(rf"{LEFT_OUT}|\[(?:{'|'.join(re.escape(str(name)) for name in NAMES.values())}) removed\]")
HREF = re.compile(r'href="([^"]*)"')
WORD = re.compile(r"[^\W_]+")
QUOTED_RELATIONS = ("quoted__author", "quoted__agency", "quoted__topic__board__circle")  # for select_related
MOST_CACHED_QUOTES = 1_000


@dataclass(frozen=True)
class Quote:
    """A block quote of a post as Markdown, to put into a form.

    If `text` is empty, `refusal` says why the post cannot be quoted. For a post that the writer cannot see, `refusal`
    is empty too.
    """

    head: str = ""
    body: str = ""
    refusal: str = ""

    @property
    def text(self) -> str:
        return f"{self.head}\n>\n{self.body}" if self.head else ""


def quote(post_id: int | None, *, writer: User, board: Board, marking: str) -> Quote:
    """Return the block that quotes the post `post_id` in a reply on that board.

    A post that the writer cannot see gives the same empty quote as a post that does not exist.
    """
    post = _readable([post_id] if post_id else [], writer).get(post_id)
    if post is None:
        return Quote()
    if why := _refusal(post, board, marking):
        return Quote(refusal=why)
    text = _excerpt(post)
    if not text:
        return Quote(
            refusal=_(
                "%(post)s cannot be quoted, because it contains only quotes from other posts. Quote those posts "
                "instead."
            )
            % {"post": _label(post)}
        )
    return Quote(head=_head(post), body=_as_block(text))


def added_to(body: str, quoted: Quote) -> str:
    """Return the typed text followed by the quote; a text that already contains the quote is returned unchanged."""
    if not quoted.text or quoted.text in body.replace("\r\n", "\n"):
        return body
    return f"{body.rstrip()}\n\n{quoted.text}\n\n".lstrip("\n")


@dataclass(frozen=True)
class Stored:
    """A typed text in the form in which a post stores it, with its quotations.

    New quotations are not saved yet. If `refusal` is not empty, `source` is the text as typed.
    """

    source: str
    quotations: tuple[Quotation, ...] = ()
    refusal: str = ""

    @property
    def quoted_words(self) -> list[str]:
        return [quotation.text for quotation in self.quotations]


def as_stored(body: str, *, writer: User, board: Board, marking: str, post: Post | None = None) -> Stored:
    """Return a typed text with its quotes of posts replaced by slots, or with the refusal that the form shows.

    post: the post that is edited; its current quotes may stay, even if they are hidden now. A quote of a post that
    the writer cannot read is refused with the same message as a quote of a post that does not exist.
    """
    is_plain = ">" not in body and HIDDEN not in body  # it has no quotes
    known = [] if post is None or is_plain else list(post.quotations.select_related(*QUOTED_RELATIONS))
    by_key = {quotation.key: quotation for quotation in known}
    if not is_plain:
        body = HIDDEN_LINE.sub(r"[>\1]", "\n".join(markdown.lines_of(body)))
    blocks = [] if is_plain else list(blocks_of(body))
    by_text = {(quotation.quoted_id, _one_spaced(quotation.text)): quotation for quotation in known}
    new_blocks = [block for block in blocks if (block.post_id, _one_spaced(block.text)) not in by_text]
    needed = {pk for block in new_blocks for pk in block.linked}
    if any(not block.linked for block in new_blocks):  # such a block may continue a quote that the post already has
        needed |= {quotation.quoted_id for quotation in known}
    posts = _readable(needed, writer)
    why = _why_refused(new_blocks, posts, board, marking)
    if why or has_head_outside(body, blocks):
        return Stored(body, refusal=why or NOT_A_QUOTE)
    quoted: list[tuple[Block, Quotation]] = []
    above: Post | None = None
    for block in blocks:
        quotation = by_text.get((block.post_id, _one_spaced(block.text)))
        if quotation is None and block.post_id:
            quotation = Quotation(quoted=posts[block.post_id], text=block.text)
        elif quotation is None and above and not block.is_nested and still_says(above, block.text):
            quotation = Quotation(quoted=above, text=block.text)
        if quotation is not None:
            # A typed text is compared only with posts that its writer may read and may quote here.
            above = posts.get(quotation.quoted_id)
            above = None if above is None or _refusal(above, board, marking) else above
            quoted.append((block, quotation))
    source = each_slot_once(with_slots(body, quoted) if quoted else body)
    if len(markdown.slots(source)) > MOST_QUOTES:
        return Stored(body, refusal=_("A post can have up to %(count)s quotes. Remove some.") % {"count": MOST_QUOTES})
    by_key_now = {quotation.key: quotation for _block, quotation in quoted} | by_key
    return Stored(source, tuple(by_key_now[key] for key in dict.fromkeys(markdown.slots(source)) if key in by_key_now))


def _why_refused(blocks: list[Block], posts: Mapping[int, Post], board: Board, marking: str) -> str:
    """Return why the quotes in a text are refused; "" if they are allowed.

    posts: the linked posts that the writer can read, by id. If several reasons apply, the first of these is returned:
    - A quoted post may not be quoted here.
    - A quoted post does not exist, or the writer cannot read it.
    - A block links to a post, but not in its first line.
    - The quoted words are not in the post.
    """
    linked = [pk for block in blocks for pk in block.linked]
    for pk in linked:
        if pk in posts and (why := _refusal(posts[pk], board, marking)):
            return why
    if any(pk not in posts for pk in linked):
        return NOT_THERE
    if any(block.linked and not block.post_id for block in blocks):
        return NOT_A_QUOTE
    for block in blocks:
        if block.post_id and not still_says(posts[block.post_id], block.text):
            return _(
                "%(post)s does not say what is quoted here. Quote its exact words, with … where you leave words out, "
                "and a blank line below the quote."
            ) % {"post": _label(posts[block.post_id])}
    return ""


def _refusal(post: Post, board: Board, marking: str) -> str:
    """Return why the post may not be quoted on this board in a topic with this marking; "" if it may."""
    if not fits_marking(post, marking):
        return _(
            "%(post)s cannot be quoted here: it is marked “%(marking)s”, and this topic is more open. Write what it "
            "says in your own words, or link to it."
        ) % {"post": _label(post), "marking": Marking(post.topic.marking).label.lower()}
    if not fits_readers(post, board):
        return _(
            "%(post)s cannot be quoted here: more people can read this topic than can read that post. Write what it "
            "says in your own words, or link to it."
        ) % {"post": _label(post)}
    return ""


def _label(post: Post) -> str:
    return _("Post %(number)s in “%(title)s”") % {"number": post.number, "title": post.topic.title}


def _readable(post_ids: Collection[int], writer: User) -> dict[int, Post]:
    """Return those of these posts that the writer can read, by id."""
    if not post_ids:
        return {}
    return Post.objects.shown_to(writer).select_related("author", "agency", "topic__board__circle").in_bulk(post_ids)


def is_text_of(post: Post, body: str) -> bool:
    """True if the typed text `body` is exactly the text that the post stores."""
    topic = post.topic
    stored = as_stored(body, writer=post.author, board=topic.board, marking=topic.marking, post=post)
    return stored.source.strip() == post.source


def as_typed(source: str, shown: Mapping[str, Quotation]) -> str:
    """Return a stored text as its writer edits it, with quotes in place of the slots.

    shown: slot key → quotation, for the quotations that the writer may see; each becomes a block quote. Any other slot
    becomes a line that says that the quote is hidden.
    """

    def block(slot: re.Match[str]) -> str:
        quotation = shown.get(slot[1])
        return f"{_head(quotation.quoted)}\n>\n{_as_block(quotation.text)}" if quotation else f"[{HIDDEN}: {slot[1]}]"

    return markdown.SLOT.sub(block, source)


def fill_slots(html: str, shown: Mapping[str, Quotation]) -> SafeString:
    """Return the HTML of a stored text with quotes in place of its slots. shown: slot key → quotation.

    A slot without a quotation becomes a notice that the quote cannot be shown.
    """
    quotes = {key: draw("forum/_quote.html", _quote_context(quotation)) for key, quotation in shown.items()}
    return mark_safe(markdown.fill(html, quotes, draw("forum/_quote.html", {})))  # noqa: S308 markup and a template


def _quote_context(quotation: Quotation) -> dict[str, str]:
    post = quotation.quoted
    note = "" if quotation.text == post.plain_text else post.content_note
    return {"name": post.byline.name, "url": post.get_absolute_url(), "note": note, "html": _html_of(quotation.text)}


@lru_cache(maxsize=MOST_CACHED_QUOTES)
def _html_of(text: str) -> SafeString:
    return mark_safe(markdown.render(text))  # noqa: S308


def still_says(post: Post, text: str) -> bool:
    """True if the post now contains all words of the quoted text `text`, in this order, and all links in it.

    "…" in the quoted text marks omitted text, and so does the text that the identifier check puts in place of an
    identifier. If the post has a content note, the note can be quoted instead of the post's text.
    """
    if post.content_note and text == post.plain_text:
        return True
    quoted = markdown.plain_text_of(_html_of(text))
    flat = _words_of if WORD.search(quoted) else _one_spaced  # a quote without any word is compared as it is
    if not {*HREF.findall(_html_of(text))} <= {*HREF.findall(post.html)}:
        return False
    pieces = [piece for piece in map(flat, GAP.split(quoted)) if piece]
    text, place = f" {flat(markdown.plain_text_of(post.html))} ", 0
    for piece in pieces:
        start = text.find(f" {piece} ", place)
        if start < 0:
            return False
        place = start + len(piece) + 1
    return bool(pieces)


def _words_of(text: str) -> str:
    """Return the words of a text without its punctuation.

    A quoted excerpt may contain only one of a pair of quotation marks, so punctuation is not compared.
    """
    return " ".join(WORD.findall(text))


def _one_spaced(text: str) -> str:
    """Return the text with a single space in place of each run of white space."""
    return " ".join(text.split())


def _head(post: Post) -> str:
    return f"> [Post {post.number}]({post.get_absolute_url()}):"


def _excerpt(post: Post) -> str:
    """Return the part of a post's text that a new quote of the post contains, without its own quotes of other posts.

    It is Markdown, or plain text if the shortened Markdown would not match the post's text (still_says).
    """
    if post.content_note:
        return _shortened(post.plain_text)
    source = _shortened(markdown.SLOT.sub("", post.source).strip())
    if not source or still_says(post, source):
        return source
    return SPECIAL.sub(r"\\\1", _shortened(post.plain_text.strip()))


def _shortened(source: str) -> str:
    """Return the text, cut between two words and with “…” at its end if it is longer than LONGEST."""
    if len(source) <= LONGEST:
        return source
    cut = max(source.rfind(end, LONGEST // 2, LONGEST) for end in (" ", "\n"))
    return f"{source[: cut if cut > 0 else LONGEST]} {LEFT_OUT}"


def _as_block(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
