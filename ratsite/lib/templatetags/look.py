"""Template tags for small parts of pages: icons, remits, avatars, the logo, page headers.

All are builtin tags (in the settings), so templates need no {% load %}.
"""

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
from django.utils.translation import gettext_lazy as _

from ratsite.lib.days import end_words
from ratsite.lib.devices import device
from ratsite.lib.figure_words import figure_words
from ratsite.lib.forms import ErrorSummary, label_of, messages_of, our_text
from ratsite.lib.identifiers.passages import Passage
from ratsite.lib.identifiers.refusal import passages_at
from ratsite.lib.own_network import own_network
from ratsite.lib.paging import fragments
from ratsite.lib.typed_texts import is_own_form, typed_texts

register = template.Library()
register.filter(device)
register.filter(end_words)
register.filter(figure_words)

IMAGES = Path(__file__).resolve().parent.parent.parent / "static" / "ratsite" / "img"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.S)
REMITS = {
    "policing": _("Policing"),
    "health": _("Health"),
    "housing": _("Housing"),
    "council": _("Local authority"),
    "immigration": _("Immigration advice"),
    "labour": _("Labour & unions"),
    "support": _("Victim support"),
    "children": _("Child safeguarding"),
    "faith": _("Faith & community"),
    "research": _("Policy & research"),
}
# Width in pixels: (height, stroke width). The line looks equally thick at each size.
MARK_SIZES = {81: (22, "3.2"), 162: (44, "2.4"), 383: (104, "1.54")}
MARK_VIEW_BOX = "8 14 196 53.2"
PLAIN_GLYPH = ("0 0 16 16", '<circle cx="8" cy="8" r="2.2"/>')
# Marking: (its label in the Traffic Light Protocol 2.0, CSS tone).
TLP = {
    "clear": ("TLP:CLEAR", "clear"),
    "green": ("TLP:GREEN", "green"),
    "amber_strict": ("TLP:AMBER+STRICT", "amber"),
    "red": ("TLP:RED", "red"),
}
BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
LINE_BREAK = re.compile(r"\s*\n\s*")


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """Return {icon name: (view box, SVG drawing)}, read once from the site's own file of icons."""
    symbols = SYMBOL.findall((IMAGES / "icons.svg").read_text())
    return {name: (view_box, drawing) for name, view_box, drawing in symbols}


@cache
def _mark_path() -> str:
    path = re.search(r'<path d="[^"]+"/>', (IMAGES / "mark.svg").read_text())
    if path is None:
        raise LookupError("mark.svg holds no path")
    return path.group()


def _component(name: str, /, **values) -> SafeString:
    """Render a small component through the fragment cache, on one line and without white space around it."""
    html = BETWEEN_TAGS.sub("><", fragments.draw(f"components/{name}.html", values).strip())
    return SafeString(LINE_BREAK.sub(" ", html))


