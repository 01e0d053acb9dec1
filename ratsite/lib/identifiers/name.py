"""Find likely names of people: text after a phrase that introduces a name. Findings are advice only.

There is no list of names, because it would know some cultures and not others. So this module finds few names, and
blocks none.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, allowing
from ratsite.lib.identifiers.findings import Finding, Kind, Strength
from ratsite.lib.identifiers.plain import Plain, read

WORD = r"[^\W\d_](?:[\w'-]{0,30}\w)?"
PERSON = (
    r"(?:man|woman|boy|girl|child|lad|mother|father|son|daughter|brother|sister|cousin|uncle|aunt|friend|husband|wife|partner|client|resident|"
    r"tenant|survivor|worker|driver|landlord|somebody|someone|person|male|female|teenager)"
)
OFFICE = r"(?:Justice|Judge|Speaker|Chair|President)"
NAME = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Mx)\.?(?!\s{OFFICE}\b)|[Nn]ame(?:'s| is| was)|[Gg]oes by|"
    rf"{PERSON} (?:is |was )?(?:called|named|known as)|"
    rf"(?:[Hh]e|[Ss]he|[Tt]hey|who)(?:'s| is| was| are) (?:called|named|known as))"
    rf"\s({WORD}(?:\s{WORD}){{0,2}})"
)
WHY = _("This may be a person’s name. If the text is about that person, leave the name out.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), allowing(allow)
    found = []
    for match in NAME.finditer(plain.text):
        name = _name(match[1])
        if name and name not in allowed:
            span = (match.start(1), match.start(1) + len(name))
            found.append(plain.finding(Kind.NAME, Strength.ADVICE, span, WHY))
    return found


def _name(words: str) -> str:
    """Return the first of these words up to one that begins with a small letter: they may be a name.

    Words in a script without capitals belong to the name too.
    """
    end = 0
    for word in re.finditer(r"\S{1,40}", words):
        if word[0][0].islower():
            break
        end = word.end()
    return words[:end] if end > 1 else ""
