"""What must not stand in the words of stewards either: whatever identifies somebody."""

from django import forms

from ratsite.lib.identifiers import names_to_settle


def refuse_identifiers(text: str) -> str:
    """For clean methods: the text itself. It names what to take out, and never repeats it."""
    if names := names_to_settle([text]):
        raise forms.ValidationError(f"Take this out, because it may identify somebody: {', '.join(names)}")
    return text
