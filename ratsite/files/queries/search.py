"""Full-text search in files: find the best matching page for each post or resource that has files.

The caller selects the files that the reader may search.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from ratsite.files.fulltext import FILE_TEXTS
from ratsite.files.models import FileText
from ratsite.lib.search.fulltext import MOST_RANKED
from ratsite.lib.search.query import Term

INSIDE = 0.5  # a match in a file counts half as much as one in the text of the post or resource


@dataclass(frozen=True)
class Page:
    text_id: int  # primary key of the page's FileText
    worth: float  # its rank; INSIDE for the best page of all


def best_pages(files: QuerySet, owner: str, terms: Collection[Term]) -> dict[int, Page]:
    """Return {ID of the owner: the page that matches the terms best} for each owner of these files.

    files: a queryset of a model with a `stored_file`. owner: the lookup from a stored file to its owner, such as
    "attachment__post". If pages match equally well, the first is returned. Costs one query on PostgreSQL; on SQLite, a
    second one reads the ranks from the index.
    """
    rows = page_rows(files.values("stored_file"), terms, owner=f"stored_file__{owner}")
    return best_of(list(rows), terms)


def page_rows(files: QuerySet, terms: Collection[Term], *, owner: str = "stored_file") -> QuerySet:
    """Return rows (FileText ID, page number, owner ID, rank) of the pages that match; on SQLite, the rank is None.

    files: a queryset of the IDs of stored files. owner: the lookup from a FileText to its owner.
    """
    texts = FileText.objects.matching(terms).filter(stored_file__in=files)
    texts = texts.annotate(rank=FILE_TEXTS.rank(terms)).order_by("-pk")
    return texts.values_list("pk", "page", owner, "rank")[:MOST_RANKED]


def best_of(rows: list[tuple], terms: Collection[Term]) -> dict[int, Page]:
    """Return {owner ID: its best page}. rows: a list of the rows of page_rows. Costs a query on SQLite."""
    places = {text_id: (page, owner_id) for text_id, page, owner_id, _rank in rows}
    if rows and rows[0][-1] is None:
        worth = FILE_TEXTS.ranks(places, terms)
    else:
        most = max((rank for *_place, rank in rows), default=0) or 1
        worth = {text_id: rank / most for text_id, *_place, rank in rows}
    best: dict[int, Page] = {}
    for text_id in sorted(places, key=lambda pk: (-worth.get(pk, 0), places[pk][0])):
        best.setdefault(places[text_id][1], Page(text_id, INSIDE * worth.get(text_id, 0)))
    return best
