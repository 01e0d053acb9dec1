"""Find cues: words near a number that say what the number is, such as "UPN"."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from django.utils.functional import Promise

from ratsite.lib.identifiers.allow import Allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain

# Pairs of a match and the strength of its finding, which is None if the match is no identifier.
Judged = Iterable[tuple[re.Match[str], Strength | None]]

BEFORE, AFTER = 60, 25  # characters: about a line before, and a short remark in brackets after


class Cues:
    """Where a text has cues: words such as "UPN" that say what a number near them is."""

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
        """Return True if a cue (a word such as "UPN") is near this span of the text.

        A cue is near if it ends at most `before` characters before the span or begins at most `after` characters after
        it.
        """
        return self.last(span[0], before) is not None or self.next(span[1], after) is not None

    def last(self, place: int, reach: int = BEFORE) -> tuple[int, int] | None:
        """Return the span of the nearest cue (a word such as "UPN") before `place`, or None.

        reach: the most characters between the end of the cue and `place`.
        """
        index = bisect_right(self.ends, place) - 1
        return self.spans[index] if index >= 0 and self.ends[index] >= place - reach else None

    def next(self, place: int, reach: int = AFTER) -> tuple[int, int] | None:
        """Return the span of the nearest cue (a word such as "UPN") after `place`, or None.

        reach: the most characters between `place` and the start of the cue.
        """
        index = bisect_left(self.starts, place)
        return self.spans[index] if index < len(self.spans) and self.starts[index] <= place + reach else None


def has_label(label: re.Pattern[str], text: str, start: int, reach: int = 40) -> bool:
    r"""Return True if a label such as "account no." ends directly before the place `start` in the text.

    label: a pattern that ends in \Z and matches at most `reach` characters.
    """
    return label.search(text[max(0, start - reach) : start]) is not None


def findings_of_matches(
    plain: Plain, kind: IdentifierKind, why: str | Promise, judged: Judged, allowed: Allow
) -> list[Finding]:
    """Return a finding for each match that has a strength and is not on the allow-list.

    plain: the text. why: the reason in each finding. judged: pairs (match, strength); the strength says what the writer
    must do, or is None if the match is no identifier.
    """
    return [
        plain.finding(kind, strength, match.span(), why)
        for match, strength in judged
        if strength and match[0] not in allowed
    ]
