"""What the public pages' templates need beyond the look's own tags."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ratsite.pages.forms import ContactForm

register = template.Library()

IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
LINE_STEP = 20  # between two circles of the part line
FIRST_CIRCLE = 6


@register.filter
def ld_json(data: dict) -> SafeString:
    """Structured data for search engines: a block of data, which browsers never run."""
    body = json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308 escaped above


@register.filter
def anchor(text: str) -> str:
    """The id of a heading, and what links to it end in."""
    return slugify(str(text)) or "section"


@register.filter
def dialled(phone: str) -> str:
    """A printed number as a telephone takes it."""
    return "".join(c for c in phone if c.isdigit() or c == "+")


@register.filter
def addstop(text: str) -> str:
    """A note as a sentence, with one full stop."""
    return f"{text.rstrip('. ')}."


@register.simple_tag
def contact_form(kind: str) -> ContactForm:
    return ContactForm(initial={"kind": kind})


@register.simple_tag
def part_line(series) -> SafeString:
    """The parts as circles on a line: the current one filled, a missing one dashed."""
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
