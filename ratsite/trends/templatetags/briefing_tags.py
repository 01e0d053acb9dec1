"""Template tags about briefings, for the pages of what a briefing is made from."""

from django import template

from forum.models import Topic
from library.models import Resource
from ratsite.trends.rules import can_make_from, can_write_briefing

register = template.Library()


@register.simple_tag(takes_context=True)
def may_make_briefing(context, source: Topic | Resource) -> bool:
    """True if the reader of the page may make a briefing from this topic or resource."""
    return can_write_briefing(context["request"].user) and can_make_from(source)
