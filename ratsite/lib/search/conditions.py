"""Translate search terms into the database's full-text query language (ratsite.lib.search.fulltext)."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from ratsite.lib.search.query import MARKS, SearchQuery, Term


@dataclass(frozen=True)
class Worded(Term):
    """A search term that is already written in the full-text query language of the database."""

    text: str = ""


class SearchTerms:
    """A parameter of a compiled query (ratsite.lib.db.query_parameters) that takes a SearchQuery.

    A variant has a number of wanted terms and of unwanted terms, and says whether a file is required.
    """

    @staticmethod
    def split(words: SearchQuery) -> tuple:
        variant = len(words.wanted), len(words.unwanted), words.has_file
        return variant, tuple(fulltext_term(term) for term in (*words.wanted, *words.unwanted))

    @staticmethod
    def placeholder(variant: tuple[int, int, bool], new: Callable[[type], str]) -> SearchQuery:
        wanted, unwanted, has_file = variant
        terms = tuple(Worded((), text=new(str)) for _ in range(wanted + unwanted))
        return SearchQuery(terms[:wanted], terms[wanted:], has_file)


def fulltext_term(term: Term) -> str:
    """Return the search term in the full-text query language of the database.

    Terms hold only letters and digits, so a term cannot contain operators of that language.
    """
    if isinstance(term, Worded):
        return term.text
    terms = (term, *term.alternatives)
    if connection.vendor == "postgresql":
        return " | ".join(map(_for_tsquery, terms))
    texts = [_for_match(term) for term in terms]
    return texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})"


def _for_tsquery(term: Term) -> str:
    if term.is_prefix:
        return f"{_bare(term.words[0])}:*"
    if len(term.words) > 1:
        # Quoted as one text: a character that PostgreSQL drops, such as ½, then leaves no gap, as in the indexed text.
        return _bare(" ".join(term.words))
    return " | ".join(map(_bare, term.forms()))


def _bare(words: str) -> str:
    return "'" + MARKS.sub("", unicodedata.normalize("NFD", words)) + "'"


def _for_match(term: Term) -> str:
    if term.is_prefix:
        return f'"{term.words[0]}" *'
    if len(term.words) > 1:
        return f'"{" ".join(term.words)}"'
    return "(" + " OR ".join(f'"{form}"' for form in term.forms()) + ")"
