"""Template tags about briefings, for pages of topics and resources."""

from django import template

from forum.models import Topic
from library.models import Resource
from ratsite.trends.rules import can_make_from, can_write_briefing

register = template.Library()


@register.simple_tag(takes_context=True)
def may_make_briefing(context, source: Topic | Resource) -> bool:
    """True if the user may make a briefing from this topic or resource."""
    return can_write_briefing(context["request"].user) and can_make_from(source)
