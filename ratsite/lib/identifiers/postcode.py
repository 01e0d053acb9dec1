"""Find full postcodes (BS 7666; Royal Mail's PAF: area, district, sector, unit).

The area is one of the 124 that exist; the unit's two letters are never C, I, K, M, O or V. A district alone ("B11") has
thousands of homes and is not a finding; a full postcode has about fifteen.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

AREAS = frozenset(
    re.findall(
        r"\w+",
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
        "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS "
        "LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR "
        "SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE",
    )
)
CODE = re.compile(
    r"(?<![\w#])([A-Z]{1,2})\d(?:\d|[A-Z])?([\s.-]{0,3})(\d[ABD-HJLNP-UW-Z]{2})(?!\w)|(?<!\w)GIR\s?0AA(?!\w)",
    re.IGNORECASE,
)
ORDINAL = re.compile("1st|2nd|3rd|[04-9]th")  # "unit e1 4th floor"
WHY = _("This looks like a full postcode, which covers about 15 homes. You can use its first half instead.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return [
        plain.finding(IdentifierKind.POSTCODE, Strength.ASK, match.span(), WHY)
        for match in CODE.finditer(plain.text)
        if _is_postcode(match) and match[0] not in allowed
    ]


def _is_postcode(match: re.Match[str]) -> bool:
    area, gap, inward = match.groups()
    if area is None:
        return True
    is_ordinal = bool(gap) and ORDINAL.fullmatch(inward) is not None
    return area.upper() in AREAS and not is_ordinal
