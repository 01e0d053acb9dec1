"""Define the blocks of an article, and read an article from plain text."""

import re
from dataclasses import dataclass, field
from html import escape, unescape

ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
WRAPPED_AT = 120  # characters: a text with longer lines was not wrapped by hand


class ArticleError(Exception):
    """Raised if a file cannot be read as an article. The message tells the user why."""


@dataclass
class Block:
    """A block of an article. kind: paragraph, heading, subheading, quote or list.

    html: the block's text as HTML with b, i and a elements. A list has `items` instead, each with such HTML.
    """

    kind: str
    html: str = ""
    items: list[str] = field(default_factory=list)
    is_ordered: bool = False

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]*>", "", self.html or " ".join(self.items)))


@dataclass
class Content:
    """What was read from a file: its blocks, the targets of all its links, and descriptions of what was left out."""

    blocks: list[Block]
    links: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without a BOM), UTF-16 with a BOM, or Windows-1252.

    Raises ArticleError if the file is not a text file.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded_as(content, "utf-16")
    if b"\x00" in content:
        raise ArticleError("This is not a text file. Save it as plain text or Word, then try again.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decoded_as(content, "cp1252")
    if re.search(r"[\x01-\x08\x0e-\x1f\x7f]", text):
        raise ArticleError("This is not a text file. Save it as plain text or Word, then try again.")
    return text


def decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError("The letters of this file could not be read. Save it again as UTF-8.") from error


def from_lines(text: str) -> Content:
    """Return the content of an article in plain text.

    Each line is a paragraph. If all lines are short, they were wrapped by hand, and a blank line separates paragraphs.
    """
    lines = text.splitlines()
    if max(map(len, lines), default=0) <= WRAPPED_AT:
        lines = re.split(r"\n\s*\n", "\n".join(lines))
    blocks = [Block("paragraph", escape(single_spaced(line))) for line in lines if line.strip()]
    return Content(blocks, ADDRESS.findall(text))


def single_spaced(text: str) -> str:
    return " ".join(text.split())
