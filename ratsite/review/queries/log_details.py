"""What an audit log entry says besides its target and reason: who or what was added and removed, with links.

Entries store numbers of people, circles and agencies. Their names are fetched here, for readers who may read the
entry's reason. Only the entry about a changed law stores its name and address before and after.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from forum.enums import BoardSetting, TopicKind
from forum.templatetags.counts import resources, topics
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.circles.queries.effect import AGENCY_PARTS, CIRCLE_PARTS
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle

# For each part of an access change, the model of its ids.
PARTS: dict[str, type[Model]] = CIRCLE_PARTS | AGENCY_PARTS
ADDED, REMOVED, ASKED = _("Added"), _("Removed"), _("Asked by")
BEFORE, AFTER = _("Before"), _("After")
READS = _("Can read")
ON, OFF = _("turned on"), _("turned off")
REWORDED = _("changed")  # the log contains no words of boards
CHOICES: dict[str, type[TextChoices]] = {
    BoardSetting.USUAL_KIND: TopicKind,
    BoardSetting.MARKING: Marking,
    BoardSetting.CEILING: Marking,
}
AGENCIES = (Agency, _("From the agency"), _("To the agency"))
# The actions that move something: the model of the ids before and after, and their labels.
MOVES: dict[str, tuple[type[Model], str | Promise, str | Promise]] = {
    "forum.board.audience": (Circle, _("From the circle"), _("To the circle")),
    "library.resource.hand_over": AGENCIES,
    "library.resource.hand_over_to": AGENCIES,
    "library.resource.take_over": AGENCIES,
}
ANOTHER_CIRCLE = _("another circle")  # a circle that this reader is not in


@dataclass(frozen=True)
class Named:
    name: str
    url: str  # "" if this reader may not open the page


@dataclass(frozen=True)
class Detail:
    label: str | Promise
    named: list[Named]


@dataclass(frozen=True)
class _Found:
    """One detail of an audit log entry, with ids that are replaced by names later."""

    label: str | Promise
    numbers: list[tuple[type[Model], int]]
    texts: list[str | Promise]


def details_of(reader: User, rows: Iterable[ModelLogEntry]) -> dict[int, list[Detail]]:
    """Return the details of these entries by the entry's ID; entries without details are left out.

    Costs one query for each model that the entries name.
    """
    details_by_row = {row.pk: _found(row) for row in rows if getattr(row, "has_reason", False)}
    wanted: dict[type[Model], set[int]] = {}
    for detail in (detail for details in details_by_row.values() for detail in details):
        for model, number in detail.numbers:
            wanted.setdefault(model, set()).add(number)
    opens = can_manage_members(reader)
    open_to = {} if opens else {Circle: Circle.objects.of(reader)}
    rows_of = {model: open_to.get(model, model._default_manager).in_bulk(numbers) for model, numbers in wanted.items()}
    return {
        pk: [_detail(detail, rows_of, opens) for detail in details] for pk, details in details_by_row.items() if details
    }


def _found(row: ModelLogEntry) -> list[_Found]:
    data = row.data
    parts = [_Found(label, _numbers(data.get(key)), []) for key, label in (("added", ADDED), ("removed", REMOVED))]
    if isinstance(asked := data.get("asked_by"), int):
        parts.append(_Found(ASKED, [(User, asked)], []))
    if isinstance(reads := data.get("reads"), dict):
        parts.append(_Found(READS, [], [_reads(reads)]))
    if row.action == "forum.board.moderators":
        parts += _differing(data, lambda numbers: _Found("", [(User, number) for number in numbers], []))
    if row.action == "accounts.person.roles":
        parts += _differing(data, lambda roles: _Found("", [], [Role(role).label for role in roles if role in Role]))
    if row.action in MOVES:
        model, before, after = MOVES[row.action]
        parts += [
            _Found(label, [(model, data[key])], [])
            for key, label in (("before", before), ("after", after))
            if data.get(key)
        ]
    if row.action in ("forum.board.change", "forum.board.loosen"):
        names = [name for name in data.get("changed", []) if name in BoardSetting]
        parts += [_Found(BoardSetting(name).label, [], [_setting(data, name)]) for name in names]
    if row.action == "library.instrument.change":
        for label, name, url in ((BEFORE, "before", "before_url"), (AFTER, "name", "url")):
            parts.append(_Found(label, [], [text for text in (data.get(name), data.get(url)) if text]))
    return [part for part in parts if part.numbers or part.texts]


def _setting(data: dict, name: str) -> str | Promise:
    """Return how this setting of a board was changed."""
    before, after = (data.get(key, {}).get(name) for key in ("before", "after"))
    if isinstance(after, bool):
        return ON if after else OFF
    if name not in CHOICES or before not in CHOICES[name] or after not in CHOICES[name]:
        return REWORDED
    named = {"before": CHOICES[name](before).label, "after": CHOICES[name](after).label}
    return gettext("from “%(before)s” to “%(after)s”") % named


def _reads(reads: dict[str, int]) -> str:
    """Return how much a person who was let in can read: "14 topics, 0 resources"."""
    said = [topics(reads.get("topics", 0)), resources(reads.get("resources", 0))]
    return ", ".join(said)


def _numbers(parts) -> list[tuple[type[Model], int]]:
    if not isinstance(parts, dict):
        return []
    return [(PARTS[part], number) for part, numbers in parts.items() if part in PARTS for number in numbers]


def _differing(data: dict, make) -> list[_Found]:
    """Return details for the ids that are only in `after` (added) and those that are only in `before` (removed).

    data: the entry's data with these two keys. make: builds a detail from ids.
    """
    before, after = data.get("before") or [], data.get("after") or []
    added, removed = (
        make([item for item in after if item not in before]),
        make([item for item in before if item not in after]),
    )
    return [_Found(ADDED, added.numbers, added.texts), _Found(REMOVED, removed.numbers, removed.texts)]


def _detail(part: _Found, rows_of: dict[type[Model], dict[int, Model]], opens: bool) -> Detail:
    named = [Named(str(text), "") for text in part.texts]
    for model, number in part.numbers:
        row = rows_of[model].get(number)
        if row is None and model is Circle and not opens:
            named.append(Named(str(ANOTHER_CIRCLE), ""))
        elif row is None:
            named.append(Named(f"{model._meta.verbose_name} {number}", ""))
        else:
            named.append(Named(str(row), _address(row) if opens else ""))
    return Detail(part.label, named)


def _address(row: Model) -> str:
    if isinstance(row, User):
        return reverse("staff_people:person", args=[row.pk])
    if isinstance(row, Agency):
        return reverse("staff_agencies:agency", args=[row.slug])
    return reverse("staff_circles:circle", args=[row.pk]) if isinstance(row, Circle) else ""
