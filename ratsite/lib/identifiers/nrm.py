"""Find references of the National Referral Mechanism (NRM), which lead to one person's case.

Statistics about the NRM are not findings.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

COUNTED = r"\s(?:\w{1,12}\s)?(?:referrals|people|cases|decisions|victims|survivors|children|adults|reports)\b"
REFERENCE = re.compile(
    rf"(?<!\w)(NRM[ /-]?(?:(?:19|20)\d\d[ /-])?\d{{5,10}}(?:/\d{{1,4}})?)(?!\w|,\d|{COUNTED})"
    r"|\b(?:NRM|MSCCA|SCA|MS case)\s(?:case\s)?(?:ref(?:erence)?|number|no\.?|id|urn)(?:\s(?:number|no\.?))?"
    r"[\s:#.(-]{1,4}(?:is\s|was\s)?"
    r"((?!(?:19|20)\d\d\b(?!/))(?=[A-Z\d/-]{0,20}\d{4})[A-Z\d]{1,12}(?:[/-][A-Z\d]{1,12}){0,3})(?![\w/]|,\d)",
    re.IGNORECASE,
)
WHY = _("This looks like an NRM reference, which identifies one person.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return [
        plain.finding(IdentifierKind.NRM, Strength.ASK, match.span(match.lastindex or 0), WHY)
        for match in REFERENCE.finditer(plain.text)
        if match[match.lastindex or 0] not in allowed
    ]
