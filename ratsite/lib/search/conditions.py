"""What somebody looks for, in the language of the database's full text (ratsite.lib.search.fulltext)."""

import unicodedata
from dataclasses import dataclass

from django.db import connection

from ratsite.lib.search.query import MARKS, Term, Words


@dataclass(frozen=True)
class Worded(Term):
    """A term in the language of its database."""

    text: str = ""


class Sought:
    """Words as a value of queries that are written down once (ratsite.lib.db.compiled_queries). How many there are, and
    whether a
    file is asked for, makes them of a sort of their own.
    """

    @staticmethod
    def types(sort: tuple[int, int, bool]) -> tuple[type, ...]:
        wanted, unwanted, _ = sort
        return (str,) * (wanted + unwanted)

    @staticmethod
    def told(words: Words) -> tuple:
        sort = len(words.wanted), len(words.unwanted), words.has_file
        return sort, tuple(worded(term) for term in (*words.wanted, *words.unwanted))

    @staticmethod
    def standing_in(sort: tuple[int, int, bool], *texts: str) -> Words:
        wanted, _, has_file = sort
        terms = tuple(Worded((), text=text) for text in texts)
        return Words(terms[:wanted], terms[wanted:], has_file)


def worded(term: Term) -> str:
    """The term in the language of the database. Words are letters and digits, so that no operator can be among them."""
    if isinstance(term, Worded):
        return term.text
    return _for_tsquery(term) if connection.vendor == "postgresql" else _for_match(term)


def _for_tsquery(term: Term) -> str:
    if term.is_prefix:
        return f"{_bare(term.words[0])}:*"
    if len(term.words) > 1:
        # In one text: what PostgreSQL takes for no word, as a ½, then leaves no gap, as it leaves none in what is read.
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
