"""Find National Insurance numbers: two letters, six digits, and A, B, C or D.

Source: HMRC, National Insurance Manual NIM39110. Neither letter is D, F, I, Q, U or V, the second is not O, and BG, GB,
KN, NK, NT, TN and ZZ are not used. HMRC's printed example is QQ 12 34 56 A. Temporary numbers (TN, a date of birth, M
or F) and others that break these rules count only near a word such as "NINO" (a cue): the writer must remove or explain
them.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, findings_of_matches
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

GAP = r"[\s./_-]{0,3}"
NUMBER = re.compile(
    rf"(?<!\w)([A-Z]{{2}})({GAP})\d\d{GAP}\d\d{GAP}\d\d(?:{GAP}([A-Z]))?(?!\w)(?![.-]?\d)", re.IGNORECASE
)
PAIRS = re.compile(r"[A-Z]{2}(?:[\s./_-]{1,3}\d\d){3}[\s./_-]{1,3}[A-D]", re.IGNORECASE)
ALLOCATED = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]")
CUE = re.compile(r"\b(?:nino|n\.?i\.?|national insurance)\b", re.IGNORECASE)
WHY = _("This looks like a National Insurance number, which identifies one person for life.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    cues = Cues(CUE, plain.text)
    judged = ((match, _strength(match, cues)) for match in NUMBER.finditer(plain.text))
    return findings_of_matches(plain, IdentifierKind.NI, WHY, judged, allowed)


def _strength(match: re.Match[str], cues: Cues) -> Strength | None:
    prefix, gap, suffix = match.groups(default="")
    is_called = cues.near(match.span())
    is_valid = ALLOCATED.fullmatch(prefix.upper()) is not None and suffix.upper() in {"A", "B", "C", "D"}
    is_in_pairs = PAIRS.fullmatch(match[0]) is not None
    if is_valid and (is_called or (is_in_pairs and match[0].isupper())):
        return Strength.BLOCK
    # "by 200000 a year" has the same form in lower case.
    is_typed_as_one = is_valid and (match[0].isupper() or is_in_pairs or not gap)
    return Strength.ASK if is_called or is_typed_as_one else None
