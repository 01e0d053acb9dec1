"""Find likely names of people: text after a phrase that introduces a name, or directly before another identifier.

This module finds few names, because it uses no list of names: a list would know some cultures and not others. A name
alone is only advice to the writer. The writer must remove or explain it if the text has another identifier, or if it is
the name of a file, such as "Karen Hughes house.jpg".
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read

WORD = r"[^\W\d_](?:[\w'-]{0,30}\w)?"
PERSON = (
    r"(?:man|woman|boy|girl|child|lad|mother|father|son|daughter|brother|sister|cousin|uncle|aunt|friend|husband|wife|partner|client|resident|"
    r"tenant|survivor|worker|driver|landlord|somebody|someone|person|male|female|teenager)"
)
# Words in the names of organisations, places and streets, which are not people.
NOT_OF_PEOPLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Home|Office|Police|Council|City|County|Borough|West|East|North|South|Midlands?|Mercia|Modern|Slavery|Health|Trust|"
    r"Service|Services|Team|Board|Group|Road|Street|Lane|Avenue|Close|House|Court|Centre|Birmingham|Coventry|"
    r"Wolverhampton|Walsall|Dudley|Sandwell|Solihull|Crime|National|Insurance|Act|Network|Agency|Department|Ministry|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|The|This|Please|Thanks|Dear|Hi|Hello|Ring|Call|Email|"
    r"Text|Phone|Mobile|Tel|Address|Born|Date|Flat|Number|Reference|Contact|Visit|Visited|At|On|In|From|For|To|Our|Her|"
    r"His|Their|Custody|Incident|Log|Met|White|Black|Silver|Grey|Blue|Red|Transit|Van|Car|Passport|NHS|NI|DOB)"
)
OFFICE = r"(?:Justice|Judge|Speaker|Chair|President)"
NAME = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Mx)\.?(?!\s{OFFICE}\b)|[Nn]ame(?:'s| is| was| as|:)|[Gg]oes by|"
    rf"(?:[Kk]nows?|[Hh]eard of|[Cc]lient|[Pp]atient|[Ss]urvivor|[Tt]enant)"
    rf"(?=\s(?!{NOT_OF_PEOPLE}\b)[A-Z][a-z]{{1,20}}\s[A-Z][a-z])|"
    rf"{PERSON} (?:is |was )?(?:called|named|known as)|"
    rf"(?:[Hh]e|[Ss]he|[Tt]hey|who)(?:'s| is| was| are) (?:called|named|known as))"
    rf"\s({WORD}(?:\s{WORD}){{0,2}})"
)
# Two or three words with capitals directly before another identifier: "Karen Hughes, 14 Brookfield Lane".
BEFORE = re.compile(
    rf"(?<!\w)((?!{NOT_OF_PEOPLE}\b)[A-Z][a-z'’-]{{1,20}}(?:\s(?!{NOT_OF_PEOPLE}\b)[A-Z][\w'’-]{{1,20}}){{1,2}})"
    r"[\s,:;(*-]{1,4}(?:(?:of|at|on|tel|dob|DOB|born|b\.|lives at|is at)[\s:]{1,2})?\Z"
)
# A file about a named person: "Karen Hughes house.jpg", "Karen_Hughes.png".
FILE = re.compile(
    rf"\A((?!{NOT_OF_PEOPLE}\b)[A-Z][a-z'’-]{{1,20}}\s(?!{NOT_OF_PEOPLE}\b)[A-Z][a-z'’-]{{1,20}})(?:[\s-](?i:house|home|flat|"
    r"address|passport|statement|payslips?|wages?|visa|brp|id|dob|referral|tenancy|interview|photo|letter|case|bank|"
    r"medical|nrm|birth|driving)\b[^\n]{0,150}\.\w{3,5}|[\s-]?\d{0,2}\.(?i:jpe?g|png|heic|webp|gif))\Z"
)
MOST_BEFORE = 80  # characters before an identifier in which BEFORE is looked for
WHY = _("This may be a person’s name. If the text is about that person, leave the name out.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    findings = []
    for match in NAME.finditer(plain.text):
        name = _name(match[1])
        if name and name not in allowed:
            span = (match.start(1), match.start(1) + len(name))
            findings.append(plain.finding(IdentifierKind.NAME, Strength.ADVICE, span, WHY))
    if (file := FILE.match(plain.text)) and file[1] not in allowed:
        findings.append(plain.finding(IdentifierKind.NAME, Strength.ASK, file.span(1), WHY))
    return findings


def directly_before(text: str, place: int, allowed: Allow) -> Finding | None:
    """Return a finding for a likely name that ends directly before this place in the text, or None."""
    start = max(0, place - MOST_BEFORE)
    window = text[start:place]
    # Most places have no capital before them, so this saves time.
    match = None if window == window.lower() else BEFORE.search(window.replace("_", " "))
    if match is None or match[1] in allowed:
        return None
    return Finding(IdentifierKind.NAME, Strength.ASK, start + match.start(1), start + match.end(1), WHY)


def _name(words: str) -> str:
    """Return the part of `words` that may be a name: all up to the first word that begins with a small letter.

    A word in a script without capitals does not end the name. Returns "" if there is no name.
    """
    end = 0
    for word in re.finditer(r"\S{1,40}", words):
        if word[0][0].islower():
            break
        end = word.end()
    return words[:end] if end > 1 else ""
