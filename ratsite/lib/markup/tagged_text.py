"""Render texts in which some words are marked, such as changed words or words found by a search."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def tagged_text(parts: Iterable[tuple[str, str]]) -> SafeString:
    """Return pairs (tag, text) as escaped HTML, each text inside its tag; no tag is written for the tag ""."""
    html = render_to_string("components/tagged_text.html", {"parts": parts})
    return SafeString(html.removesuffix("\n"))
