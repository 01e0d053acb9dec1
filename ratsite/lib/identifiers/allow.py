"""The allow-list of contacts that agencies publish, which the caller of a check supplies."""

import re
from collections.abc import Iterable

from ratsite.lib.identifiers.plain import read
from ratsite.lib.identifiers.role_mailbox import is_role_mailbox

NOT_TELLING = re.compile(r"[\W_]")
WITH_COUNTRY = 11  # fewest digits of a British number that begins with 44


class Allow:
    """An allow-list of published contacts.

    `value in allow` ignores case, spaces, hyphens and brackets, and takes +44 for 0. domains: domains of public bodies,
    such as "gov.uk". A role mailbox at one of these domains, or at a subdomain, is in the list too.
    """

    def __init__(self, values: Iterable[str] = (), domains: Iterable[str] = ()) -> None:
        self.values = frozenset(_normal(read(value).typed) for value in values)
        self.domains = frozenset(domains)

    def __contains__(self, text: str) -> bool:
        normal = _normal(text)
        return normal in self.values or (bool(self.domains) and is_role_mailbox(normal, self.domains))


def as_allow(allow: Iterable[str] | Allow) -> Allow:
    """Return the allow-list as an Allow. An Allow is returned unchanged."""
    return allow if isinstance(allow, Allow) else Allow(allow)


def _normal(value: str) -> str:
    if "@" in value:
        return value.strip().lower().removeprefix("mailto:")
    bare = NOT_TELLING.sub("", value).upper()
    return _national(bare) if bare.isdigit() else bare


def _national(digits: str) -> str:
    """Return the digits of a British phone number without its country code and leading 0.

    +44 (0)121 496 0000, 0044 121 496 0000 and 0121 496 0000 give the same result.
    """
    digits = digits.removeprefix("00")
    if digits.startswith("44") and len(digits) >= WITH_COUNTRY:
        digits = digits[2:]
    return digits.removeprefix("0")
