"""The look's small parts as template tags: icons, remits, avatars, the mark. All are builtins (settings)."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ratsite.lib import typed
from ratsite.lib.forms import ErrorSummary, SampleForm, label_of, messages_of
from ratsite.lib.identifiers.refusal import passages_at
from ratsite.lib.identifiers.scan import Passage
from ratsite.lib.paging import fragments as kept_parts
from ratsite.lib.paging.pager import Pager

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
PLAIN_GLYPH = ("0 0 16 16", '<circle cx="8" cy="8" r="2.2"/>')
# A marking's value: (its label in the Traffic Light Protocol 2.0, the tone of that label).
TLP = {
    "clear": ("TLP:CLEAR", "clear"),
    "green": ("TLP:GREEN", "green"),
    "amber_strict": ("TLP:AMBER+STRICT", "amber"),
    "red": ("TLP:RED", "red"),
}
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


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
def remit_glyph(value) -> SafeString:
    """The tile alone; value is a Remit or its slug. A remit of a later day, without a drawing, gets a dot."""
    return _glyph(getattr(value, "slug", value))


@cache
def _glyph(slug: str) -> SafeString:
    view_box, drawing = _symbols().get(f"r-{slug}", PLAIN_GLYPH)
    return format_html(
        '<svg class="remit__glyph remit--{}" width="22" height="22" viewBox="{}" aria-hidden="true">{}</svg>',
        slug,
        view_box,
        mark_safe(drawing),  # noqa: S308 from our own file
    )


@register.simple_tag
def remit(value, missing: bool = False) -> SafeString:
    """A remit's glyph and name: value is a Remit or its slug; missing draws it dashed (not heard yet)."""
    slug = getattr(value, "slug", value)
    name = getattr(value, "name", None) or REMITS[slug]
    extra = " remit--missing" if missing else ""
    return format_html('<span class="remit remit--{}{}">{}<span>{}</span></span>', slug, extra, _glyph(slug), name)


@register.simple_tag
def all_remits() -> list[str]:
    """The slugs of the ten remits in the order of the web on the front page."""
    return list(REMITS)


@register.simple_tag
def avatar(person, agency=None, by_role: bool = False) -> SafeString:
    """Initials in a ring of the main remit; the name stands beside it, so screen readers skip it.

    agency: the one that the person wrote for, where that may be another than today's. by_role draws a lock, and so does
    somebody whose name is gone.
    """
    agency = agency or getattr(person, "agency", None)
    ring = f" remit--{agency.main_remit.slug}" if agency else ""
    face = icon("lock") if by_role or getattr(person, "is_erased", False) else person.initials
    return format_html('<span class="avatar{}" aria-hidden="true">{}</span>', ring, face)


@register.simple_tag
def marking(value: str) -> SafeString:
    """The label of a marking in its standard colours: once a page, after the plain words. Unknown values raise."""
    label, tone = TLP[str(value)]
    return format_html('<span class="tlp tlp--{}">{}</span>', tone, label)


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, words: str, extra_class: str = "", but: str = "") -> SafeString:
    """A list item of the navigation: a URL's name and its words.

    It is marked on every page below that URL, except on those below the URL named `but`, which has an item of its own.
    """
    path = context["request"].path if "request" in context else ""
    address = _address_named(name)
    is_here = path.startswith(address) and not (but and path.startswith(_address_named(but)))
    return _nav_item(address, words, extra_class, is_here)


@cache
def _address_named(name: str) -> str:
    """The same for as long as the process runs; every page asks for some ten of them."""
    return reverse(name)


@cache
def _nav_item(address: str, words: str, extra_class: str, is_here: bool) -> SafeString:
    """The templates name some ten of them."""
    current = mark_safe(' aria-current="page"') if is_here else ""
    item_class = format_html(' class="{}"', extra_class) if extra_class else ""
    return format_html('<li{}><a href="{}"{}>{}</a></li>', item_class, address, current, words)


@register.simple_tag
def control(field) -> SafeString:
    """A bound field's input in the site's dress; Django adds what ties it to its hint and error.

    Placeholders are dropped: they vanish when one types, and the label says it already.
    """
    classes = f"{field.field.widget.attrs.get('class', '')} input".strip()
    return field.as_widget(attrs={"class": classes, "placeholder": False})


