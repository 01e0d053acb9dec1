"""Template tags and filters for the public pages."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ratsite.pages.forms import ContactForm

register = template.Library()

IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
LINE_STEP = 20  # distance between two circles of the part line
FIRST_CIRCLE = 6


@register.filter
def ld_json(data: dict) -> SafeString:
    """Return structured data as a JSON-LD script element, which browsers do not run."""
    body = json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308 escaped above


@register.filter
def anchor(text: str) -> str:
    """Return the id of a heading, for links to it."""
    return slugify(str(text)) or "section"


@register.filter
def dialled(phone: str) -> str:
    """Return a printed phone number in the form for tel: links."""
    return "".join(c for c in phone if c.isdigit() or c == "+")


@register.filter
def addstop(text: str) -> str:
    """Return a note with exactly one full stop at its end."""
    return f"{text.rstrip('. ')}."


@register.simple_tag
def contact_form(kind: str) -> ContactForm:
    return ContactForm(initial={"kind": kind})


@register.simple_tag
def part_line(series) -> SafeString:
    """Return the parts as an SVG of circles on a line: the current part filled, a missing part dashed."""
    width = FIRST_CIRCLE * 2 + LINE_STEP * (series.total - 1)
    circles = "".join(
        f'<circle {_circle_look(part, series.current)} cx="{FIRST_CIRCLE + LINE_STEP * (number - 1)}" cy="6" r="5"/>'
        for number, part in series.rows
    )
    return mark_safe(  # noqa: S308 numbers and our own words
        f'<svg class="partline" width="{width}" height="12" viewBox="0 0 {width} 12" aria-hidden="true">'
        f'<path d="M6 6h{width - 12}"/>{circles}</svg>'
    )


def _circle_look(part, current) -> str:
    if part is None:
        return 'stroke-dasharray="2.5 2"'
    return 'class="is-here"' if part.pk == current.pk else ""
