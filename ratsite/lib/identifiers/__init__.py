"""Find text that may identify a person, so that its writer is stopped before others can read it.

    findings = find(text, allow=["0121 496 0000", "hello@agency.example"])
    if any(finding.strength is Strength.BLOCK for finding in findings): …
    redact(text, findings)

Each kind of identifier has a module, with the source of its rules, and a line in finders.py; `find` calls them all.
Pure functions: no app, no database, no log. A finding says where an identifier is, which kind, how strong and why; it
never holds the text found.
"""

from collections.abc import Iterable
from hashlib import blake2b

from ratsite.lib.identifiers.allow import Allow, allowing
from ratsite.lib.identifiers.finders import FINDERS
from ratsite.lib.identifiers.findings import NAMES, Finding, Kind, Strength, settle
from ratsite.lib.identifiers.plain import read

__all__ = [
    "FINDERS",
    "NAMES",
    "Allow",
    "Finding",
    "Kind",
    "Strength",
    "about_children",
    "find",
    "names_to_settle",
    "redact",
    "settle",
]

MOST_REMEMBERED = 32
_remembered: dict[bytes, tuple[Finding, ...]] = {}


def find(text: str, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    """Return a finding for each identifier in the text, in the order of the text; no two findings overlap.

    In a file name, replace underscores by spaces first. A text is checked twice when it is sent, by the form and by the
    screening. So the findings without an allow-list are cached under a digest of the text until `find` is called for
    the same text again.
    """
    if not text:
        return []
    if allow:
        return _found(text, allow)
    key = blake2b(text.encode("utf-8", "surrogatepass")).digest()
    remembered = _remembered.pop(key, None)
    if remembered is not None:
        return list(remembered)
    found = _found(text, ())
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = tuple(found)
    return found


def _found(text: str, allow: Iterable[str] | Allow) -> list[Finding]:
    plain, allowed = read(text), allowing(allow)
    return settle(finding for finder in FINDERS.values() for finding in finder(plain, allowed))


def names_to_settle(texts: Iterable[str], allow: Iterable[str] | Allow = ()) -> list[str]:
    """Return the names of the identifier kinds that the writer must remove or explain, each once: "phone number"."""
    allowed = allowing(allow)
    found = (finding for text in texts if text for finding in find(text, allowed))
    return list(dict.fromkeys(finding.name for finding in found if finding.strength >= Strength.ASK))


def about_children(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings made stricter for a topic about children: the strength ASK becomes BLOCK."""
    return [one.with_strength(Strength.BLOCK) if one.strength is Strength.ASK else one for one in findings]


def redact(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with each finding replaced by its name, as in "[phone number removed]"."""
    pieces, place = [], 0
    for finding in settle(findings):
        pieces += [text[place : finding.start], f"[{finding.name} removed]"]
        place = finding.end
    return "".join(pieces) + text[place:]
