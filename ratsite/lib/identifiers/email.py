"""Find email addresses: a local part of at most 64 characters, an @, and a domain with a dot (RFC 5321, 5322).

Also finds addresses with spaces around the @, which phones insert, addresses with (at) and (dot), and addresses in
words: "jane at agency dot org".
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

# Match from the @ on, and the local part backwards from there: forwards, a long word would be tried from each letter.
DOMAIN = re.compile(r"@(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.){1,5}[^\W\d_]{2,24}(?![\w@])")
SPACED_DOMAIN = re.compile(
    r"(?:\s?@\s|\s@|\s?[(\[]\s?at\s?[)\]]\s?)(?:[^\W_][\w-]{0,62}(?:\.|\s\.\s?|\s?[(\[]\s?dot\s?[)\]]\s?)){1,5}"
    r"(?:uk|com|org|net|info|eu|ie)(?!\w)",
    re.IGNORECASE,
)
IN_WORDS = re.compile(
    r"\s(?:at|@)\s(?:[^\W_][\w-]{0,62}\s(?:dot|\.)\s){1,4}(?:uk|com|org|net|info|eu|ie|example)(?!\w)", re.IGNORECASE
)
LAST_WORD = re.compile(r"(?:\A|(?<=\s))[\w.'+-]{1,30}\Z")
# Words that lead to an address but are not part of it: "email her anna li at example dot org".
LEADING = frozenset(
    re.findall(
        r"\S+",
        "a address an and at by contact e-mail email emails for hers her him his in is it mail me message my of "
        "on or our please reach reached send the their them there to try us use via was we write you your",
    )
)
MOST_WORDS = 3
LOCAL_LENGTH = 64
LOCAL_BACKWARDS = re.compile(r"[\w.!#$%&'+/=?^{|}-]{0,63}\w")
WHY = _("This looks like an email address. It often contains a name, and anyone could write to it.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.EMAIL, Strength.ASK, (start, end), WHY)
        for start, end in _spans(plain.typed)
        if plain.typed[start:end] not in allowed
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (DOMAIN, SPACED_DOMAIN):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - LOCAL_LENGTH) : match.start()]
            local = LOCAL_BACKWARDS.match(before[::-1])
            if local:
                yield match.start() - local.end(), match.end()
    for match in IN_WORDS.finditer(text):
        start = _start_of_words(text, match.start())
        if start < match.start():
            yield start, match.end()


def _start_of_words(text: str, end: int) -> int:
    """Return the place where an address in words, such as "jane dot smith at agency", begins.

    end: the place of the word "at". Returns `end` if no word before "at" can be part of an address.
    """
    start, words = end, 0
    while words < MOST_WORDS:
        place = len(text[:start].rstrip(" ")) if start < end else start
        match = LAST_WORD.search(text[max(0, place - LOCAL_LENGTH) : place])
        if match is None or match[0].lower() in LEADING or (start < end and match[0].endswith((".", ","))):
            return start
        start = place - len(match[0])
        words += match[0].lower() != "dot"
    return start
