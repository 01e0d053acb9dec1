"""Template tags that link abbreviations in posts to the glossary."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ratsite.lib.markup.abbreviations import with_abbreviations
from ratsite.search.queries.synonyms import abbreviations

register = template.Library()


@register.simple_tag
def glossary_abbreviations() -> tuple[tuple[str, str], ...]:
    """Return pairs (abbreviation, what it stands for) for all abbreviations of the glossary.

    They are part of the cache key of posts, so that posts are rendered again when the glossary changes.
    """
    return abbreviations()


@register.filter
def linked_to_glossary(html: str, meanings: tuple[tuple[str, str], ...]) -> SafeString:
    """Return a post's HTML with its abbreviations linked to the glossary. The HTML must be safe: it is not escaped."""
    return mark_safe(with_abbreviations(html, meanings or (), reverse("glossary:entry_list")))  # noqa: S308 both are safe
