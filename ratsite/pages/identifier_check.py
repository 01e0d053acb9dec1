"""Find what may identify someone in a public page.

Two places of a page are for contact details of organisations: contact blocks, and the venue of an event. What is
written there may be anywhere on the same page. So may the published contacts.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, pairwise
from typing import Any

from django.db.models import CharField, Model, TextField, URLField
from django.utils.text import slugify
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, Page

from ratsite.lib.identifiers import Allow, IdentifierKind, find
from ratsite.lib.identifiers.passages import Passage, scan
from ratsite.lib.identifiers.refusal import MOST_NAMED
from ratsite.pages.blocks import texts_in
from ratsite.pages.contacts import published_contacts
from ratsite.pages.fields import BodyField

Row = tuple[type[Model], Mapping[str, Any]]  # the page itself, or a row of one of its lists: model, values by field
OF_AN_ORGANISATION = frozenset(
    {IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.ADDRESS, IdentifierKind.POSTCODE}
)
PLACES = frozenset({IdentifierKind.ADDRESS, IdentifierKind.POSTCODE})
LABEL_WORDS = 6
AGREED = frozenset({"speaker"})  # the form of an event asks whether each speaker agreed to be named
LINKS = frozenset({"booking_link"})  # an address of the web has digits that are no phone number
# In JSON, so with a backslash before each quotation mark.
LINKED_CONTACT = re.compile(r'href=\\"(?:mailto|tel):([^"\\?]+)')


def passages_in(page: Page) -> list[Passage]:
    """Return each passage with an identifier that the editor must remove before this page or draft is published.

    page: an instance of its own class (`page.specific`), not of Page.
    """
    return [*chain.from_iterable(passages_of_rows(_rows(page)))]


def passages_of_rows(rows: Iterable[Row]) -> list[list[Passage]]:
    """Return, for each row of one page, the passages that its editor must remove before the page is published.

    Each text is checked by itself: a phone number in one block makes no error of the speakers' names in another. Then
    each short text, such as a heading, is checked together with the text next to it: “Date of birth” in one block and a
    day in the next are a date of birth.
    """
    rows = list(rows)
    allowed = cache(lambda: published_contacts(*chain.from_iterable(_own_contacts(*row) for row in rows)))
    return [_passages_in_row(row, allowed) for row in rows]


def new_names(rows: Iterable[Row], published: Page | None, *, before: Page | None = None) -> list[str]:
    """Return the names in a page that are not in it as published: an editor must say that these people are public.

    before: the draft before this change; a name that was taken out of its texts may still be in the address.
    """
    rows = list(rows)
    found = _names(rows)
    address = next((values.get("slug") or "" for _model, values in rows if "slug" in values), "")
    if before is not None:
        found += [name for name in _names(_rows(before)) if name not in found and slugify(name) in address]
    known = {slugify(name) for name in _names(_rows(published))} if found and published else set()
    return [name for name in dict.fromkeys(found) if slugify(name) not in known]


def new_names_in(page: Page) -> list[str]:
    """Return the names in this draft that are not in the page as published. page: see `passages_in`."""
    return new_names(_rows(page), published_version(page))


def published_version(page: Page) -> Page | None:
    """Return the page as readers see it, or None if they do not."""
    published = Page.objects.live().filter(pk=page.pk).first()
    return published and published.specific


def in_words(passages: list[Passage]) -> str:
    """Return the first MOST_NAMED of these passages as text, each with its kind: “07700 900123” (phone number)."""
    return ", ".join(f"“{passage.found}” ({gettext(passage.finding.name)})" for passage in passages[:MOST_NAMED])


def _rows(page: Page) -> list[Row]:
    lists = [relation for relation in get_all_child_relations(page) if relation.name != COMMENTS_RELATION_NAME]
    rows = [page, *(row for relation in lists for row in getattr(page, relation.get_accessor_name()).all())]
    return [(type(row), {field.name: getattr(row, field.name) for field in _fields(type(row))}) for row in rows]


def _names(rows: Iterable[Row]) -> list[str]:
    """Return each name in the texts of these rows, and in the address if the texts do not have it."""
    names: dict[str, None] = {}
    for field, _label, text in sorted(
        chain.from_iterable(_texts(*row) for row in rows), key=lambda text: text[0] == "slug"
    ):
        if field in AGREED:
            continue
        words = text.replace("-", " ").title() if field == "slug" else text
        for finding in find(words):
            if finding.kind is IdentifierKind.NAME:
                name = words[finding.start : finding.end]
                if field != "slug" or not any(slugify(known) in text for known in names):
                    names[name] = None
    return [*names]


def _passages_in_row(row: Row, allowed: Callable[[], Allow]) -> list[Passage]:
    passages = [passage for text in _texts(*row) for passage in scan([text], allowed).unresolved]
    known = {(passage.finding.kind, passage.found) for passage in passages}
    for text in _neighbours(*row):
        more = [
            passage
            for passage in scan([text], allowed).unresolved
            # A number with a line break in it was never one: it is the end of one text and the start of the next.
            if (passage.finding.kind, passage.found) not in known and "\n" not in passage.found
        ]
        if any(passage.finding.kind is not IdentifierKind.NAME for passage in more):
            passages += more
            known |= {(passage.finding.kind, passage.found) for passage in more}
    return passages


def _fields(model: type[Model]) -> list:
    """Return the fields of a model in which editors write what readers see."""
    written = [field for field in model._meta.concrete_fields if isinstance(field, BodyField | CharField | TextField)]
    return [
        field
        for field in written
        if field.editable and not field.choices and not isinstance(field, URLField) and field.name not in LINKS
    ]


def _texts(model: type[Model], values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (name of the field, its label, text) for each text of a row. A body gives each text of its blocks."""
    for field in _fields(model):
        value = values.get(field.name)
        if value and isinstance(field, BodyField):
            for text in chain(
                texts_in(_blocks(value)), LINKED_CONTACT.findall(json.dumps(_blocks(value), default=str))
            ):
                yield field.name, str(field.verbose_name), text
        elif value:
            yield field.name, str(field.verbose_name), value


def _neighbours(model: type[Model], values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (name of the field, its label, text) for each two neighbouring texts of a body if one of them is a label.

    text: both texts, joined by a line break. A label has at most LABEL_WORDS words, such as a heading or a cell of a
    table.
    """
    for field in _fields(model):
        value = values.get(field.name)
        if value and isinstance(field, BodyField):
            texts = filter(None, (" ".join(text.split()) for text in texts_in(_blocks(value))))
            for pair in pairwise(texts):
                if min(len(text.split()) for text in pair) > LABEL_WORDS:
                    continue
                yield field.name, str(field.verbose_name), "\n".join(pair)


def _own_contacts(model: type[Model], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the contact details in this row's contact blocks and venue, which belong to organisations."""
    for field in _fields(model):
        value = values.get(field.name)
        if value and isinstance(field, BodyField):
            for block in value.raw_data:
                if block["type"] == "contact":
                    for name in ("phone", "email", "address"):
                        yield from _found(block["value"].get(name), OF_AN_ORGANISATION)
        elif field.name == "venue":
            yield from _found(value, PLACES)


def _blocks(body) -> list:
    return [block["value"] for block in body.raw_data]


def _found(text: str | None, kinds: frozenset[IdentifierKind]) -> Iterator[str]:
    return (text[finding.start : finding.end] for finding in find(text or "") if finding.kind in kinds)
