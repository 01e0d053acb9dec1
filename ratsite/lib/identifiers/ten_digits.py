"""Find numbers of ten digits. NHS numbers and Unique Taxpayer References have this form."""

import re
from collections.abc import Iterator

TEN_DIGITS = re.compile(r"(?<![^\WkK])(?<![£$€])(?<!\d[./-])\d(?:[\s._-]{0,3}\d){9}(?![^\WkK]|[kK]\w|[./-]\d)")


def ten_digits(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield (match, digits) for each number of ten digits in the text.

    One digit repeated ten times is skipped: it passes every check, but nobody has such a number.
    """
    for match in TEN_DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        if len(set(digits)) > 1:
            yield match, digits
