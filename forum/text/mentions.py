"""Mentions: who can be mentioned on a board, and what a writer types to mention each of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from forum.enums import PostState
from forum.models import Board, Post
from ratsite.accounts.enums import Listing
from ratsite.accounts.models import User
from ratsite.lib.search.query import fold

MOST_SUGGESTED = 8
SHORTEST = 2  # names are suggested only after this many letters


@dataclass(frozen=True)
class Mentionable:
    """A person who can be mentioned on a board.

    written: the text after the @ that mentions this person. It includes the agency if two people have the same name. If
    they also have the same agency, it is empty, and neither of them can be mentioned.
    """

    pk: int
    name: str
    agency: str
    written: str


def mentionable_on(board: Board) -> list[Mentionable]:
    """Return all people who can be mentioned on the board, sorted by name. One query.

    A member whom the directory lists only by role is included if they have written on this board under their name.
    """
    written = Post.objects.signed().filter(author=OuterRef("pk"), topic__board=board, state=PostState.LIVE)
    known = Q(listed_as=Listing.NAME) | Exists(written)
    people = User.objects.readers_of(board.circle).filter(known).order_by("first_name", "last_name", "pk")
    rows = [
        (pk, " ".join(f"{first} {last}".split()), agency or "")
        for pk, first, last, agency in people.values_list("pk", "first_name", "last_name", "agency__name")
    ]
    by_name = Counter(name.lower() for _, name, _ in rows)
    by_full_name = Counter(_in_full(name, agency).lower() for _, name, agency in rows)
    return [
        Mentionable(pk, name, agency, _written(name, agency, by_name, by_full_name))
        for pk, name, agency in rows
        if name
    ]


def mentionable_names(source: str, board: Board, author: User) -> dict[str, int]:
    """Return the people that a text may mention: name in lower case → id of the person.

    The author is left out. Runs no query if the text has no @.
    """
    if "@" not in source:
        return {}
    names: dict[str, int] = {}
    for person in mentionable_on(board):
        if person.written and person.pk != author.pk:
            names[person.written.lower()] = person.pk
            names.setdefault(_in_full(person.name, person.agency).lower(), person.pk)
    return names


def suggested(typed: str, board: Board, writer: User) -> list[Mentionable]:
    """Return the people to suggest when the writer has typed the first letters of a name after an @.

    The comparison ignores case and accents.
    """
    start = fold(" ".join(typed.split()))
    if len(start) < SHORTEST:
        return []
    others = (person for person in mentionable_on(board) if person.written and person.pk != writer.pk)
    return [person for person in others if _starts(fold(person.name), start)][:MOST_SUGGESTED]


def _starts(name: str, start: str) -> bool:
    """True if `name`, or a word inside it, begins with `start`."""
    return name.startswith(start) or f" {start}" in name


def _in_full(name: str, agency: str) -> str:
    return f"{name} ({agency})"


def _written(name: str, agency: str, by_name: Counter, by_full_name: Counter) -> str:
    """Return Mentionable.written. by_name, by_full_name: how many people have each name in lower case."""
    if by_name[name.lower()] == 1:
        return name
    full_name = _in_full(name, agency)
    return full_name if agency and by_full_name[full_name.lower()] == 1 else ""
