import json

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ratsite.lib.own_network import own_network
from ratsite.pages import structured_data
from ratsite.pages.forms.contact import ContactForm

register = template.Library()

IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
LINE_STEP = 20  # pixels between two circles of the line of parts
FIRST_CIRCLE = 6


@register.filter
def ld_json(data: dict) -> SafeString:
    """Return structured data as JSON for an application/ld+json script element, which browsers do not run."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT))


@register.filter
def anchor(text: str) -> str:
    """Return the HTML id for a heading with this text, so that links can lead to the heading."""
    return slugify(str(text)) or "section"


@register.filter
def dialled(phone: str) -> str:
    """Return a phone number, as shown on a page, in the form for tel: links."""
    return "".join(c for c in phone if c.isdigit() or c == "+")


@register.filter
def addstop(text: str) -> str:
    """Return a text with exactly one full stop at its end."""
    return f"{text.rstrip('. ')}."


@register.simple_tag
def contact_form(kind: str) -> ContactForm:
    return ContactForm(initial={"kind": kind})


@register.inclusion_tag("pages/_public_metadata.html")
def public_metadata(resource) -> dict:
    """Render canonical address, Open Graph and JSON-LD of a resource that is open to everyone."""
    path = resource.get_absolute_url()
    data = structured_data.resource(
        title=resource.title,
        summary=resource.summary,
        path=path,
        language=resource.language,
        creators=resource.creators,
        publisher_name=resource.publisher,
        issued_on=resource.current.issued_on if resource.current else None,
        licence=resource.licence,
    )
    return {
        "title": resource.title,
        "description": resource.summary,
        "address": settings.SITE_URL + path,
        "site_name": own_network().short_name,
        "structured_data": data,
    }


@register.inclusion_tag("pages/_part_line.html")
def part_line(series) -> dict:
    """Draw the parts of a series as circles on a line: the current part filled, a missing part dashed.

    series: the Place of the current part.
    """
    circles = [
        {
            "x": FIRST_CIRCLE + LINE_STEP * (number - 1),
            "is_missing": part is None,
            "is_here": part is not None and part.pk == series.current.pk,
        }
        for number, part in series.rows
    ]
    line = LINE_STEP * (series.total - 1)
    return {"circles": circles, "line": line, "width": FIRST_CIRCLE * 2 + line}
