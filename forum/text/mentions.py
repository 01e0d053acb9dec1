"""Mentions: who can be mentioned on a board, and what a writer types to mention each of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from forum.enums import PostState
from forum.models import Board, Post
from ratsite.accounts.enums import Listing
from ratsite.accounts.models import User
from ratsite.lib.search.query import fold

MOST_OFFERED = 8
SHORTEST = 2  # names are suggested only after this many letters


@dataclass(frozen=True)
class Reader:
    """A person who can read the board and can be suggested after an @.

    written: the text after the @ that mentions this person. It includes the agency if two people have the same name. If
    they also have the same agency, it is empty, and neither of them can be mentioned.
    """

    pk: int
    name: str
    agency: str
    written: str


def readers(board: Board) -> list[Reader]:
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
    shared = Counter(name.lower() for _, name, _ in rows)
    twins = Counter(_in_full(name, agency).lower() for _, name, agency in rows)
    return [Reader(pk, name, agency, _written(name, agency, shared, twins)) for pk, name, agency in rows if name]


def names_of(source: str, board: Board, author: User) -> dict[str, int]:
    """Return the people that a text may mention: name in lower case → id of the person.

    The author is left out. Runs no query if the text has no @.
    """
    if "@" not in source:
        return {}
    names: dict[str, int] = {}
    for reader in readers(board):
        if reader.written and reader.pk != author.pk:
            names[reader.written.lower()] = reader.pk
            names.setdefault(_in_full(reader.name, reader.agency).lower(), reader.pk)
    return names


def offered(typed: str, board: Board, writer: User) -> list[Reader]:
    """Return the people to suggest when the writer has typed the first letters of a name after an @.

    The comparison ignores case and accents.
    """
    start = fold(" ".join(typed.split()))
    if len(start) < SHORTEST:
        return []
    others = (reader for reader in readers(board) if reader.written and reader.pk != writer.pk)
    return [reader for reader in others if _starts(fold(reader.name), start)][:MOST_OFFERED]


def _starts(name: str, start: str) -> bool:
    """True if `name`, or a word inside it, begins with `start`."""
    return name.startswith(start) or f" {start}" in name


def _in_full(name: str, agency: str) -> str:
    return f"{name} ({agency})"


def _written(name: str, agency: str, shared: Counter, twins: Counter) -> str:
    if shared[name.lower()] == 1:
        return name
    full = _in_full(name, agency)
    return full if agency and twins[full.lower()] == 1 else ""
