"""Which lines of an article are its title, its author and its source."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ratsite.lib.documents.articles.text import ArticleError, Block

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
PREFIX = re.compile(r"^(?:[^:–—]{1,40}?[:,–—-]\s*)?part (?P<number>\w+)\s*[-–—:.]\s*(?P<title>\S.*)$", re.I)
WRITTEN_BY = re.compile(r"^written by:?\s+(?P<author>\S.{1,118})$", re.I)
BY = re.compile(r"^by:?\s+(?P<author>\S.{1,118})$", re.I)
NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?: (?:and|of|the|de|van|von|[^\W\d_a-z][\w.'’-]*))*$")
# The whole line, so that a sentence that only begins this way stays in the text.
SOURCE = re.compile(
    r"^(?:this (?:article|post|piece|text) (?:was|is) )?(?:first|originally) published (?:on|at|in|by) "
    r"(?P<site>(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s,;]*)?)"
    r"[.,;:]?(?:\s*\(?(?:view|read|see) the original(?: article| here)?\)?)?(?:\s*\(?https?://\S+\)?)?\.?$",
    re.I,
)


@dataclass
class Article:
    title: str
    part: int | None = None
    byline: str = ""
    source_site: str = ""
    source_url: str = ""
    blocks: list[Block] = field(default_factory=list)


def recognise(blocks: list[Block], links: list[str]) -> Article:
    """Take title, byline and source out of the blocks; everything else stays, in order."""
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
    """Who wrote it, from a line that says nothing else. A sentence that begins with "By" is not such a line."""
    written = WRITTEN_BY.match(line)
    found = written or BY.match(line)
    name = found["author"].rstrip(". ") if found else ""
    is_enough = written is not None or " " in name  # "By Monday" names nobody
    return name if is_enough and NAME.match(name) else ""


def _titled(line: str) -> Article:
    """“Our History: Part Two - The name” is the title “The name” of part 2."""
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
    """The link that leads to the site named, if the file has one."""
    host = site.split("/")[0].removeprefix("www.").lower()
    return next((link for link in links if (urlsplit(link).hostname or "").removeprefix("www.") == host), "")
