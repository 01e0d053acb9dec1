"""The published contacts that an agency's own texts may contain; for other texts see ratsite.pages.contacts."""

from ratsite.lib.identifiers import Allow, find


def contacts_in(text: str) -> Allow:
    """Return the contacts in a text as a list of allowed identifiers. text: an agency's public_contacts, as typed."""
    return Allow(text[finding.start : finding.end] for finding in find(text))
