from django import template

from library.models import Resource
from library.rules.resources import can_choose_thumbnail, can_join
from ratsite.files.models import StoredFile
from ratsite.files.recognition import can_recognise
from ratsite.files.virus_scan import is_scanner_away

register = template.Library()


@register.simple_tag
def newest_open_resources(count: int):
    """Return the newest `count` public resources, for public pages. Every visitor gets the same ones."""
    return Resource.objects.public()[:count]


@register.filter
def joins(draft: Resource, into: Resource) -> bool:
    """True if the draft may become a version of the other resource."""
    return can_join(draft, into)


@register.simple_tag(takes_context=True)
def may_choose_thumbnail(context, resource: Resource, stored: StoredFile) -> bool:
    """True if the reader may choose which page of this file its thumbnail shows."""
    return can_choose_thumbnail(context["user"], resource, stored)


@register.simple_tag
def recognises_scans() -> bool:
    """True if the site recognises the text of new scans."""
    return can_recognise()


@register.simple_tag
def scanner_is_away() -> bool:
    """True if a virus scanner is set up and does not answer, so that new files wait."""
    return is_scanner_away()
