"""What an agency has published about itself, for its own notes; in other texts: ratsite.pages.contacts."""

from ratsite.lib.identifiers import Allow, find


def contacts_in(text: str) -> Allow:
    """text: an agency's public_contacts, as they are typed."""
    return Allow(text[one.start : one.end] for one in find(text))
