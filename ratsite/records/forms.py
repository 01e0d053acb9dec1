"""The coordinators' forms for the registers. Entries must name no one."""

from django import forms
from django.utils import timezone

from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.pages.contacts import published_contacts
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, Regulator, RiskLevel
from ratsite.records.models import TEXT_LENGTH

NAMES_NOBODY = "By kind and number: no name, address, number or reference of anybody."


class RegisterForm(forms.Form):
    """Base form that refuses text with identifiers: the original email or file has them already."""

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


def moment_field(label: str, help_text: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Give day and time, such as 27/11/2026 14:30"},
    )


def choices(enum, label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=enum, coerce=enum, widget=forms.RadioSelect, help_text=help_text)


def not_in_the_future(moment):
    if moment > timezone.now():
        raise forms.ValidationError("Give a time that has been")
    return moment


class ComplaintForm(RegisterForm):
    received_at = moment_field("When it came", "The answer is due thirty days after it.")
    channel = choices(Channel, "How it came")
    subject = choices(ComplaintSubject, "What it is about")
    summary = text_field("What they say, in short", NAMES_NOBODY)

    def clean_received_at(self):
        return not_in_the_future(self.cleaned_data["received_at"])


class AnswerForm(RegisterForm):
    outcome = choices(Answer, "What came of it")
    answer = text_field("What they were answered", NAMES_NOBODY)
    lesson = text_field("What changes because of it", required=False)


class BreachForm(RegisterForm):
    known_at = moment_field(
        "Since when it is known", "The 72 hours run from the moment in which any of us was fairly sure of it."
    )
    what = text_field("What happened", NAMES_NOBODY)
    whose = forms.CharField(
        label="Whose data", max_length=300, help_text="Such as “members” or “people who wrote to us”."
    )
    how_many = choices(HowMany, "How many people")
    harm = choices(Harm, "How likely is it to harm them")
    contained = text_field(
        "What was done at once", "Such as: signed everybody out, took the page down.", required=False
    )

    def clean_known_at(self):
        return not_in_the_future(self.cleaned_data["known_at"])


class RegulatorForm(RegisterForm):
    how_many = choices(HowMany, "How many people, as far as is known now")
    harm = choices(Harm, "How likely is it to harm them, as far as is known now")
    regulator = choices(Regulator, "The Information Commissioner")
    why = text_field("Why", "Where they were told after 72 hours, say also why it took longer.")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("harm") in (Harm.LIKELY, Harm.HIGH) and cleaned.get("regulator") == Regulator.NOT_NEEDED:
            self.add_error("regulator", "Tell them: with a risk to people, the law leaves no choice")
        return cleaned


class CloseForm(RegisterForm):
    people_told = text_field(
        "What the people concerned were told", "With a high risk they must be told.", required=False
    )
    lesson = text_field("What changes because of it")

    def __init__(self, *args, harm: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people_told"].required = harm == Harm.HIGH


class AssessmentForm(RegisterForm):
    """A whole risk assessment: a level and a reason for each kind of illegal content, and the evidence for it."""

    about = text_field(
        "What was looked at", "Such as: the reports of the year, what moderators decided, who can join and how."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in IllegalContent:
            self.fields[f"{kind}_level"] = forms.TypedChoiceField(
                label=f"{kind.label}: the risk here",
                choices=[("", "Choose a level"), *RiskLevel.choices],
                coerce=RiskLevel,
            )
            self.fields[f"{kind}_why"] = text_field(f"{kind.label}: why, and what we do about it", rows=2)

    @property
    def risks(self) -> list[tuple[IllegalContent, RiskLevel, str]]:
        """Return (kind, level, reason) for each kind, from a valid form."""
        data = self.cleaned_data
        return [(kind, data[f"{kind}_level"], data[f"{kind}_why"]) for kind in IllegalContent]
