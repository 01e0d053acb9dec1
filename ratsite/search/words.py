"""What was typed, and how it shows in what was found."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 200  # characters of a query that are looked at
AROUND = 220  # characters of an excerpt


def clean(typed: str) -> str:
    """The query as the indexes take it; empty when there is nothing to look for.

    A quotation mark breaks the query language of SQLite's index, a NUL that of PostgreSQL.
    """
    words = " ".join(re.sub(r'["\x00-\x1f]', " ", typed[:LONGEST]).split())
    return words if re.search(r"\w", words) else ""


def excerpt(text: str, query: str) -> str:
    """The part of a text around the first word that was looked for, cut at spaces."""
    text = " ".join(text.split())
    found = _pattern(query).search(text)
    start = max(found.start() - AROUND // 3, 0) if found else 0
    end = min(start + AROUND, len(text))
    if start:
        start = text.find(" ", start, end) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def highlight(text: str, query: str) -> SafeString:
    """The text escaped, with the words that were looked for in <mark>."""
    pieces = _pattern(query).split(text)  # every second piece is a word that was found
    return mark_safe(  # noqa: S308 each piece is escaped
        "".join(f"<mark>{escape(piece)}</mark>" if n % 2 else escape(piece) for n, piece in enumerate(pieces))
    )


def _pattern(query: str) -> re.Pattern[str]:
    words = sorted(set(re.findall(r"\w+", query)), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE) if words else re.compile(r"((?!))")
