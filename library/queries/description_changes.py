"""Compare the description of a resource with what it said at a member's last visit.

Every field and relation of Resource is either in COMPARED or, with the reason why it is not compared, in NOT_COMPARED.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from library.models import Resource, ResourceChange
from library.rules.resources import can_edit_resource
from ratsite.accounts.models import User
from ratsite.lib.markup.difference import difference

# The compared fields, in the order of the resource's page, each with its heading on that page.
COMPARED = {
    "title": _("Title"),
    "summary": _("Summary"),
    "audience": _("Who can read this"),
    "circle": _("Circle"),
    "marking": _("What you may do with it"),
    "agency": _("Who looks after it"),
    "deputy": _("Deputy"),
    "review_due_on": _("Next check"),
    "remits": _("Which remits it is useful for"),
    "uses": _("Use it for"),
    "limits": _("Limits of this guidance"),
    "kind": _("Type"),
    "creators": _("Made by"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "jurisdiction": _("Applies in"),
    "law_as_at": _("Law as at"),
    "forms": _("Forms of exploitation"),
    "affected": _("Who is affected"),
    "licence": _("Licence"),
    "origin": _("Origin"),
    "permission": _("Permission"),
    "permission_until": _("Permission until"),
    "instruments": _("Law and guidance"),
}
# The fields of case learning whose changes only curators see. Its deputy is the agency that suggested it, which would
# say where the cases were, and the deputy can become the agency that looks after it.
HIDDEN_OF_CASES = {"agency", "deputy"}
# The fields and relations of a resource that are not compared, each with the reason.
NOT_COMPARED = {
    "id slug": "its address, which never changes",
    "state trashed_at": "readers have a published resource, or a tombstone that says why they have none",
    "first_shown opened_at": "earlier versions that readers do not get are compared with nothing",
    "current versions": "versions are compared file by file and link by link",
    "posted_by posted_at": "they never change",
    "handed_over_by": "readers see who looks after it now; its page says when another agency got it",
    "search_words": "names that are compared as what they name",
    "relations related_from": "what it is related to may be hidden from the reader; what replaces it has a notice",
    "checks outdated_reports field_notes": "each has its day on the page",
    "changes": "they are what is compared",
    "suggestions made_from": "what it was made from; they do not change once readers have it",
    "downloads file_downloads": "who took its files is shown to those who look after it",
}


@dataclass(frozen=True)
class DescriptionChange:
    """One changed field. change: HTML with <del> and <ins>; if `hides_earlier`, the current text alone."""

    label: str
    change: SafeString
    hides_earlier: bool = False


def description_of(resource: Resource) -> dict[str, str]:
    """Return {field in COMPARED: its current text} for all fields of the description. Costs at most six queries."""
    texts = {}
    for name in COMPARED:
        if name == "uses":
            uses = resource.uses.exclude(use="").select_related("remit")
            texts[name] = "; ".join(f"{one.remit}: {one.use}" for one in uses)
        elif Resource._meta.get_field(name).many_to_many:
            texts[name] = ", ".join(str(row) for row in getattr(resource, name).all())
        else:
            texts[name] = str(getattr(resource, name) or "")
    return texts


def text_to_store(name: str, text: str) -> str:
    """Return what the history stores of a field's earlier text: a hash if curators wrote the text, otherwise the text.

    A curator may have removed a name or a story, which must not stay readable. The hash only tells that the text
    changed.
    """
    return salted_hmac("library.ResourceChange", text, algorithm="sha256").hexdigest() if _is_free_text(name) else text


def changed_fields(resource: Resource, reader: User, opened_on: dt.date) -> list[DescriptionChange]:
    """Return the fields of the description that other people changed on or after the day the reader opened it.

    Two kinds of earlier text are not shown (DescriptionChange.hides_earlier):
    - text that curators wrote, stored only as a hash;
    - the text of a field that changed on the day of the visit: the reader may have come after this change, and may
      never have been allowed to read the text before it.
    """
    before: dict[str, str] = {}
    for fields in changes_by_others_since(resource.pk, reader, opened_on):
        for name, (was, _became) in fields.items():
            before.setdefault(name, was)
    if not before:
        return []
    same_day = ResourceChange.objects.filter(resource=resource, changed_at__date=opened_on)
    unsure = {name for row in same_day for name in row.fields}
    now, changes = description_of(resource), []
    for name, label in COMPARED.items():
        was, is_now = before.get(name, text_to_store(name, now[name])), now[name]
        if was != text_to_store(name, is_now):
            hides_earlier = name in unsure or _is_free_text(name)
            shown = _shown(name, is_now)
            change = difference(shown if hides_earlier else _shown(name, was), shown)
            changes.append(DescriptionChange(str(label), change, hides_earlier))
    return changes


def changes_by_others_since(resource_id: int, reader: User, day: dt.date) -> list[dict[str, list[str]]]:
    """Return what other people changed in a resource's description on `day` or later, oldest first. Costs one query.

    Each item of the list is one change: {name of the field: [text before, text after]} for the changed fields that the
    reader may see.

    Only the day of a visit is stored, so changes of that day count even if they came before the visit: it is better to
    show a change twice than never.
    """
    found = ResourceChange.objects.filter(resource=resource_id, changed_at__date__gte=day)
    found = found.filter(Q(changed_by=None) | ~Q(changed_by=reader)).select_related("resource")
    seen = [_seen_fields(row, reader) for row in found.order_by("changed_at", "pk")]
    return [fields for fields in seen if fields]


def _seen_fields(row: ResourceChange, reader: User) -> dict[str, list[str]]:
    hidden = HIDDEN_OF_CASES if row.resource.is_case and not can_edit_resource(reader, row.resource) else set()
    return {name: texts for name, texts in row.fields.items() if name not in hidden}


def _is_free_text(name: str) -> bool:
    """True if curators type the field in their own words; False if they choose a day or from a list."""
    if name == "uses":
        return True
    field = Resource._meta.get_field(name)
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _shown(name: str, stored: str) -> str:
    """Return the text that the page shows for a stored value: the label of a choice, a day as "27 November 2026"."""
    if name == "uses":
        return stored
    field = Resource._meta.get_field(name)
    if labels := dict(getattr(field, "flatchoices", ())):
        return str(labels.get(stored, stored))
    day = parse_date(stored) if field.get_internal_type() == "DateField" and stored else None
    return date_format(day, "j F Y") if day else stored
