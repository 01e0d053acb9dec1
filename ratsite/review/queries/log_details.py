"""What an audit log entry says besides its target and reason: who or what was added and removed, with links.

Entries store numbers of people, circles, agencies and boards. Their names are fetched here, for readers who may read
the entry's reason. Entries about changed fields name the fields; they store values only where these are choices, or
facts about an organisation or a law. Words of members and a person's names and contact details are never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Choices, Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from forum.enums import BoardSetting, MayAct, SlowMode, TopicKind
from forum.models import Board
from forum.templatetags.counts import resources, topics
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.circles.queries.effect import AGENCY_PARTS, CIRCLE_PARTS
from ratsite.network.enums import AgencyKind, Marking
from ratsite.network.models import Agency, Circle

# For each part of an access change, the model of its ids.
PARTS: dict[str, type[Model]] = CIRCLE_PARTS | AGENCY_PARTS
ADDED, REMOVED, ASKED = _("Added"), _("Removed"), _("Asked by")
BEFORE, AFTER = _("Before"), _("After")
READS = _("Can read")
ON, OFF = _("turned on"), _("turned off")
REWORDED = _("changed")  # the log contains no words of boards, topics or people
NOTHING = _("nothing")
CHOICES: dict[str, type[Choices]] = {
    BoardSetting.USUAL_KIND: TopicKind,
    BoardSetting.MARKING: Marking,
    BoardSetting.CEILING: Marking,
    "kind": AgencyKind,
}
# The actions that change several fields: the label of each field.
FIELDS: dict[str, dict[str, str | Promise]] = {
    "forum.board.change": dict(BoardSetting.choices),
    "forum.board.loosen": dict(BoardSetting.choices),
    "forum.topic.rename": {"title": _("Title")},
    "forum.topic.correct": {"title": _("Title"), "areas": _("Areas"), "months": _("Months")},
    "network.circle.rename": {"name": _("Name"), "purpose": _("Purpose")},
    "network.agency.change": {
        "name": _("Name"),
        "kind": _("Kind"),
        "is_first_responder": _("First responder organisation"),
        "what_we_do": _("What it does"),
        "what_we_cannot_do": _("What it cannot do"),
        "email_domains": _("Email domains"),
        "public_contacts": _("Published contacts"),
    },
    "accounts.person.details": {
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "job_title": _("Role at the agency"),
        "is_agency_lead": _("Agency lead"),
    },
}
# The actions that replace one choice by another: the choices.
CHOSEN: dict[str, tuple[str | Promise, type[Choices]]] = {
    "forum.topic.mark": (_("Marking"), Marking),
    "forum.topic.act": (_("May others act on this?"), MayAct),
    "forum.topic.slow": (_("Pace of replies"), SlowMode),
}
AGENCIES = (Agency, _("From the agency"), _("To the agency"))
# The actions that move something: the model of the ids before and after, and their labels.
MOVES: dict[str, tuple[type[Model], str | Promise, str | Promise]] = {
    "forum.board.audience": (Circle, _("From the circle"), _("To the circle")),
    "forum.topic.move": (Board, _("From the board"), _("To the board")),
    "library.resource.hand_over": AGENCIES,
    "library.resource.hand_over_to": AGENCIES,
    "library.resource.take_over": AGENCIES,
}
# The words in place of the name of a row that this reader may not see.
HIDDEN: dict[type[Model], str | Promise] = {Circle: _("another circle"), Board: _("another board")}


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
    may_open = can_manage_members(reader)
    open_to: dict[type[Model], QuerySet] = {Board: Board.objects.visible_to(reader)}
    if not may_open:
        open_to[Circle] = Circle.objects.of(reader)
    rows_of = {model: open_to.get(model, model._default_manager).in_bulk(numbers) for model, numbers in wanted.items()}
    return {
        pk: [_detail(detail, rows_of, may_open) for detail in details]
        for pk, details in details_by_row.items()
        if details
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
    if row.action in FIELDS:
        labels = FIELDS[row.action]
        parts += [_Found(labels[name], [], [_change(data, name)]) for name in data.get("changed", []) if name in labels]
    if row.action == "forum.topic.rename" and data.get("hides_old"):
        parts.append(_Found(_("Old title"), [], [_("hidden from readers")]))
    if row.action in CHOSEN:
        label, choices = CHOSEN[row.action]
        parts.append(_Found(label, [], [_from_to(_label(choices, data, "before"), _label(choices, data, "after"))]))
    if row.action == "forum.board.retention" and "after" in data:
        was, is_now = _months(data["before"]), _months(data["after"])
        parts.append(_Found(_("Months without a reply"), [], [_from_to(was, is_now)]))
    if row.action == "accounts.person.details":
        for key, label in (("before", _("From the agency")), ("after", _("To the agency"))):
            if agency := data.get(key, {}).get("agency"):
                parts.append(_Found(label, [(Agency, agency)], []))
    if row.action == "library.instrument.change":
        for label, name, url in ((BEFORE, "before", "before_url"), (AFTER, "name", "url")):
            parts.append(_Found(label, [], [text for text in (data.get(name), data.get(url)) if text]))
    return [part for part in parts if part.numbers or part.texts]


def _change(data: dict, name: str) -> str | Promise:
    """Return how a field was changed, as text, with its values before and after if the log has them."""
    before, after = (data.get(key, {}).get(name) for key in ("before", "after"))
    if isinstance(after, bool):
        return ON if after else OFF
    if name not in CHOICES:
        is_stored = isinstance(before, str) and isinstance(after, str)
        return _from_to(before or NOTHING, after or NOTHING) if is_stored else REWORDED
    if before not in CHOICES[name] or after not in CHOICES[name]:
        return REWORDED
    return _from_to(CHOICES[name](before).label, CHOICES[name](after).label)


def _from_to(before: str | Promise, after: str | Promise) -> str:
    return gettext("from “%(before)s” to “%(after)s”") % {"before": before, "after": after}


def _label(choices: type[Choices], data: dict, key: str) -> str | Promise:
    value = data.get(key)
    return choices(value).label if value in choices else NOTHING


def _months(months: int | None) -> str | Promise:
    return _("for ever") if months is None else str(months)


def _reads(reads: dict[str, int]) -> str:
    """Return how much a person who was let in can read: "14 topics, 0 resources"."""
    return ", ".join([topics(reads.get("topics", 0)), resources(reads.get("resources", 0))])


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


def _detail(part: _Found, rows_of: dict[type[Model], dict[int, Model]], may_open: bool) -> Detail:
    named = [Named(str(text), "") for text in part.texts]
    for model, number in part.numbers:
        row = rows_of[model].get(number)
        if row is None and (model is Board or (model is Circle and not may_open)):
            named.append(Named(str(HIDDEN[model]), ""))
        elif row is None:
            named.append(Named(f"{model._meta.verbose_name} {number}", ""))
        else:
            named.append(Named(str(row), _address(row) if may_open else ""))
    return Detail(part.label, named)


def _address(row: Model) -> str:
    if isinstance(row, User):
        return reverse("staff_people:person", args=[row.pk])
    if isinstance(row, Agency):
        return reverse("staff_agencies:agency", args=[row.slug])
    return reverse("staff_circles:circle", args=[row.pk]) if isinstance(row, Circle) else ""
