"""Parse page numbers from a URL, and choose the page numbers that a list offers as links."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from ratsite.lib.numbers import whole_number

Things = TypeVar("Things", QuerySet, list)


def page_number(value: str | None) -> int | None:
    """Parse a page number: return 1 for no value, the number for a positive integer, and None for anything else.

    The caller must answer 404 for None.
    """
    if not value:
        return 1
    return whole_number(value) or None


@dataclass(frozen=True)
class Pager:
    """The place of a reader in a list with pages: page `number` of `count`, from 1.

    total: the number of items on all pages, 0 if unknown.
    """

    number: int
    count: int
    total: int = 0

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @property
    def window(self) -> list[int | None]:
        """Return the page numbers to offer as links: the first, the last and those near the reader.

        None marks a gap.
        """
        near = {1, self.count, *range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)}
        pages: list[int | None] = []
        for page in sorted(near):
            if pages and pages[-1] is not None and page - pages[-1] > 1:
                pages.append(None)
            pages.append(page)
        return pages


def page_of(things: Things, number_typed: str | None, size: int) -> tuple[Things, Pager]:
    """Return (items of the requested page, its Pager). Costs two queries, or none for a list.

    number_typed: the page number as the browser sent it. size: items on one page. Raises Http404 for a page that does
    not exist.
    """
    total = len(things) if isinstance(things, list) else things.count()
    number, count = page_number(number_typed), max(1, -(-total // size))
    if number is None or number > count:
        raise Http404
    return things[(number - 1) * size : number * size], Pager(number=number, count=count, total=total)