def _svg(css_class: str, width: int, height: int, view_box: str, drawing: str, stroke: str = "") -> SafeString:
    values = {"width": width, "height": height, "view_box": view_box, "drawing": drawing, "stroke": stroke}
    return _component("svg", css_class=css_class, **values)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the inline SVG of an icon. It is hidden from screen readers, so always put a label next to it.

    Raises KeyError for an unknown name.
    """
    view_box, drawing = _symbols()[f"i-{name}"]
    return _svg("icon", 20, 20, view_box, drawing)


@register.simple_tag
def mark(width: int = 162) -> SafeString:
    """Return the inline SVG of the logo, a rat drawn in one line, or "" if the network does not use it.

    width: one of MARK_SIZES, in pixels.
    """
    return _mark(width) if own_network().has_mark else SafeString("")


@cache
def _mark(width: int) -> SafeString:
    height, stroke = MARK_SIZES[width]
    return _svg("mark", width, height, MARK_VIEW_BOX, _mark_path(), stroke)


@register.simple_tag
def remit_glyph(value, inside: bool = False) -> SafeString:
    """Return the icon of a remit without the remit's name. A remit that has no icon of its own gets a dot.

    value: a Remit or its slug. inside: True if the element around the icon has the classes of the remit.
    """
    slug = getattr(value, "slug", value)
    return _glyph(slug) if inside else _glyph(slug, f"remit__glyph remit--{slug}")


@cache
def _glyph(slug: str, css_class: str = "") -> SafeString:
    """Return the icon of a remit. css_class: the classes of the remit; "" if the element around the icon has them."""
    view_box, drawing = _symbols().get(f"r-{slug}", PLAIN_GLYPH)
    return _svg(css_class, 0, 0, view_box, drawing)


@register.simple_tag
def remit(value, missing: bool = False) -> SafeString:
    """Return the icon and name of a remit. value: a Remit or its slug.

    missing: True to draw the remit dashed, because no agency with this remit has answered yet.
    """
    slug = getattr(value, "slug", value)
    name = str(getattr(value, "name", None) or REMITS[slug])
    return _component("remit", slug=slug, glyph=_glyph(slug), name=name, missing=missing)


@register.simple_tag
def all_remits() -> list[str]:
    """Return the slugs of the ten remits, in the order in which the picture on the front page shows them."""
    return list(REMITS)


@register.simple_tag
def avatar(person, agency=None, by_role: bool = False) -> SafeString:
    """Return a person's initials in a ring with the colour of their agency's main remit.

    The avatar is hidden from screen readers: put the person's name next to it. agency: the agency for which the person
    wrote, if it may not be their current one. by_role: show a lock, not the initials, as for an erased person.
    """
    agency = agency or getattr(person, "agency", None)
    face = icon("lock") if by_role or getattr(person, "is_erased", False) else person.initials
    return _component("avatar", ring=agency.main_remit.slug if agency else "", face=face)


@register.simple_tag
def marking(value: str) -> SafeString:
    """Return the label of a marking in the Traffic Light Protocol (TLP), in its standard colours.

    Use it once a page, after the marking in plain text. Raises KeyError for an unknown value.
    """
    label, tone = TLP[str(value)]
    return _component("tlp", label=label, tone=tone)


@register.simple_tag(takes_context=True)
def nav_link(
    context, name: str, label: str, extra_class: str = "", but: str = "", count: int = 0, counted: str = ""
) -> SafeString:
    """Return a navigation item for a URL name, marked as current on every page whose path begins with that URL.

    but: a URL name below it that has an item of its own; on its pages this item is not marked. count: how many things
    wait on that page, shown next to the label. counted: the words after this number, such as "need you".
    """
    path = context["request"].path if "request" in context else ""
    address = _address_named(name)
    is_here = path.startswith(address) and not (but and path.startswith(_address_named(but)))
    return _nav_item(address, label, extra_class, is_here, count, counted)


@cache
def _address_named(name: str) -> str:
    """Return reverse(name), cached for the life of the process, because every page needs about ten such URLs."""
    return reverse(name)


@cache
def _nav_item(address: str, label: str, extra_class: str, is_here: bool, count: int, counted: str) -> SafeString:
    item = {"address": address, "label": label, "extra_class": extra_class, "is_here": is_here}
    return _component("nav_link", **item, count=count, counted=counted)


@register.simple_tag
def control(field) -> SafeString:
    """Return the widget of a form field as HTML, with the site's CSS class; Django links it to its hint and error.

    Removes placeholders, because they vanish while a person types, and the label says the same.
    """
    classes = f"{field.field.widget.attrs.get('class', '')} input".strip()
    return field.as_widget(attrs={"class": classes, "placeholder": False})


@register.filter
def option_label(option: dict) -> object:
    """Return the label of an option of a select widget. For the empty choice, our text replaces Django's dashes."""
    return our_text(option["label"]) if option["value"] == "" else option["label"]


@register.simple_tag
def attributes(values: dict) -> SafeString:
    """Return a widget's HTML attributes as escaped text.

    Django's own template for attributes would take a fifth of the time of a page.
    """
    given = [(name, value) for name, value in values.items() if value is not False]
    drawn = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in given
    )
    return mark_safe("".join(drawn))  # noqa: S308 each is escaped


