"""Parse a search query, and build patterns that find its terms in a text.

    housing "tied accommodation" -hotel exploit* has:file

Every word must occur, in the singular or plural; a phrase must occur exactly; a term with a minus must not occur; a
star matches any ending. There are no syntax errors: what cannot be understood is read as words or ignored.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

LONGEST = 200  # characters of a query that are parsed
MOST_TERMS = 8  # wanted terms, and as many unwanted ones: each costs an index search
FEW = 3  # wanted terms in a typical search
SHORTEST_STEM = 3  # letters before a star: a shorter beginning would match too much
WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
MARKS = re.compile("[\u0300-\u036f]")  # combining accents, after Unicode decomposition
# Words of nearly every text. They are ignored outside phrases, unless the query has no other words.
COMMON = {
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that", "the",
    "this", "to", "was", "were", "with",
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One search term: a word or a phrase of several words, in lower case with only letters and digits.

    alternatives: terms with the same meaning; a text that has one of them counts as having this term
    (ratsite.lib.search.synonyms).
    """

    words: tuple[str, ...]
    is_prefix: bool = False
    alternatives: tuple["Term", ...] = ()

    @property
    def as_typed(self) -> str:
        """The text of the term, which `read` would parse to the same term: phrases are quoted, prefixes have a star."""
        words = " ".join(self.words)
        return f'"{words}"' if len(self.words) > 1 else f"{words}*" if self.is_prefix else words

    def forms(self) -> tuple[str, ...]:
        """Return the words that match this term: a single word with its regular plural or singular.

        For a prefix or a phrase, return only its first word.
        """
        word = self.words[0]
        return (word,) if self.is_prefix or len(self.words) > 1 else (word, *_other_numbers(word))


@dataclass(frozen=True)
class SearchQuery:
    """A parsed search query. Without wanted terms it finds nothing, because unwanted terms only exclude results."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    has_file: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def has_only_single_words(self) -> bool:
        """True if no wanted term and none of its alternatives is a phrase, and there are no unwanted terms."""
        terms = (name for term in self.wanted for name in (term, *term.alternatives))
        return not self.unwanted and all(len(term.words) == 1 for term in terms)

    @property
    def is_short(self) -> bool:
        """True if the query has one to FEW wanted terms and no unwanted ones, as most queries have.

        For such queries it is worth compiling the SQL for each number of terms (ratsite.lib.db.compiled_queries).
        """
        return 0 < len(self.wanted) <= FEW and not self.unwanted

    @property
    def as_typed(self) -> str:
        """The text of the query, which `read` would parse to the same query, without alternatives."""
        terms = [*(term.as_typed for term in self.wanted), *(f"-{term.as_typed}" for term in self.unwanted)]
        return " ".join([*terms, "has:file"] if self.has_file else terms)

    @property
    def loosely(self) -> "SearchQuery":
        """Return a search query that finds more: phrases split into words, without unwanted terms and has:file."""
        single = (
            replace(term, words=(word,)) if len(term.words) > 1 else term for term in self.wanted for word in term.words
        )
        return SearchQuery(tuple(dict.fromkeys(single)))


def read(typed: str) -> SearchQuery:
    """Parse the search query that a person typed and return it. Only the first LONGEST characters are read."""
    text = MARKS.sub("", unicodedata.normalize("NFC", typed[:LONGEST].translate(QUOTES))).lower()
    wanted: list[Term] = []
    unwanted: list[Term] = []
    has_file = False
    for minus, phrase, chunk in PIECE.findall(text):
        if chunk == "has:file":
            has_file = True
        elif words := tuple(WORD.findall(phrase or chunk)):
            is_prefix = chunk.endswith("*") and len(words) == 1 and len(words[0]) >= SHORTEST_STEM
            (unwanted if minus else wanted).append(Term(words, is_prefix))
    uncommon = [term for term in wanted if term.words[0] not in COMMON or len(term.words) > 1]
    return SearchQuery(_first(uncommon or wanted), _first(unwanted), has_file)


def _first(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def _other_numbers(word: str) -> tuple[str, ...]:
    """Return the regular English plural of a word or, for a plural, all singulars that it may have."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return ()
    if word.endswith("ies") and len(word) > 4:
        return (f"{word[:-3]}y",)
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return (word[:-1], word[:-2])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return (word[:-1],)
    if word.endswith("y") and word[-2] not in "aeiou":
        return (f"{word[:-1]}ies",)
    return (f"{word}es",) if word.endswith(("s", "x", "z", "ch", "sh")) else (f"{word}s",)


def fold(text: str) -> str:
    """Return the text in lower case without accents. Its length does not change, so offsets stay valid."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    bare = MARKS.sub("", unicodedata.normalize("NFD", letter))
    lowered = (bare if len(bare) == 1 else letter).lower()
    return lowered if len(lowered) == 1 else letter


def pattern_of(terms: Iterable[Term]) -> re.Pattern[str]:
    """Return a pattern that finds any of the search terms, as whole words, in a text that `fold` has returned."""
    every = (name for term in terms for name in (term, *term.alternatives))
    alternatives = sorted({form for term in every for form in _patterns(term)}, key=len, reverse=True)
    if not alternatives:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])")


def _patterns(term: Term) -> list[str]:
    if len(term.words) > 1:
        return [r"[\W_]+".join(re.escape(fold(word)) for word in term.words)]
    return [re.escape(fold(form)) + (r"[^\W_]*" if term.is_prefix else "") for form in term.forms()]
