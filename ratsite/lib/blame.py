"""Find phrases that sound like blame in a text, and say what many write instead. It advises and never refuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

BETWEEN = r"[\s\-‐‑]+"  # what may be between two words of a phrase


@dataclass(frozen=True)
class Phrase:
    """A phrase that sounds like blame, what many write instead, and why: a fact with its source."""

    text: str
    instead: str
    why: str


@dataclass(frozen=True)
class Advice:
    """Advice on one phrase in a text. found: the phrase as its writer typed it."""

    found: str
    instead: str
    why: str


def advice_on(texts: Iterable[str], phrases: Iterable[Phrase]) -> list[Advice]:
    """Return advice on each of the phrases that occurs in these texts, once for each phrase.

    A phrase is found as whole words, in upper or lower case, and in the plural.
    """
    text = "\n".join(texts)
    matches = ((phrase, _pattern(phrase.text).search(text)) for phrase in phrases)
    return [Advice(match[0], phrase.instead, phrase.why) for phrase, match in matches if match]


@lru_cache(maxsize=500)  # the phrases change a few times a year, and every text is searched for all of them
def _pattern(phrase: str) -> re.Pattern[str]:
    words = BETWEEN.join(re.escape(word) for word in phrase.replace("’", "'").split()).replace("'", "['’]")
    return re.compile(rf"(?<!\w){words}(?:e?s)?(?!\w)", re.IGNORECASE)
