"""Abbreviations in posts, linked to the glossary."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ratsite.lib.markup.abbreviations import with_abbreviations
from ratsite.search.queries.synonyms import abbreviations

register = template.Library()


@register.simple_tag
def glossary_abbreviations() -> tuple[tuple[str, str], ...]:
    """Return what abbreviations stand for, as a value of a fragment: its key then changes with the glossary."""
    return abbreviations()


@register.filter
def linked_to_glossary(html: str, meanings: tuple[tuple[str, str], ...]) -> SafeString:
    """Return a post's HTML with its abbreviations linked to the glossary. Use it only for HTML that the site made."""
    return mark_safe(with_abbreviations(html, meanings or (), reverse("glossary:entry_list")))  # noqa: S308 both are safe
