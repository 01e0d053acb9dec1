"""Find text that may identify a person, so that its writer is stopped before others can read it.

    findings = find(text, allow=["0121 496 0000", "hello@agency.example"])
    if any(finding.strength is Strength.BLOCK for finding in findings): …
    redact(text, findings)

Each kind of identifier has a module, with the source of its rules, and a line in finders.py; `find` calls them all.
Pure functions: no app, no database, no log. A finding says where an identifier is, which kind, why, and what the writer
must do (its strength); it never contains the text found.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.finders import FINDERS
from ratsite.lib.identifiers.findings import NAMES, Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.name import directly_before
from ratsite.lib.identifiers.plain import read

__all__ = [
    "FINDERS",
    "NAMES",
    "Allow",
    "Finding",
    "IdentifierKind",
    "Strength",
    "about_children",
    "find",
    "find_together",
    "unresolved_names",
    "redact",
    "unresolved",
    "without_overlaps",
]

# Kinds of number in which people type a letter O for a zero.
WITH_ZEROS = (
    *(
        IdentifierKind.NHS,
        IdentifierKind.NI,
        IdentifierKind.PASSPORT,
        IdentifierKind.UTR,
        IdentifierKind.ACCOUNT,
        IdentifierKind.PHONE,
        IdentifierKind.POSTCODE,
        IdentifierKind.PLATE,
        IdentifierKind.BIRTH,
    ),
)
# Kinds that people write directly after a person's name.
OF_A_PERSON = (
    *(
        IdentifierKind.NHS,
        IdentifierKind.NI,
        IdentifierKind.PASSPORT,
        IdentifierKind.UTR,
        IdentifierKind.UPN,
        IdentifierKind.PHONE,
        IdentifierKind.EMAIL,
        IdentifierKind.ADDRESS,
        IdentifierKind.BIRTH,
    ),
)
ALONE = (IdentifierKind.NAME, IdentifierKind.JIGSAW)  # findings so weak that a name next to them stays advice
MOST_REMEMBERED = 32
_remembered: dict[bytes, tuple[Finding, ...]] = {}


def find(text: str, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    """Return a finding for each identifier in the text, in the order of the text; no two findings overlap.

    An underscore counts as a space, as in a file name. Names are only advice if they stand alone. If the text has
    another identifier, such as a phone number, the writer must remove or explain the names too.

    A text is checked twice when it is sent: by the form and by the screening. So a result without an allow-list is
    cached under a digest of the text until the second call, which removes it from the cache.
    """
    if not text:
        return []
    if allow:
        return _find_uncached(text, allow)
    key = blake2b(text.encode("utf-8", "surrogatepass")).digest()
    remembered = _remembered.pop(key, None)
    if remembered is not None:
        return list(remembered)
    findings = _find_uncached(text, ())
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = tuple(findings)
    return findings


def _find_uncached(text: str, allow: Iterable[str] | Allow) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    findings = [finding for finder in FINDERS.values() for finding in finder(plain, allowed)]
    if (zeros := plain.with_zeros()) is not None:
        findings += [finding for kind in WITH_ZEROS for finding in FINDERS[kind](zeros, allowed)]
    findings += [
        name
        for finding in findings
        if finding.kind in OF_A_PERSON and (name := directly_before(text, finding.start, allowed))
    ]
    return without_overlaps(_with_names_asked(findings))


def find_together(texts: Iterable[str], allow: Iterable[str] | Allow = ()) -> list[list[Finding]]:
    """Return a list of findings for each of these texts, which readers see together, such as a title and its text.

    The writer must remove or explain a name in one text if another text identifies someone.
    """
    by_text = [find(text, allow) for text in texts]
    if all(finding.kind in ALONE for findings in by_text for finding in findings):
        return by_text
    return [[_asked(finding) for finding in findings] for findings in by_text]


def _with_names_asked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings. If one of them identifies a person, each name becomes ASK instead of ADVICE.

    A name alone is advice: it may be a colleague's. Next to a phone number or an address, it is the name of the person
    who has them. Names and jigsaw details (ALONE) do not count as identifying a person here.
    """
    findings = list(findings)
    if all(finding.kind in ALONE for finding in findings):
        return findings
    return [_asked(finding) for finding in findings]


def _asked(finding: Finding) -> Finding:
    is_advice = finding.kind is IdentifierKind.NAME and finding.strength is Strength.ADVICE
    return finding.with_strength(Strength.ASK) if is_advice else finding


def unresolved(texts: Iterable[str], allow: Iterable[str] | Allow | Callable[[], Allow] = ()) -> list[Finding]:
    """Return the findings that the writer of these texts must remove or explain: all but mere advice.

    allow: the contacts that identify nobody, or a function that returns them, which is called only if something is
    found.
    """
    if callable(allow):
        texts = [text for text in texts if unresolved([text])]
        allow = allow() if texts else ()
    allowed = as_allow(allow) if allow else ()  # `find` has a cache for texts without an allow-list
    return [finding for text in texts for finding in find(text, allowed) if finding.strength >= Strength.ASK]


def unresolved_names(texts: Iterable[str], allow: Iterable[str] | Allow | Callable[[], Allow] = ()) -> list[str]:
    """Return the kinds of identifiers that the writer must remove or explain, by name, such as "phone number".

    Each kind is named once. allow: see unresolved.
    """
    return list(dict.fromkeys(finding.name for finding in unresolved(texts, allow)))


def about_children(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings made stricter for a topic about children: ASK (remove or explain) becomes BLOCK (remove)."""
    return [
        finding.with_strength(Strength.BLOCK) if finding.strength is Strength.ASK else finding for finding in findings
    ]


def redact(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with each identifier replaced by the name of its kind, as in "[phone number removed]"."""
    pieces, place = [], 0
    for finding in without_overlaps(findings):
        pieces += [text[place : finding.start], f"[{finding.name} removed]"]
        place = finding.end
    return "".join(pieces) + text[place:]
