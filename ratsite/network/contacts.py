"""The published contacts that an agency's own texts are allowed to name; for other texts see ratsite.pages.contacts."""

from ratsite.lib.identifiers import Allow, find, unresolved


def contacts_in(text: str) -> Allow:
    """Return the contacts in `text`, an agency's public_contacts. The agency's texts are allowed to name them."""
    return Allow(text[finding.start : finding.end] for finding in find(text))


def loses_contact(text: str | None, *, before: Allow, after: Allow) -> bool:
    """True if the text names a contact that `before` allows and `after` does not: two states of an allow-list."""
    return bool(_positions(text or "", after) - _positions(text or "", before))


def _positions(text: str, allow: Allow) -> set[tuple[int, int]]:
    """Return a pair (start, end) for each identifier in the text that the writer must remove or explain."""
    return {(finding.start, finding.end) for finding in unresolved([text], allow)}
