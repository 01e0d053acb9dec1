"""Render members' Markdown as safe HTML.

`render` is a pure function. Only its result may be marked as safe in templates.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

MAX_SOURCE = 20_000  # characters: about ten printed pages, and far more than any post that people read
# Finding links takes more than linear time, and no person writes so many. In a text with more, none is made a link.
MOST_BRACKETS = 400
MOST_ADDRESSES = 200
# Every row gets as many cells as its table's head, so a short text can make a huge table.
MOST_CELLS = 6_000
# In a row of letters that are all kerned, such as "WWWW", Chromium measures each line from the beginning of its block:
# 20,000 of them froze the page for half a minute. Longer blocks are set without kerning.
LONGEST_KERNED = 2_000  # characters: about 350 words
MOST_MENTIONS = 200  # of "@" in one text; if there are more, none is a mention
# No pictures: loading one from another host would reveal to that host who reads what, and when. Attachments are shown
# separately.
TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
CLASSES = {"span": {"mention", "unkerned"}}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
URL_SCHEMES = {"http", "https", "mailto", "tel"}
# Absolute URLs, paths on this site and anchors become links; anything else stays visible text.
LINK = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")  # this is safe for our own HTML, in which no attribute can contain ">"
LINE_END = re.compile(r"\r\n?")
# A slot: a line of HTML that is replaced for each reader.
SLOT = re.compile(r"^\[>([0-9a-f]{8})\]$", re.MULTILINE)
FILLED = re.compile(r"<!--([0-9a-f]{8})-->")
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return LINK.match(url) is not None


@cache
def _parser(with_links: bool, with_tables: bool) -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "linkify": True}).enable(["linkify", "table", "strikethrough"])
    if not with_links:
        parser.disable(["image", "link", "autolink", "linkify"])
    if not with_tables:
        parser.disable(["table"])
    if parser.linkify is not None:
        # Only addresses with http:// or https:// become links, not a bare "example.com".
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    parser.add_render_rule("image", _link_to_picture)
    parser.core.ruler.push("headings_below_the_page_title", _lower_headings)
    parser.core.ruler.push("mentions", _mark_mentions)
    parser.core.ruler.push("long_blocks", _mark_long_blocks)
    return parser


def _link_to_picture(_renderer, tokens, index, _options, _env) -> str:
    """Return a link in place of a picture, because none of our pages loads anything from another site."""
    address = str(tokens[index].attrs["src"])
    return f'<a href="{escapeHtml(address)}">{escapeHtml(tokens[index].content or address)}</a>'


def _lower_headings(state) -> None:
    """Turn all headings into h3 and h4: a post comes below the page's h1 and h2, and screen readers need that order."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HEADINGS[token.tag]


def _mark_mentions(state) -> None:
    """Mark as mentions the members' names that follow an @, except in quotes, links and code."""
    pattern: re.Pattern[str] | None = state.env.get("names")
    if pattern is None:
        return
    depth = 0
    for token in state.tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline" and not depth:
            token.children = list(_with_mentions(token.children or [], pattern, state.env["found"]))


def _with_mentions(parts: list[Token], pattern: re.Pattern[str], mentioned: set[str]) -> Iterator[Token]:
    in_link = 0
    for part in parts:
        in_link += {"link_open": 1, "link_close": -1}.get(part.type, 0)
        if part.type != "text" or in_link:
            yield part
            continue
        for index, piece in enumerate(pattern.split(part.content)):
            if index % 2:
                mentioned.add(piece[1:].lower())
                yield Token("mention_open", "span", 1, attrs={"class": "mention"})
                yield _text(piece)
                yield Token("mention_close", "span", -1)
            elif piece:
                yield _text(piece)


