from django import template

from library.models import Resource

register = template.Library()


@register.simple_tag
def open_resources(count: int):
    """The newest resources that anyone may read, for public pages: the same for every visitor."""
    return Resource.objects.public()[:count]
