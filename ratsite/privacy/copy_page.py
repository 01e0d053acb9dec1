"""The HTML page of a personal data copy. Any browser opens it, and it loads nothing from elsewhere."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet, TextField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from ratsite.lib.personal_data import Section

HEAD = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What is held about you – RAT Network</title>
<style>
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.0625rem/1.5 sans-serif; overflow-wrap: anywhere; }
dl { border-top: 1px solid; padding-top: .75rem; } dt { font-weight: bold; }
dd { margin: 0 0 .5rem; white-space: pre-line; }
</style>
</head>
<body>
<h1>What is held about you</h1>
"""
END = "</body>\n</html>\n"
NOTHING = ("", None, [], {})
FOR_A_COMPUTER = ("action",)  # left out if another key has it as text
# For field names that say too little to the reader.
LABELS = {
    "in_words": "What was done",
    "id": "Number on the site",
    "in_this_copy_as": "In this copy as",
    "ip": "Network address",
    "may_act": "May others act on it",
    "timestamp": "When",
    "user_agent": "Browser",
}


def page(lists: Iterable[tuple[Section, QuerySet]], about: str) -> Iterator[str]:
    """Yield the page's HTML in pieces. Account data comes first; empty lists are named at the end."""
    yield HEAD
    yield format_html("<p>Made on {}. {}</p>\n", _words(timezone.now()), about)
    empty = []
    for part, rows in sorted(lists, key=lambda one: not one[0].model.startswith("accounts.")):
        number = 0
        for number, row in enumerate(rows.order_by("pk").iterator(chunk_size=500), start=1):
            if number == 1:
                yield format_html("<h2>{}</h2>\n<p>{}. Kept: {}.</p>\n", part.title, part.why, _lower(part.until))
            yield _entry(part, row)
        if not number:
            empty.append(part)
    if empty:
        yield "<h2>Nothing is held of these</h2>\n<ul>\n"
        for part in empty:
            yield format_html("<li>{}</li>\n", part.title)
        yield "</ul>\n"
    yield END


def _entry(part: Section, row: Model) -> str:
    said = part.row(row)
    hidden = FOR_A_COMPUTER if said.get("in_words") else ()
    answers = [
        format_html("<dt>{}</dt><dd>{}</dd>\n", _label(row, name), _words(_value(part, row, name, value)))
        for name, value in said.items()
        if value not in NOTHING and name not in hidden
    ]
    return f"<dl>\n{''.join(answers)}</dl>\n"


def _label(row: Model, name: str) -> str:
    """Return the label of a model field on the page; foreign keys are marked "(by number)"."""
    found = _field(row, name)
    if name == "source" and isinstance(found, TextField):
        return "Words"  # a post's text; other models call their app "source"
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    return f"{label} (by number)" if found is not None and found.is_relation else label


def _value(part: Section, row: Model, name: str, value: Any) -> Any:
    """Return a choice's label, a date or time as an object, or the value that the part computed."""
    found = _field(row, name)
    if name in part.extra or found is None or found.is_relation:
        return value
    if found.choices:
        return getattr(row, f"get_{name}_display")()
    return getattr(row, name)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(item) for item in value)
    return str(value)


def _field(row: Model, name: str) -> Field | None:
    try:
        return row._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
