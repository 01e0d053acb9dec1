"""Numbers of ten digits, which NHS numbers and tax references are."""

import re
from collections.abc import Iterator

TEN_DIGITS = re.compile(r"(?<![^\WkK])(?<![£$€])(?<!\d[./-])\d(?:[\s._-]{0,3}\d){9}(?![^\WkK]|[kK]\w|[./-]\d)")


def ten_digits(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each with its digits alone. The same digit ten times is nobody's number, though it fits every check."""
    for match in TEN_DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        if len(set(digits)) > 1:
            yield match, digits
