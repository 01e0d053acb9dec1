"""Find email addresses: a local part of at most 64 characters, an @, and a domain with a dot (RFC 5321, 5322).

Also finds addresses with spaces round the @, which phones insert, and with (at) and (dot).
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, allowing
from ratsite.lib.identifiers.findings import Finding, Kind, Strength, settle
from ratsite.lib.identifiers.plain import Plain, read

# Matches from the @ on. The local part is matched backwards: forwards, a long word would be tried from each letter.
DOMAIN = re.compile(r"@(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,5}[^\W\d_]{2,24}(?![\w@])")
SPACED_DOMAIN = re.compile(
    r"(?:\s?@\s|\s@|\s?[(\[]\s?at\s?[)\]]\s?)(?:[^\W_][\w-]{0,62}(?:\.|\s?[(\[]\s?dot\s?[)\]]\s?)){1,5}"
    r"(?:uk|com|org|net|info|eu|ie)(?!\w)",
    re.IGNORECASE,
)
LOCAL_LENGTH = 64
LOCAL_BACKWARDS = re.compile(r"[\w.!#$%&'+/=?^{|}-]{0,63}\w")
WHY = _("This looks like an email address. It often contains a name, and anyone could write to it.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), allowing(allow)
    return settle(
        plain.finding(Kind.EMAIL, Strength.ASK, (start, end), WHY)
        for start, end in _spans(plain.text)
        if plain.text[start:end] not in allowed
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (DOMAIN, SPACED_DOMAIN):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - LOCAL_LENGTH) : match.start()]
            local = LOCAL_BACKWARDS.match(before[::-1])
            if local:
                yield match.start() - local.end(), match.end()