def _mark_long_blocks(state) -> None:
    """Mark the text of each block longer than LONGEST_KERNED, so that the style sheet sets it without kerning."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_KERNED:
            opening = Token("unkerned_open", "span", 1, attrs={"class": "unkerned"})
            token.children = [opening, *(token.children or []), Token("unkerned_close", "span", -1)]


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=URL_SCHEMES,
        link_rel="nofollow noopener noreferrer",
        strip_comments=True,
    )


def render(source: str, names: Collection[str] = ()) -> str:
    """Return safe HTML for a Markdown source. Raw HTML in the source is shown as text, a picture as a link to it.

    names: members' names; such a name after an @ is marked as a mention.

    A slot is a line of the source that stands for a quote. Not every reader may see the quote, so the slot becomes an
    HTML comment, which `fill` replaces for each reader. A comment that a member typed never becomes an HTML comment.
    """
    # The limits apply to the whole text, not to each piece.
    parser, environment = _parser_for(source), _mention_environment(source, names)
    pieces = SLOT.split(LINE_END.sub("\n", source)) if "[>" in source else [source]
    return "".join(
        f"<!--{piece}-->\n" if index % 2 else _cleaner().clean(parser.render(piece.replace("\x00", ""), environment))
        for index, piece in enumerate(pieces)
    )


def fill(html: str, contents: Mapping[str, str], otherwise: str) -> str:
    """Replace each slot (a line that stands for a quote) in rendered HTML by what one reader may see.

    contents: safe HTML for each key of a slot. otherwise: safe HTML for a slot whose key is missing.
    """
    return FILLED.sub(lambda slot: contents.get(slot[1], otherwise), html)


def has_slots(html: str) -> bool:
    return "<!--" in html


def slots(source: str) -> list[str]:
    """Return the keys of the slots in a Markdown source. A slot is a line that stands for a quote."""
    return SLOT.findall(source) if "[>" in source else []


def plain_text_of(html: str) -> str:
    """Return the text of rendered HTML, without tags. The result is not escaped: never use it as HTML."""
    return unescape(TAG.sub("", html))


def mentioned_names(source: str, names: Collection[str]) -> set[str]:
    """Return those of these names, in lower case, that `render` would mark as mentions in this source."""
    environment = _mention_environment(source, names)
    if environment:
        _parser_for(source).parse(source.replace("\x00", ""), environment)
    return environment.get("found", set())


def _mention_environment(source: str, names: Collection[str]) -> dict:
    """Return the parser's environment, from which _mark_mentions reads the names to mark.

    Returns {} if no name is mentioned, or if the source has more than MOST_MENTIONS @. Longer names come first, because
    a name may contain another.
    """
    folded = source.lower()
    called = sorted((name for name in names if f"@{name.lower()}" in folded), key=len, reverse=True)
    if not called or source.count("@") > MOST_MENTIONS:
        return {}
    words = "|".join(map(re.escape, called))
    return {"names": re.compile(rf"(?<!\w)(@(?:{words}))(?!\w)", re.IGNORECASE), "found": set()}


@dataclass(frozen=True)
class BlockQuote:
    """A block quote that is inside no other block quote, with the targets of all its links.

    start, end: its first line and the line after its last, counted from 0.
    """

    start: int
    end: int
    links: list[str]
    is_nested: bool  # whether the quote is in a list


def block_quotes(source: str) -> list[BlockQuote]:
    """Return the outermost block quotes of a Markdown source in order.

    Nested quotes are part of the quote around them.
    """
    quotes: list[BlockQuote] = []
    depth = 0
    for token in _parser_for(source).parse(source.replace("\x00", "")) if ">" in source else ():
        if token.type == "blockquote_open" and not depth:
            start, end = token.map or (0, 0)
            quotes.append(BlockQuote(start, end, [], token.level > 0))
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if depth and token.type == "inline":
            links = (part.attrGet("href") for part in token.children or () if part.type == "link_open")
            quotes[-1].links.extend(map(str, links))
    return quotes


def lines_of(source: str) -> list[str]:
    """Return the lines of a Markdown source, numbered as in BlockQuote."""
    return LINE_END.sub("\n", source.replace("\x00", "")).split("\n")


def _parser_for(source: str) -> MarkdownIt:
    with_links = source.count("[") <= MOST_BRACKETS and source.count("://") <= MOST_ADDRESSES
    return _parser(with_links, _cells_at_most(source) <= MOST_CELLS)


def _cells_at_most(source: str) -> int:
    """Return an upper limit for the number of table cells in a Markdown source.

    It counts as if every line were a row of the widest table possible.
    """
    if "|" not in source:
        return 0
    lines = LINE_END.sub("\n", source).split("\n")
    return len(lines) * (1 + max(line.count("|") for line in lines))
