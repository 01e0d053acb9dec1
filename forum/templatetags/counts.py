"""Template filters that put a number before its noun: {{ readers.people|people }} gives "1 person" or "43 people"."""

from django import template
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


@register.filter
def agencies(count: int) -> str:
    return ngettext("%(count)s agency", "%(count)s agencies", count) % {"count": count}


@register.filter
def topics(count: int) -> str:
    return ngettext("%(count)s topic", "%(count)s topics", count) % {"count": count}


@register.filter
def posts(count: int) -> str:
    return ngettext("%(count)s post", "%(count)s posts", count) % {"count": count}


@register.filter
def replies(count: int) -> str:
    return ngettext("%(count)s reply", "%(count)s replies", count) % {"count": count}


@register.filter
def resources(count: int) -> str:
    return ngettext("%(count)s resource", "%(count)s resources", count) % {"count": count}
