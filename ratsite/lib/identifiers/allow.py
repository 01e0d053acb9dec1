"""The allow-list: contacts that agencies publish. It is data, and the caller's."""

import re
from collections.abc import Iterable

from ratsite.lib.identifiers.plain import read

NOT_TELLING = re.compile(r"[\W_]")
WITH_COUNTRY = 11  # digits, at least, of a British number that begins with 44


class Allow:
    """`value in allow` compares in normal form: case, spaces, hyphens, brackets, +44 or 0 make no difference."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self.values = frozenset(_normal(read(value).text) for value in values)

    def __contains__(self, found: str) -> bool:
        return bool(self.values) and _normal(found) in self.values


def allowing(allow: Iterable[str] | Allow) -> Allow:
    """The allow-list, ready to be asked; one that is ready already is handed back."""
    return allow if isinstance(allow, Allow) else Allow(allow)


def _normal(value: str) -> str:
    if "@" in value:
        return value.strip().lower().removeprefix("mailto:")
    bare = NOT_TELLING.sub("", value).upper()
    return _national(bare) if bare.isdigit() else bare


def _national(digits: str) -> str:
    """+44 (0)121 496 0000, 0044 121 496 0000 and 0121 496 0000 are one number."""
    digits = digits.removeprefix("00")
    if digits.startswith("44") and len(digits) >= WITH_COUNTRY:
        digits = digits[2:]
    return digits.removeprefix("0")
