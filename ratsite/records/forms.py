"""The coordinators' forms for the registers. Entries must not name anyone."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.pages.contacts import published_contacts
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, Regulator, RiskLevel
from ratsite.records.models import TEXT_LENGTH, Breach

NAMES_NOBODY = _(
    "Say what kind of people and how many. Do not give anyone’s name, address, phone number or reference number."
)


class RegisterForm(forms.Form):
    """Base form that refuses text which may identify a person.

    The register need not repeat such text, because the original email or file has it.
    """

    def clean(self):
        cleaned = super().clean()
        written = [name for name, value in cleaned.items() if isinstance(value, str)]
        refuse_identifiers(self, written, published_contacts)
        return cleaned


def text_field(label: str, help_text: str = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=TEXT_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RemovalForm(CheckedForm):
    """Form with the reason why a visitor's message is removed. The log keeps the reason, so it must not name anyone."""

    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("We save it in the audit log. Do not repeat what identifies someone."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you remove the message")},
    )


class MomentField(forms.DateTimeField):
    """Field for a date and time.

    When the clocks go back in October, one hour comes twice. A time in that hour is taken as the earlier one, so that a
    deadline counted from it is never too late.
    """

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            typed = error.params["datetime"]
            moment = timezone.make_aware(typed)
            if timezone.make_naive(moment.astimezone(dt.UTC)) != typed:
                raise forms.ValidationError(
                    gettext("Enter another time: the clocks went forward in this hour")
                ) from None
            return moment


def moment_field(label: str, help_text: str, *, required: bool = True) -> MomentField:
    return MomentField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": _("Enter a date and time, such as 27/11/2026 14:30")},
    )


def choices(enum, label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=enum, coerce=enum, widget=forms.RadioSelect, help_text=help_text)


def not_in_the_future(moment: dt.datetime | None) -> dt.datetime | None:
    if moment is not None and moment > timezone.now():
        raise forms.ValidationError(gettext("Enter a time in the past"))
    return moment


class FactsForm(RegisterForm):
    """Base of the forms that add or change an entry.

    shown_hash: for a change, the hash of the entry as the form showed it.
    """

    shown_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def facts(self) -> dict:
        """Return the keyword arguments of the action, except the entry and the coordinator."""
        return {name: value for name, value in self.cleaned_data.items() if name != "shown_hash"}


