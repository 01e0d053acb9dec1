"""Translate search terms into the query language of the database's full-text index (ratsite.lib.search.fulltext)."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from ratsite.lib.search.query import MARKS, SearchQuery, Term


@dataclass(frozen=True)
class PlaceholderTerm(Term):
    """A search term for compiling SQL: `text` is a placeholder that takes the place of its full-text query."""

    text: str = ""


class SearchTerms:
    """A parameter of a compiled query that takes a SearchQuery (ratsite.lib.db.query_parameters).

    Each term is one parameter of the SQL. So the SQL is compiled once for each variant: (number of wanted terms, number
    of unwanted terms, has_file).
    """

    @staticmethod
    def split(query: SearchQuery) -> tuple:
        variant = len(query.wanted), len(query.unwanted), query.has_file
        return variant, tuple(fulltext_term(term) for term in (*query.wanted, *query.unwanted))

    @staticmethod
    def placeholder(variant: tuple[int, int, bool], new: Callable[[type], str]) -> SearchQuery:
        wanted, unwanted, has_file = variant
        terms = tuple(PlaceholderTerm((), text=new(str)) for _ in range(wanted + unwanted))
        return SearchQuery(terms[:wanted], terms[wanted:], has_file)


def fulltext_term(term: Term) -> str:
    """Return the search term in the full-text query language of the database.

    A term has only letters and digits, so it cannot contain operators of that language.
    """
    if isinstance(term, PlaceholderTerm):
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
        # Quote all words as one text: a character that PostgreSQL drops, such as ½, then leaves no gap between words,
        # just as in the indexed text.
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
