"""Quotes of posts in a draft. They are typed text, so a quote that its writer may no longer read must be hidden.

A form and a page show a placeholder, one line, instead of a hidden quote. When the form is saved, the placeholder
becomes the quote again, so that the stored draft loses nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from forum.text.quote_blocks import HEAD, PERMALINK, post_id_of
from forum.text.quotes import HIDDEN
from ratsite.lib.markup import markdown

LIST = r"[ \t]*(?:(?:[-+*]|\d+[.)])[ \t]+)*"  # the markers of list items at the beginning of a line
QUOTED = re.compile(rf"({LIST})> ?(.*)")
DEFINITION = re.compile(r"^[ \t>]*\[([^\[\]]+)\]:[ \t]*(\S+)", re.MULTILINE)  # the address of a link: [1]: /forum/...
HIDDEN_LINE = re.compile(rf"{LIST}\[{HIDDEN}: ([0-9a-f]{{8}})\][ \t]*")


@dataclass(frozen=True)
class TypedQuote:
    """Lines of a draft that begin with ">", also inside a list or a code block.

    - start, end: the first line and the line after the last, counted from 0.
    - key: the hash of these lines. The placeholder of a hidden quote contains it.
    - indent: what is before the first ">".
    - post_id: the id of the post to which the first line (the head) links; None without a head.
    - linked: the ids of all posts to which the lines link, including those in the quoted text.
    - text: the quoted text, without the head.
    """

    start: int
    end: int
    key: str
    indent: str
    post_id: int | None
    linked: tuple[int, ...]
    text: str


def typed_quotes(source: str) -> Iterator[TypedQuote]:
    """Yield the quotes in a draft's text in order. A quote ends before the first line that does not begin with ">"."""
    lines, defined = [*markdown.lines_of(source), ""], {f"[{name}]": url for name, url in DEFINITION.findall(source)}
    start: int | None = None
    for place, line in enumerate(lines):
        if QUOTED.match(line):
            start = place if start is None else start
        elif start is not None:
            yield _typed_quote(lines, start, place, defined)
            start = None


def _typed_quote(lines: list[str], start: int, end: int, defined: Mapping[str, str]) -> TypedQuote:
    quoted = "\n".join(lines[start:end])
    parts = [match for match in map(QUOTED.match, lines[start:end]) if match]
    head = HEAD.fullmatch(f"> {parts[0][2]}")
    post_id = post_id_of(head[1]) if head else None
    addresses = [url for name, url in defined.items() if name in quoted]
    first = head[2] if head and post_id else parts[0][2]
    return TypedQuote(
        start=start,
        end=end,
        key=sha256(quoted.encode()).hexdigest()[:8],
        indent=parts[0][1],
        post_id=post_id,
        linked=tuple(map(int, PERMALINK.findall("\n".join([quoted, *addresses])))),
        text="\n".join([first, *(part[2] for part in parts[1:])]).strip(),
    )


def with_quotes_hidden(source: str, is_hidden: Callable[[TypedQuote, int | None], bool]) -> str:
    """Return a draft's text with a placeholder in place of each quote for which is_hidden(quote, above) is true.

    above: for a quote without a link, the id of the post that the quote above this one links to, because it may
    continue that quote; None if there is no such quote, and for a quote with a link.
    """
    lines, lines_kept, place, above = markdown.lines_of(source), [], 0, None
    for quote in typed_quotes(source):
        if quote.linked:
            above = quote.post_id or quote.linked[0]
        if is_hidden(quote, None if quote.linked else above):
            lines_kept += [*lines[place : quote.start], f"{quote.indent}[{HIDDEN}: {quote.key}]"]
            place = quote.end
    return "\n".join(lines_kept + lines[place:]) if place else source


def with_hidden_quotes_restored(source: str, stored: Iterable[str]) -> str:
    """Return a typed text with each placeholder replaced by the hidden quote for which it stands.

    stored: the texts that have the quotes. A placeholder stays if its quote is in none of them.
    """
    if HIDDEN not in source:
        return source
    quoted = {
        quote.key: markdown.lines_of(text)[quote.start : quote.end] for text in stored for quote in typed_quotes(text)
    }
    restored: list[str] = []
    for line in markdown.lines_of(source):
        match = HIDDEN_LINE.fullmatch(line)
        restored += quoted.get(match[1], [line]) if match else [line]
    return "\n".join(restored)


def hidden_keys(source: str) -> set[str]:
    """Return the keys (TypedQuote.key) of the hidden quotes for which this typed text has placeholders."""
    matches = map(HIDDEN_LINE.fullmatch, markdown.lines_of(source)) if HIDDEN in source else ()
    return {match[1] for match in matches if match}
