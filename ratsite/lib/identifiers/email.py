"""E-mail addresses: a local part of at most 64 characters, an @, and a domain with a dot (RFC 5321, 5322).

Also with spaces round the @, which phones put there, and with (at) and (dot) for them.
"""

import re
from collections.abc import Iterable

from ratsite.lib.identifiers.allow import Allow, allowing
from ratsite.lib.identifiers.finding import Finding, Kind, Strength
from ratsite.lib.identifiers.plain import Plain, read

LOCAL = r"(?<![\w.+-])[\w][\w.!#$%&'+/=?^{|}-]{0,63}"
LABELS = r"(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,6}"
ADDRESS = re.compile(rf"{LOCAL}@{LABELS}[^\W\d_]{{2,24}}(?![\w@])")
WITH_SPACES = re.compile(
    rf"{LOCAL}(?:\s?@\s|\s@|\s?[(\[]\s?at\s?[)\]]\s?)(?:[^\W_][\w-]{{0,62}}(?:\.|\s?[(\[]\s?dot\s?[)\]]\s?)){{1,5}}"
    r"(?:uk|com|org|net|info|eu|ie)(?!\w)",
    re.IGNORECASE,
)
WHY = "This looks like an e-mail address. It often holds a name, and somebody could write to it."


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), allowing(allow)
    matches = [*ADDRESS.finditer(plain.text), *WITH_SPACES.finditer(plain.text)]
    return [plain.finding(Kind.EMAIL, Strength.ASK, match.span(), WHY) for match in matches if match[0] not in allowed]
