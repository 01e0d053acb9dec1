"""Forms to change who is in a circle, or an agency's remits and areas, and to decide on a change that waits."""

import json
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    HiddenInput,
    ModelChoiceField,
    Textarea,
)
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import Effect, Parts, effect_needs_second, effect_of, members_of
from ratsite.circles.rules import why_nobody_agrees, why_not_taken_out
from ratsite.lib.forms import ChosenRowsField, in_grid
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.numbers import whole_number
from ratsite.network.forms import refuse_without_main_remit
from ratsite.network.models import Agency, Area, Circle, Remit
from ratsite.pages.contacts import published_contacts

NOTHING = _("You have not changed anything. Make a change, or choose Cancel.")
ONE_WAITS = _(
    "There is already a change waiting for a second coordinator. Wait for their decision, or withdraw that change."
)
MOST_ADDED = 50  # people added in one change: more could not be checked at a glance


class CircleReasonForm(CheckedForm):
    """Base form with a required reason, which the log stores and the people of the circle can read."""

    allowed = staticmethod(published_contacts)

    reason = CharField(
        label=_("Reason"),
        max_length=AccessChange._meta.get_field("why").max_length,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("We save it in the audit log. Everyone in the circle can read it. Leave out names and cases."),
        error_messages={"required": _("Give a reason that everyone in the circle can read")},
    )


