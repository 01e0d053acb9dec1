"""The page of the audit log: entries newest first, paged by cursor, with filters."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.audit.kinds import A_MEMBER, TargetKind, is_targetless
from ratsite.audit.reasons import reason_of
from ratsite.lib.forms import LongSelect
from ratsite.lib.numbers import whole_number
from ratsite.review.log import entries_for, kind_of
from ratsite.review.log_details import Detail, details_of
from ratsite.review.log_targets import FAMILIES, KINDS

ENTRIES_A_PAGE = 50
ANY_DAY = {"invalid": _("Enter a date as day/month/year, such as 27/11/2026")}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, error_messages=ANY_DAY)


class LogFilterForm(forms.Form):
    """Form for the audit log's filters. All are optional; a value that is not one of the choices is refused."""

    about = forms.ChoiceField(label=_("What was done"), required=False, widget=LongSelect)
    kind = forms.ChoiceField(label=_("What it was done to"), required=False, widget=LongSelect)
    who = forms.ModelChoiceField(label=_("Who did it"), queryset=None, required=False, empty_label=_("Anyone"))
    since = _day(_("From"))
    until = _day(_("Up to and including"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Anything")), *FAMILIES.items()]
        self.fields["kind"].choices = [
            ("", _("Anything")),
            *((kind.model._meta.label_lower, kind.name) for kind in KINDS),
        ]
        self.fields["who"].queryset = User.objects.filter(groups__name__in=Role.values).distinct()

    def narrow(self, entries: QuerySet[ModelLogEntry]) -> QuerySet[ModelLogEntry]:
        """Return the entries among these that match every filter. The form must be valid."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if prefix := asked.get("about"):
            entries = entries.filter(action__startswith=prefix)
        if label := asked.get("kind"):
            model = next(kind.model for kind in KINDS if kind.model._meta.label_lower == label)
            entries = entries.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=False))
        if person := asked.get("who"):
            entries = entries.filter(user=person.pk, is_unnamed=False)
        if day := asked.get("since"):
            entries = entries.filter(timestamp__gte=_midnight(day))
        if day := asked.get("until"):
            entries = entries.filter(timestamp__lt=_midnight(day + dt.timedelta(days=1)))
        return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@dataclass(frozen=True)
class Line:
    """One audit log entry as text.

    reason: None if this reader may not see it. url, who_url and target: "" if there is nothing to show.
    """

    what: str
    target: str
    url: str
    who: str
    who_url: str
    reason: str | None
    details: list[Detail]
    at: dt.datetime


@dataclass(frozen=True)
class LogPage:
    lines: list[Line]
    older: int | None  # the cursor of the next page
    is_first: bool


def log_page(reader: User, form: LogFilterForm, cursor: str) -> LogPage:
    """Return one page of the audit log.

    A malformed cursor gives the first page; an invalid form gives an empty page.
    """
    if not form.is_valid():
        return LogPage([], None, is_first=True)
    before = whole_number(cursor)
    entries = form.narrow(entries_for(reader))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: ENTRIES_A_PAGE + 1])
    older = rows[ENTRIES_A_PAGE - 1].pk if len(rows) > ENTRIES_A_PAGE else None
    return LogPage(_lines(reader, rows[:ENTRIES_A_PAGE]), older, is_first=before is None)


def _lines(reader: User, rows: list[ModelLogEntry]) -> list[Line]:
    targets: dict[TargetKind, set[int]] = {}
    for row in rows:
        targets.setdefault(kind_of(row), set()).add(row.number)
    urls = {kind: kind.addresses(reader, numbers) for kind, numbers in targets.items()}
    details = details_of(reader, rows)
    opens = can_manage_members(reader)
    return [
        _line(row, kind_of(row), urls[kind_of(row)].get(row.number, ""), details.get(row.pk, []), opens) for row in rows
    ]


def _line(row: ModelLogEntry, kind: TargetKind, url: str, details: list[Detail], opens: bool) -> Line:
    """Return an entry as text. opens: whether the reader may open the pages of people."""
    has_link = opens and row.user_id is not None and not row.is_unnamed
    aims = not is_targetless(row)
    return Line(
        what=str(row.message),
        target=f"{kind.name} {row.number}" if aims else "",
        url=url if aims else "",
        who=_who(row),
        who_url=reverse("staff_people:person", args=[row.user_id]) if has_link else "",
        reason=reason_of(row.action, str(row.data.get("reason", ""))) if row.has_reason else None,
        details=details,
        at=row.timestamp,
    )


def _who(row: ModelLogEntry) -> str:
    """Return the name of the person who acted, as the log shows it: Wagtail itself would show an email address."""
    if row.user_id is None:
        return gettext("The site itself")
    return A_MEMBER if row.is_unnamed else str(row.user)
