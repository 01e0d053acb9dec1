"""Find what3words addresses: three words with dots between them, which name a square of three metres.

They always count after three slashes or in a what3words link; otherwise only if the name of the service is near.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

WORD = r"[^\W\d_]{2,24}"
MARKED = re.compile(rf"(?:///\s?|\b(?:what3words\.com|w3w\.co)/){WORD}\.{WORD}\.{WORD}(?!\w|\.\w)", re.IGNORECASE)
BARE = re.compile(rf"(?<![\w.@/-]){WORD}\.{WORD}\.{WORD}(?!\w|[.@]\w)")
CUE = re.compile(r"\b(?:what\s?3\s?words?|what three words|w3w)\b", re.IGNORECASE)
WEB = re.compile(r"\A(?:www|what3words|w3w)\.|\.(?:uk|com|org|net)\Z", re.IGNORECASE)
WHY = _("This looks like a what3words address, which gives a place to within 3 metres.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    spans = {match.span() for match in MARKED.finditer(plain.text)}
    cues = Cues(CUE, plain.text)
    if cues.spans:
        spans |= {
            match.span() for match in BARE.finditer(plain.text) if cues.near(match.span()) and not WEB.search(match[0])
        }
    return without_overlaps(
        plain.finding(IdentifierKind.WHAT3WORDS, Strength.ASK, span, WHY)
        for span in spans
        if plain.text[span[0] : span[1]] not in allowed
    )