class AccessForm(CircleReasonForm):
    """Base form for a change of a circle or an agency. Once it is valid, `effect` says what the change does.

    The field `before` contains what was ticked when the page was shown. Only what this coordinator ticked or unticked
    is changed, so that a change that another person has made since is not undone.
    """

    before = CharField(required=False, widget=HiddenInput)
    effect: Effect

    def __init__(self, *args, target: Circle | Agency, coordinator: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.target, self.coordinator, self.now = target, coordinator, members_of(target)
        self.initial["before"] = json.dumps({part: sorted(ids) for part, ids in self.now.items()})
        self.shown = self._shown()

    @property
    def needs_second(self) -> bool:
        return effect_needs_second(self.coordinator, self.effect)

    @property
    def shown_hash(self) -> str:
        return self.effect.shown_hash

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        wanted = self.wanted()
        added = {part: ids - self.shown[part] for part, ids in wanted.items()}
        removed = {part: self.shown[part] - ids for part, ids in wanted.items()}
        self.added, self.removed = added, removed
        self.effect = effect_of(self.target, added, removed)
        if "confirm" in self.data:  # the confirmation of a change may be sent twice
            return data
        if self.effect.is_empty:
            self.add_error(None, NOTHING)
        elif isinstance(self.target, Agency) and removed["network"] and (why := why_not_taken_out(self.target)):
            self.add_error("network", why)
        elif self.needs_second:
            self._refuse_without_second()
        return data

    def wanted(self) -> Parts:
        """Return the IDs ticked in the form, such as {"people": …, "remits": …}. Subclasses define it."""
        raise NotImplementedError

    def _refuse_without_second(self) -> None:
        if AccessChange.objects.waiting().about(self.target).exists():
            self.add_error(None, ONE_WAITS)
        elif why := why_nobody_agrees(self.coordinator):
            self.add_error(None, why)

    def _shown(self) -> Parts:
        """Return the IDs that were ticked when the page was shown; if `before` is unreadable, those stored now."""
        if not self.is_bound:
            return self.now
        try:
            sent = json.loads(self.data.get("before", ""))
            shown = {part: frozenset(whole_number(str(number)) for number in sent[part]) for part in self.now}
        except (ValueError, TypeError, KeyError):
            return self.now
        return self.now if any(None in ids for ids in shown.values()) else shown


class CircleAccessForm(AccessForm):
    add_people = CharField(
        label=_("Add people"),
        required=False,
        widget=Textarea(attrs={"rows": 2}),
        max_length=4000,
        help_text=_("A full name or work email address on each line. Only approved members can be added."),
    )
    people = ChosenRowsField(
        label=_("People named in the circle"),
        queryset=User.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_("Untick a person to remove them."),
    )
    agencies = ChosenRowsField(
        label=_("Agencies"),
        queryset=Agency.objects.none(),
        required=False,
        widget=in_grid(CheckboxSelectMultiple(), "picks picks--long"),
        help_text=_("All members of a ticked agency are in the circle."),
    )
    remits = ChosenRowsField(
        label=_("Remits"),
        queryset=Remit.objects.all(),
        required=False,
        widget=in_grid(CheckboxSelectMultiple(), "picks picks--long"),
        help_text=_("All members of every agency with a ticked remit are in the circle."),
    )
    field_order = ["add_people", "people", "agencies", "remits", "reason", "before"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = User.objects.filter(pk__in=self.now["people"] | self.shown["people"]).select_related("agency")
        self.fields["people"].queryset = named
        self.fields["people"].label_from_instance = _with_agency
        if not named:
            del self.fields["people"]
        self.fields["agencies"].queryset = Agency.objects.filter(is_active=True) | Agency.objects.filter(
            pk__in=self.now["agencies"]
        )
        for part in ("people", "agencies", "remits"):
            self.initial[part] = list(self.now[part])

    def clean_add_people(self) -> frozenset[int]:
        lines = [line.strip() for line in self.cleaned_data["add_people"].replace("\x00", "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ADDED:
            raise ValidationError(_("Add at most %(most)s people at once") % {"most": MOST_ADDED})
        return frozenset(_person(line).pk for line in lines)

    def wanted(self) -> Parts:
        data = self.cleaned_data
        named = frozenset(person.pk for person in data.get("people", ()))
        return {
            "people": named | data["add_people"],
            "agencies": _ids(data["agencies"]),
            "remits": _ids(data["remits"]),
        }


class AgencyAccessForm(AccessForm):
    main_remit = ModelChoiceField(
        label=_("Main remit"), queryset=Remit.objects.all(), empty_label=None, help_text=_("Shown with every post.")
    )
    remits = ChosenRowsField(
        label=_("All remits"),
        queryset=Remit.objects.all(),
        widget=in_grid(CheckboxSelectMultiple()),
        help_text=_("If one of these remits is in a circle, the agency’s people are in the circle too."),
        error_messages={"required": _("Tick at least the main remit")},
    )
    areas = ChosenRowsField(
        label=_("Areas"), queryset=Area.objects.all(), required=False, widget=in_grid(CheckboxSelectMultiple())
    )
    network = BooleanField(
        label=_("In the network"),
        required=False,
        help_text=_("If you untick this, people at the agency can no longer read anything here, and we email them."),
    )
    field_order = ["main_remit", "remits", "areas", "network", "reason", "before"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "We save it in the audit log, and members can read it. Leave out names and cases."
        )
        self.initial |= {part: list(self.now[part]) for part in ("remits", "areas")}
        self.initial["main_remit"] = next(iter(self.now["main_remit"]))
        self.initial["network"] = bool(self.now["network"])
        if not self.now["network"]:
            self.fields["network"].help_text = _(
                "If you tick this, members at the agency can read the members’ pages again, and we email them."
            )

    def clean(self) -> dict:
        refuse_without_main_remit(self)
        return super().clean()

    def wanted(self) -> Parts:
        data = self.cleaned_data
        return {
            "remits": _ids(data["remits"]),
            "areas": _ids(data["areas"]),
            "main_remit": frozenset([data["main_remit"].pk]),
            "network": frozenset([self.target.pk] if data["network"] else []),
        }


class AnswerForm(CircleReasonForm):
    """Form to agree to a change that waits, or to refuse it; both need a reason."""

    reason = CharField(
        label=_("Reason"),
        max_length=AccessChange._meta.get_field("reason").max_length,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Say why you agree or refuse. We save it in the audit log, and the person who asked can read it."),
        error_messages={"required": _("Say why you agree or refuse")},
    )


class EndApprovalForm(CheckedForm):
    """Form to take back one's own first approval of a person or an application, or to refuse another coordinator's."""

    reason = CharField(
        label=_("Reason"),
        max_length=300,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("We save it in the audit log, which all coordinators can read. Leave out names and cases."),
        error_messages={"required": _("Give a reason for the audit log")},
    )


def _person(line: str) -> User:
    """Return the one approved member with this name or email address. Raises ValidationError otherwise."""
    members = User.objects.approved()
    matches = list(members.filter(email=line.lower()) if "@" in line else members.named(line)[:2])
    if not matches:
        raise ValidationError(
            _("Enter the name of an approved member as it is on the site, not “%(typed)s”") % {"typed": line}
        )
    if len(matches) > 1:
        raise ValidationError(
            _("Enter the work email address instead, because more than one member is called “%(typed)s”")
            % {"typed": line}
        )
    return matches[0]


def _ids(rows: Iterable) -> frozenset[int]:
    return frozenset(row.pk for row in rows)


def _with_agency(person: User) -> str:
    return f"{person}, {person.agency}" if person.agency else str(person)
