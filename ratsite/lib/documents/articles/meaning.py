"""Recognise the title, the author and the source among the lines of an article."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ratsite.lib.documents.articles.text import ArticleError, Block

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
PREFIX = re.compile(r"^(?:[^:–—]{1,40}?[:,–—-]\s*)?part (?P<number>\w+)\s*[-–—:.]\s*(?P<title>\S.*)$", re.I)
WRITTEN_BY = re.compile(r"^written by:?\s+(?P<author>\S.{1,118})$", re.I)
BY = re.compile(r"^by:?\s+(?P<author>\S.{1,118})$", re.I)
NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: (?:and|of|the|de|van|von|[^\W\d_a-z][\w.'’-]*))*$")
# Matches only a whole line: a sentence that only begins like this stays in the text.
SOURCE = re.compile(
    r"^(?:this (?:article|post|piece|text) (?:was|is) )?(?:first|originally) published (?:on|at|in|by) "
    r"(?P<site>(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s,;]*)?)"
    r"[.,;:]?(?:\s*\(?(?:view|read|see) the original(?: article| here)?\)?)?(?:\s*\(?https?://\S+\)?)?\.?$",
    re.I,
)


@dataclass
class Article:
    """An article that was read from a file. part: its number in a series. blocks: its text below the title."""

    title: str
    part: int | None = None
    byline: str = ""
    source_site: str = ""
    source_url: str = ""
    blocks: list[Block] = field(default_factory=list)
    # Descriptions of what the file has and the article cannot, such as a table's columns.
    left_out: list[str] = field(default_factory=list)


def recognise(blocks: list[Block], links: list[str]) -> Article:
    """Return the Article: the first block is its title, author and source are recognised, the rest is its text.

    links: all link targets of the file. Raises ArticleError if there is no text, or only a title.
    """
    if not blocks:
        raise ArticleError("No text was found in this file.")
    article = _titled(blocks[0].text)
    for block in blocks[1:]:
        line = block.text
        author, site = _author(line), SOURCE.match(line)
        if author and not article.byline:
            article.byline = author
        elif site and not article.source_site:
            article.source_site = re.sub(r"^https?://|[/.,;]+$", "", site["site"])
            article.source_url = _address_of(article.source_site, links)
        else:
            article.blocks.append(block)
    if not article.blocks:
        raise ArticleError("This file holds a title and nothing to read below it.")
    return article


def _author(line: str) -> str:
    """Return the author's name from a line such as "By Amina Yusuf"; "" for a sentence that only begins with "By"."""
    written = WRITTEN_BY.match(line)
    match = written or BY.match(line)
    name = match["author"].rstrip(". ") if match else ""
    is_enough = written is not None or " " in name  # without this, "By Monday" would name a person
    return name if is_enough and NAME.match(name) else ""


def _titled(line: str) -> Article:
    """Return an Article with the title and part number in this line.

    “Our History: Part Two - The name” gives the title “The name” and part 2.
    """
    prefix = PREFIX.match(line)
    number = _number(prefix["number"]) if prefix else None
    if prefix is None or number is None:
        return Article(title=line)
    return Article(title=prefix["title"], part=number)


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word)
    return NUMBERS.index(word.lower()) + 1 if word.lower() in NUMBERS else None


def _address_of(site: str, links: list[str]) -> str:
    """Return the first of the links that leads to the site, such as "example.org"; "" if none does."""
    host = site.split("/")[0].removeprefix("www.").lower()
    return next((link for link in links if (urlsplit(link).hostname or "").removeprefix("www.") == host), "")
