"""Find international bank account numbers (ISO 13616): country, two check digits, and an account number.

Each country has a fixed length; Britain's is 22. The lengths are from SWIFT's IBAN registry.
"""

import re
from collections.abc import Iterable, Iterator

import stdnum.iban
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

LENGTHS = {  # lengths by country, to know where a number ends in running text, which stdnum does not tell
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
START = re.compile(r"(?<![^\W_])([A-Z]{2})[\s-]{0,2}\d\d", re.IGNORECASE)
WHOLE = {
    length: re.compile(rf"[A-Z\d](?:[\s-]{{0,2}}[A-Z\d]){{{length - 1}}}(?![^\W_])", re.IGNORECASE)
    for length in set(LENGTHS.values())
}
GAPS = re.compile(r"[\s-]")
WHY = _("This looks like a bank account number (IBAN), which belongs to one person or body.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return [
        plain.finding(IdentifierKind.IBAN, Strength.BLOCK, span, WHY)
        for span in _spans(plain.text)
        if plain.text[span[0] : span[1]] not in allowed
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start in START.finditer(text):
        length = LENGTHS.get(start[1].upper())
        whole = WHOLE[length].match(text, start.start()) if length else None
        if whole and stdnum.iban.is_valid(GAPS.sub("", whole[0]), check_country=False):
            yield whole.span()
