"""The look's small parts as template tags: icons, remits, avatars, the mark. All are builtins (settings)."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

IMAGES = Path(__file__).resolve().parent.parent.parent / "static" / "ratsite" / "img"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.S)
REMITS = {
    "policing": "Policing",
    "health": "Health",
    "housing": "Housing",
    "council": "Local authority",
    "immigration": "Immigration advice",
    "labour": "Labour & unions",
    "support": "Victim support",
    "children": "Child safeguarding",
    "faith": "Faith & community",
    "research": "Policy & research",
}
# Width in pixels: (height, stroke width). The line looks equally heavy at each size.
MARK_SIZES = {81: (22, "3.2"), 162: (44, "2.4"), 383: (104, "1.54")}
MARK_VIEW_BOX = "8 14 196 53.2"


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """Name to (view box, drawing), read once from the site's own icon file."""
    found = SYMBOL.findall((IMAGES / "icons.svg").read_text())
    return {name: (view_box, drawing) for name, view_box, drawing in found}


@cache
def _mark_path() -> str:
    path = re.search(r'<path d="[^"]+"/>', (IMAGES / "mark.svg").read_text())
    if path is None:
        raise LookupError("mark.svg holds no path")
    return path.group()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An inline icon, hidden from screen readers: a word always stands beside it. Unknown names raise KeyError."""
    view_box, drawing = _symbols()[f"i-{name}"]
    return mark_safe(  # noqa: S308 both parts come from our own file
        f'<svg class="icon" width="20" height="20" viewBox="{view_box}" aria-hidden="true">{drawing}</svg>'
    )


@register.simple_tag
@cache
def mark(width: int = 162) -> SafeString:
    """The rat in one line, in one of the three sizes of MARK_SIZES."""
    height, stroke = MARK_SIZES[width]
    return mark_safe(  # noqa: S308 from our own file
        f'<svg class="mark" width="{width}" height="{height}" viewBox="{MARK_VIEW_BOX}" stroke-width="{stroke}" '
        f'aria-hidden="true">{_mark_path()}</svg>'
    )


@register.simple_tag
@cache
def remit_glyph(slug: str) -> SafeString:
    view_box, drawing = _symbols()[f"r-{slug}"]
    return mark_safe(  # noqa: S308 from our own file
        f'<svg class="remit__glyph" width="22" height="22" viewBox="{view_box}" aria-hidden="true">{drawing}</svg>'
    )


@register.simple_tag
def remit(value, missing: bool = False) -> SafeString:
    """A remit's glyph and name: value is a Remit or its slug; missing draws it dashed (not heard yet)."""
    slug = getattr(value, "slug", value)
    name = getattr(value, "name", None) or REMITS[slug]
    extra = " remit--missing" if missing else ""
    return format_html('<span class="remit remit--{}{}">{}<span>{}</span></span>', slug, extra, remit_glyph(slug), name)


@register.simple_tag
def all_remits() -> list[str]:
    """The slugs of the ten remits in the order of the web on the front page."""
    return list(REMITS)


@register.simple_tag
def avatar(person) -> SafeString:
    """Initials in a ring of the person's main remit; the name stands beside it, so screen readers skip it."""
    agency = getattr(person, "agency", None)
    ring = f" remit--{agency.main_remit.slug}" if agency else ""
    return format_html('<span class="avatar{}" aria-hidden="true">{}</span>', ring, person.initials)


@register.simple_tag(takes_context=True)
def nav_link(context, address: str, words: str, extra_class: str = "") -> SafeString:
    """A list item of the navigation, marked when the page shown lies under its address."""
    path = context["request"].path if "request" in context else ""
    current = mark_safe(' aria-current="page"') if path.startswith(address) else ""
    item_class = format_html(' class="{}"', extra_class) if extra_class else ""
    return format_html('<li{}><a href="{}"{}>{}</a></li>', item_class, address, current, words)


@register.simple_tag
def control(field) -> SafeString:
    """A bound field's input in the site's dress; Django adds what ties it to its hint and error."""
    return field.as_widget(attrs={"class": f"{field.field.widget.attrs.get('class', '')} input".strip()})