@register.simple_tag
def attributes(values: dict) -> SafeString:
    """What Django's own template of this name prints of a widget's attributes, which fills a fifth of a page's time."""
    given = [(name, value) for name, value in values.items() if value is not False]
    drawn = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in given
    )
    return mark_safe("".join(drawn))  # noqa: S308 each is escaped


@register.simple_tag
def kept(template_name: str, **values) -> SafeString:
    """`include ... only` for what many pages repeat and what prints nothing but its values
    (ratsite.lib.paging.fragments).
    """
    return kept_parts.draw(template_name, values)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way up from a page: {% breadcrumbs %}{% breadcrumb … %}{% endbreadcrumbs %}, the highest page first.

    It may stand in a {% block %}, but hold none: Django 5.2 looks for no blocks inside tags of this kind.
    """
    return render_to_string("components/breadcrumbs.html", {"content": content})


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(words: object, to: Any, *args: object) -> dict:
    """One step of the breadcrumbs. `to` is an address, an object with get_absolute_url, or a URL's name with args."""
    return {"words": words, "address": _address(to, args)}


def _address(to: Any, args: tuple) -> str:
    """As redirect() understands it; what begins like an address is not looked up among the names first."""
    return to if isinstance(to, str) and to.startswith(("/", "#")) else resolve_url(to, *args)


def _trimmed(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308 the template has drawn it


@register.simple_block_tag
def page_header(content: str, title: object, where: str = "inside") -> SafeString:
    """A page's title and, as content, the sentence below it; where="page" on the public site."""
    values = {"title": title, "lede": _trimmed(content), "where": where}
    return render_to_string("components/page_header.html", values)


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "", role: str = "") -> SafeString:
    """A boxed message; content: what it says; tone: success, info, warning or error."""
    values = {"tone": tone, "title": title, "text": _trimmed(content), "role": role}
    return render_to_string("components/notice.html", values)


@register.simple_block_tag
def empty_state(content: str, title: str, to: object = None, words: str = "") -> SafeString:
    """What an empty list says: what the emptiness means and, as content, what to do; `to` and words make a button."""
    values = {"title": title, "text": _trimmed(content), "address": _address(to, ()) if to else "", "words": words}
    return render_to_string("components/empty_state.html", values)


@register.simple_tag(takes_context=True)
def typed_texts(context) -> list[str]:
    """What was sent with the form that this page refuses (ratsite.lib.typed); none where a page has no request."""
    return typed.typed_texts(context["request"]) if "request" in context else []


@register.simple_tag
def error_summary(form) -> ErrorSummary:
    """What the summary at the top of a page says about a bound form."""
    return ErrorSummary.of(form)


@register.simple_tag
def sample_form() -> SampleForm:
    """For the component sheet: every kind of field, some of them with an error."""
    return SampleForm.with_errors()


@register.simple_tag
def sample_pager() -> Pager:
    return Pager(number=4, count=9)


@register.simple_tag
def all_icons() -> list[str]:
    """The names that {% icon %} knows."""
    return sorted(name.removeprefix("i-") for name in _symbols() if name.startswith("i-"))


@register.filter
def field_label(field) -> str:
    return label_of(field)


@register.filter
def field_messages(field) -> list[str]:
    return messages_of(field)


@register.filter
def passages(field) -> list[Passage]:
    """What may identify somebody in a bound field, in place."""
    return passages_at(field)


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Windows", from what a browser says about itself; good enough to recognise one's own."""
    browser = next((name for token, name in BROWSERS.items() if token in user_agent), "A browser")
    system = next((name for token, name in SYSTEMS.items() if token in user_agent), "")
    return f"{browser} on {system}" if system else browser


@register.filter
def at(places: dict, key):
    """What a dictionary holds under a key that is known only here; nothing where it holds nothing."""
    return places.get(key, ())


@register.filter
def inline_svg(document: str) -> SafeString:
    """An SVG file of our own making, fit to stand in a page: without the XML declaration."""
    return mark_safe(re.sub(r"<\?xml.*?\?>\s*", "", document))  # noqa: S308 drawn by the server, holds no input
