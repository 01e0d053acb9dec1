"""The HTML page of a personal data copy. Any browser opens it, and it loads only the style sheet next to it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet, TextField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import Section

STYLE_SHEET = "style.css"  # the page's name in the zip
# The place in the template for the rows; they are rendered one by one, so that memory use stays constant.
ROWS = "<!-- rows -->"
NOTHING = ("", None, [], {})
FOR_A_COMPUTER = ("action", "label")  # values of a log entry that are left out if the entry is there in words
# For fields whose names say too little to the reader.
LABELS = {
    "in_words": _("What was done"),
    "id": _("Number on the site"),
    "in_this_copy_as": _("In this copy as"),
    "ip": _("Network address"),
    "may_act": _("May others act on it"),
    "timestamp": _("When"),
    "user_agent": _("Browser"),
}


def page(lists: Iterable[tuple[Section, QuerySet]], about: str, contents: str) -> Iterator[str]:
    """Yield the HTML page of a personal data copy in pieces.

    lists: pairs of a Section and its rows. about, contents: texts for the top of the page. Account data comes first;
    sections without rows are named at the end.
    """
    values = {"made_at": timezone.now(), "about": about, "contents": contents, "style_sheet": STYLE_SHEET}
    start, end = render_to_string("privacy/copy/page.html", values).split(ROWS)
    yield start
    empty = []
    for section, rows in sorted(lists, key=lambda one: not one[0].model.startswith("accounts.")):
        number = 0
        for number, row in enumerate(rows.order_by("pk").iterator(chunk_size=500), start=1):
            if number == 1:
                yield render_to_string("privacy/copy/section.html", {"section": section})
            yield render_to_string("privacy/copy/row.html", {"answers": _answers(section, row)})
        if not number:
            empty.append(section)
    if empty:
        yield render_to_string("privacy/copy/empty_sections.html", {"sections": empty})
    yield end


def _answers(section: Section, row: Model) -> list[tuple[str, str]]:
    """Return a pair (label, text) for each value of a row that is not empty."""
    values = section.row(row)
    hidden = FOR_A_COMPUTER if values.get("in_words") else ()
    return [
        (_label(row, name), _text(_value(section, row, name, value)))
        for name, value in values.items()
        if value not in NOTHING and name not in hidden
    ]


def _label(row: Model, name: str) -> str:
    """Return the label that the page shows for a field of a model; a foreign key's label ends with "(by number)"."""
    field = _field(row, name)
    if name == "source" and isinstance(field, TextField):
        return gettext("Text")  # a post's text is in the field `source`; other models use that name for their app
    label = str(LABELS.get(name) or name.replace("_", " ").capitalize())
    if field is None or not field.is_relation:
        return label
    return gettext("%(label)s (by number)") % {"label": label}


def _value(section: Section, row: Model, name: str, value: Any) -> Any:
    """Return a value of a row for the page: a choice's label, or a date or time as an object, not as text.

    Computed values and the keys of related rows are returned as they are.
    """
    field = _field(row, name)
    if name in section.extra or field is None or field.is_relation:
        return value
    if field.choices:
        return getattr(row, f"get_{name}_display")()
    return getattr(row, name)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    return str(value)


def _field(row: Model, name: str) -> Field | None:
    try:
        return row._meta.get_field(name)
    except FieldDoesNotExist:
        return None