@register.simple_tag
def fragment(template_name: str, **values) -> SafeString:
    """Render a template from these values alone, through the fragment cache (ratsite.lib.paging.fragments)."""
    return fragments.draw(template_name, values)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """Render a list of breadcrumbs, the highest page first: {% breadcrumbs %}{% breadcrumb … %}{% endbreadcrumbs %}.

    The tag may be inside a {% block %}, but must not contain one: Django 5.2 finds no blocks inside simple block tags.
    """
    return render_to_string("components/breadcrumbs.html", {"content": content})


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(label: object, to: Any, *args: object) -> dict:
    """Render one breadcrumb. to: an address, an object with get_absolute_url, or a URL name with args."""
    return {"label": label, "address": _address(to, args)}


def _address(to: Any, args: tuple) -> str:
    """Return the URL that `to` stands for, as redirect() does. A text that begins with / or # is returned unchanged.

    Such a text is never tried as a URL name.
    """
    return to if isinstance(to, str) and to.startswith(("/", "#")) else resolve_url(to, *args)


def _trimmed(content: str) -> SafeString:
    return SafeString(content.strip())


@register.simple_block_tag
def page_header(content: str, title: object, where: str = "inside") -> SafeString:
    """Render the title of a page and, below it, the content of this block tag: one sentence on what the page is for.

    where: "page" on the public site, "inside" on members' pages.
    """
    values = {"title": title, "lede": _trimmed(content), "where": where}
    return render_to_string("components/page_header.html", values)


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "", role: str = "") -> SafeString:
    """Render a message in a box; its text is the content of this block tag. tone: success, info, warning or error."""
    values = {"tone": tone, "title": title, "text": _trimmed(content), "role": role}
    return render_to_string("components/notice.html", values)


@register.simple_block_tag
def empty_state(content: str, title: str, to: object = None, button: str = "") -> SafeString:
    """Render the message that takes the place of an empty list. content: what the reader can do.

    to, button: the address and the label of a button.
    """
    values = {"title": title, "text": _trimmed(content), "address": _address(to, ()) if to else "", "button": button}
    return render_to_string("components/empty_state.html", values)


@register.simple_tag(takes_context=True, name="typed_texts")
def texts_of_refused_form(context) -> list[str]:
    """Return the texts that a person typed into a form that was refused, for the error page to give back.

    They are given back only to people who are signed in, or whose session ended after they had opened the form.
    """
    request = context.get("request")
    is_shown = request and (request.user.is_authenticated or getattr(request, "needs_sign_in", False))
    return typed_texts(request) if is_shown else []


@register.simple_tag(takes_context=True)
def texts_of_unsafe_form(context) -> list[str]:
    """Return the typed texts of a form whose CSRF token is wrong, for the error page to give back.

    Nothing is given back of a form that another site sent, which could otherwise show its words on a page of this site.
    """
    request = context.get("request")
    return typed_texts(request) if request and is_own_form(request) else []


@register.simple_tag
def error_summary(form) -> ErrorSummary:
    return ErrorSummary.of(form)


def icon_names() -> list[str]:
    """Return all names that {% icon %} accepts, in alphabetical order."""
    return sorted(name.removeprefix("i-") for name in _symbols() if name.startswith("i-"))


@register.filter
def field_label(field) -> str:
    return label_of(field)


@register.filter
def field_messages(field) -> list[str]:
    return messages_of(field)


@register.filter
def passages(field) -> list[Passage]:
    return passages_at(field)


@register.filter
def get_item(places: dict, key):
    """Return the value in a dictionary for a key that the template computes; () if the key is missing."""
    return places.get(key, ())


@register.filter
def inline_svg(document: str) -> SafeString:
    """Return an SVG document for use inside HTML.

    Use it only for SVG that the site made: the result is marked as safe.
    """
    return mark_safe(re.sub(r"<\?xml.*?\?>\s*", "", document))  # noqa: S308 drawn by the server, contains no input
