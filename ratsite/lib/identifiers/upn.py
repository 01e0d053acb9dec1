"""Find Unique Pupil Numbers: a check letter, eleven digits, and a digit or (if temporary) a letter.

Source: DfE, Unique pupil numbers guide.
"""

import re
from collections.abc import Iterable

import stdnum.gb.upn
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, findings_of_matches
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

NUMBER = re.compile(r"(?<!\w)[A-HJ-NP-RT-Z](?:[ -]?\d){11}[ -]?[\dA-HJ-NP-RT-Z](?!\w)", re.IGNORECASE)
CUE = re.compile(r"\b(?:upn|unique pupil|pupil(?:'s)?)\b", re.IGNORECASE)
WHY = _("This looks like a pupil number (UPN), which leads to a child’s school record.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    cues = Cues(CUE, plain.text)
    judged = ((match, _strength(match, cues)) for match in NUMBER.finditer(plain.text))
    return findings_of_matches(plain, IdentifierKind.UPN, WHY, judged, allowed)


def _strength(match: re.Match[str], cues: Cues) -> Strength | None:
    """Return what a match demands of the writer, as a Strength; None if it is not a Unique Pupil Number.

    Near a word such as "UPN" (a cue), even a wrong check letter gives ASK.
    """
    bare = "".join(filter(str.isalnum, match[0])).upper()
    is_called = cues.near(match.span())
    # Not stdnum's is_valid: its list of local authorities dates from 2011 and lacks newer ones.
    if stdnum.gb.upn.calc_check_digit(bare[1:]) != bare[0]:
        return Strength.ASK if is_called else None
    return Strength.BLOCK if is_called else Strength.ASK
