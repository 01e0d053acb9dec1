from django import template

from library.models import Resource

register = template.Library()


@register.simple_tag
def open_resources(count: int):
    """Return the newest public resources, for public pages. Every visitor gets the same ones."""
    return Resource.objects.public()[:count]
