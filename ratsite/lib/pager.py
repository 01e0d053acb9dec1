"""Page numbers: reading them from an address, and which ones to offer."""

from dataclasses import dataclass

LONGEST = 6  # digits; no list here has a million pages


def page_number(value: str | None) -> int | None:
    """1 for nothing, the number for a positive whole one, None for anything else (answer 404)."""
    if not value:
        return 1
    if not value.isascii() or not value.isdigit() or len(value) > LONGEST:
        return None
    return int(value) or None


@dataclass(frozen=True)
class Pager:
    """Where the reader is: number of count, both from 1."""

    number: int
    count: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @property
    def window(self) -> list[int | None]:
        """The first, the last, and those near the reader; None stands for a gap."""
        near = {1, self.count, *range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)}
        pages: list[int | None] = []
        for page in sorted(near):
            if pages and pages[-1] is not None and page - pages[-1] > 1:
                pages.append(None)
            pages.append(page)
        return pages
