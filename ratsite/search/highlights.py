import re
import unicodedata
from functools import lru_cache
from itertools import islice, takewhile

from django.utils.safestring import SafeString

from ratsite.lib.markup.tagged_text import tagged_text
from ratsite.lib.search.query import fold

AROUND = 220  # characters of an excerpt
MOST_MATCHES = 200  # in one text, compared for an excerpt: a page of a file has fewer
MOST_CACHED = 1_000  # marked titles, excerpts and paragraphs, of about 300 characters each
MOST_EXCERPTS = 400  # with the texts that they were cut from, such as pages of about 3,000 characters


def excerpt(text: str, pattern: re.Pattern[str]) -> str:
    """Return the part of the text with the most different matches, or its beginning if nothing matches."""
    return excerpt_and_matches(text, pattern)[0]


@lru_cache(maxsize=MOST_EXCERPTS)
def excerpt_and_matches(text: str, pattern: re.Pattern[str]) -> tuple[str, int]:
    """Return the part of the text with the most different matches, and the number of these matches.

    The text is cut at spaces. If several parts have equally many matches, the first is returned; without a match, the
    beginning of the text. Results are cached, as those of `highlight` are, because the next page or another filter
    searches the same words.
    """
    text = " ".join(text.split())
    matches = list(islice(pattern.finditer(fold(text)), MOST_MATCHES))
    best, most, different = None, 0, len({match[0] for match in matches})
    for place, match in enumerate(matches):
        last = match.start() + AROUND - AROUND // 3
        found = len({near[0] for near in takewhile(lambda near, last=last: near.end() <= last, matches[place:])})
        if best is None or found > most:
            best, most = match, found
        if most == different:
            break
    start = max(best.start() - AROUND // 3, 0) if best else 0
    end = min(start + AROUND, len(text))
    if start:
        start = text.find(" ", start, end) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}", most


@lru_cache(maxsize=MOST_CACHED)
def highlight(text: str, pattern: re.Pattern[str]) -> SafeString:
    """Return the text as escaped HTML with each match in <mark>. Case and accents are ignored.

    Results are cached in each worker process, because searches often find the same titles.
    """
    text = unicodedata.normalize("NFC", text)
    parts, done = [], 0
    for match in pattern.finditer(fold(text)):
        parts += [("", text[done : match.start()]), ("mark", text[match.start() : match.end()])]
        done = match.end()
    return tagged_text([*parts, ("", text[done:])])
