"""What must not stand in the words of stewards either: whatever identifies somebody."""

from collections.abc import Callable

from django import forms

from ratsite.lib.identifiers import Allow, names_to_settle

_published: list[Callable[[], Allow]] = []


def register_published(contacts: Callable[[], Allow]) -> None:
    """Once, from the ready() of the app that knows them: what whose it is has published may stand here too."""
    _published[:] = [contacts]


def refuse_identifiers(text: str) -> str:
    """For clean methods: the text itself. It names what to take out, and never repeats it."""
    names = names_to_settle([text])
    for contacts in _published if names else ():
        names = names_to_settle([text], contacts())
    if names:
        raise forms.ValidationError(f"Take this out, because it may identify somebody: {', '.join(names)}")
    return text
