"""What the words beside a number say that it is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from ratsite.lib.identifiers.allow import Allow
from ratsite.lib.identifiers.findings import Finding, Kind, Strength
from ratsite.lib.identifiers.plain import Plain

Judged = Iterable[tuple[re.Match[str], Strength | None]]  # a match, and how strongly it speaks, if at all

BEFORE, AFTER = 60, 25  # characters: about a line before, and a short remark in brackets after


class Cues:
    """Where telling words stand in a text: looked for when first asked, which is seldom, and found once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.pattern, self.text = pattern, text

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in self.pattern.finditer(self.text)]

    @cached_property
    def starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    @cached_property
    def ends(self) -> list[int]:
        return [end for _, end in self.spans]

    def near(self, span: tuple[int, int], before: int = BEFORE, after: int = AFTER) -> bool:
        """Does one end at most so many characters before the span, or begin at most so many after it?"""
        return self.last(span[0], before) is not None or self.next(span[1], after) is not None

    def last(self, place: int, reach: int = BEFORE) -> tuple[int, int] | None:
        """The nearest one that ends at or before this place, and at most so many characters away."""
        index = bisect_right(self.ends, place) - 1
        return self.spans[index] if index >= 0 and self.ends[index] >= place - reach else None

    def next(self, place: int, reach: int = AFTER) -> tuple[int, int] | None:
        """The nearest one that begins at or after this place, and at most so many characters away."""
        index = bisect_left(self.starts, place)
        return self.spans[index] if index < len(self.spans) and self.starts[index] <= place + reach else None


def labelled(label: re.Pattern[str], text: str, start: int, reach: int = 40) -> bool:
    """Does a label end right at this place? The pattern ends in \\Z, and is at most `reach` characters long."""
    return label.search(text[max(0, start - reach) : start]) is not None


def speaking(plain: Plain, kind: Kind, why: str, judged: Judged, allowed: Allow) -> list[Finding]:
    """Those that were given a strength and that nobody has published."""
    return [
        plain.finding(kind, strength, match.span(), why)
        for match, strength in judged
        if strength and match[0] not in allowed
    ]