class ComplaintForm(FactsForm):
    received_at = moment_field(_("When we received it"), _("The answer is due 30 days later."))
    channel = choices(Channel, _("How we received it"))
    subject = choices(ComplaintSubject, _("What it is about"))
    summary = text_field(_("What they say, in short"), NAMES_NOBODY)
    concerns = forms.ModelChoiceField(
        label=_("Who it is about, if that person has a role on this site"),
        help_text=_("They will see neither this complaint nor the message, even if they are a coordinator."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody with a role"),
    )

    def __init__(self, *args, concerns: User | None = None, **kwargs):
        """Set up the form. The choices for `concerns` are the people who have a role.

        concerns: the person whom the stored complaint is about. They stay a choice even if they have lost their role.
        """
        super().__init__(*args, **kwargs)
        people = User.objects.approved().filter(groups__name__in=Role.values)
        if concerns is not None:
            people = people | User.objects.filter(pk=concerns.pk)
        self.fields["concerns"].queryset = people.distinct().order_by("first_name", "last_name")

    def clean_received_at(self):
        return not_in_the_future(self.cleaned_data["received_at"])


class AnswerForm(RegisterForm):
    outcome = choices(Answer, _("Outcome"))
    answer = text_field(_("What we answered"), NAMES_NOBODY)
    lesson = text_field(_("What we will change"), required=False)


class BreachForm(FactsForm):
    known_at = moment_field(
        _("When we first knew"), _("The 72 hours start when one of us was reasonably sure of the breach.")
    )
    what = text_field(_("What happened"), NAMES_NOBODY)
    whose = forms.CharField(
        label=_("Whose data"), max_length=300, help_text=_("For example “members” or “people who wrote to us”.")
    )
    how_many = choices(HowMany, _("How many people"))
    harm = choices(Harm, _("How likely is the breach to harm them?"))
    contained = text_field(
        _("What we did straight away"), _("For example: signed everyone out, took the page down."), required=False
    )

    def __init__(self, *args, told_at: dt.datetime | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.told_at = told_at

    def clean_known_at(self):
        known_at = not_in_the_future(self.cleaned_data["known_at"])
        if self.told_at is not None and known_at > self.told_at:
            raise forms.ValidationError(gettext("Enter a time before you told the Commissioner"))
        return known_at


class StepForm(RegisterForm):
    """Base form for one step on the page of a breach: the decision whether to tell the regulator, or the closing.

    The hidden field `step` names the step. It tells the view when a form was submitted for a step that is already done.
    """

    step = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def facts(self) -> dict:
        """Return the keyword arguments of the step's action, except the breach and the coordinator."""
        return {name: value for name, value in self.cleaned_data.items() if name != "step"}


class RegulatorForm(StepForm):
    """Form for the decision whether to tell the regulator of this breach.

    shown_hash: the breach's facts_hash when the form was shown, because the decision also changes two of the facts.
    """

    shown_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    how_many = choices(HowMany, _("How many people, as far as we know now"))
    harm = choices(Harm, _("How likely is the breach to harm them, as far as we know now?"))
    regulator = choices(Regulator, _("The Information Commissioner"))
    told_at = conditional(moment_field(_("When you told the Commissioner"), _("Only if you told them.")))
    why = text_field(_("Reason"), _("If you told the Commissioner after 72 hours, also say why it took longer."))

    def __init__(self, *args, breach: Breach, **kwargs):
        now = {"how_many": breach.how_many, "harm": breach.harm, "why": breach.regulator_why, "step": "regulator"}
        now["shown_hash"] = breach.facts_hash
        super().__init__(*args, initial=now, **kwargs)
        self.known_at = breach.known_at

    def clean_told_at(self):
        told_at = not_in_the_future(self.cleaned_data["told_at"])
        if told_at is not None and told_at < self.known_at:
            raise forms.ValidationError(gettext("Enter a time after you knew of the breach"))
        return told_at

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("regulator") != Regulator.TOLD:
            cleaned["told_at"] = None
        elif cleaned.get("told_at") is None and "told_at" not in self.errors:
            self.add_error("told_at", gettext("Enter when you told the Commissioner"))
        if cleaned.get("harm") in (Harm.LIKELY, Harm.HIGH) and cleaned.get("regulator") == Regulator.NOT_NEEDED:
            self.add_error("regulator", gettext("Tell the Commissioner: the law requires it if people are at risk"))
        return cleaned


class CloseForm(StepForm):
    people_told = text_field(
        _("What we told the people concerned"), _("If there is a high risk, we must tell them."), required=False
    )
    lesson = text_field(_("What we will change"))

    def __init__(self, *args, harm: str, **kwargs):
        super().__init__(*args, initial={"step": "close"}, **kwargs)
        self.fields["people_told"].required = harm == Harm.HIGH


class AssessmentForm(RegisterForm):
    """Form for a whole risk assessment: the evidence, and a level and a reason for each kind of illegal content.

    asks_if_unchanged: refuse the texts of the last assessment, unless the coordinator ticks that nothing has changed.
    """

    about = text_field(
        _("What we looked at"), _("For example: this year’s reports, what moderators decided, who can join and how.")
    )

    is_unchanged = conditional(
        forms.BooleanField(
            label=_("Nothing has changed since the last assessment"),
            help_text=_("Tick this only if you have read every answer again, and each is still right."),
        )
    )

    def __init__(self, *args, asks_if_unchanged: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in IllegalContent:
            why = gettext("%(kind)s: why, and what we do about it") % {"kind": kind.label}
            self.fields[f"{kind}_level"] = forms.TypedChoiceField(
                label=gettext("%(kind)s: the risk here") % {"kind": kind.label},
                choices=[("", gettext("Choose a level")), *RiskLevel.choices],
                coerce=RiskLevel,
            )
            self.fields[f"{kind}_why"] = text_field(why, rows=2)
        if asks_if_unchanged:
            self.order_fields([name for name in self.fields if name != "is_unchanged"])
        else:
            del self.fields["is_unchanged"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and cleaned.get("is_unchanged") is False and self.repeats_the_last:
            self.add_error("is_unchanged", gettext("Change what is no longer right, or tick this"))
        return cleaned

    @property
    def repeats_the_last(self) -> bool:
        """True if every answer is that of the last assessment, apart from spaces and line breaks."""
        return all(str(self.cleaned_data[name]).split() == str(last).split() for name, last in self.initial.items())

    @property
    def risks(self) -> list[tuple[IllegalContent, RiskLevel, str]]:
        data = self.cleaned_data
        return [(kind, data[f"{kind}_level"], data[f"{kind}_why"]) for kind in IllegalContent]
