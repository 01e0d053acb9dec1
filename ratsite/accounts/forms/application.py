"""Forms for applicants, for the coordinators who decide, and for members who invite."""

from django import forms
from django.db import models

from ratsite.accounts.actions.decide_application import NewAgency, has_no_room_for
from ratsite.accounts.enums import ApplicationState, Route
from ratsite.accounts.models import Application, Invitation, TermsOfReference
from ratsite.accounts.models.application import ANSWER_LENGTH, SPOKEN_LENGTH
from ratsite.lib.identifiers.refusal import SpokenField, refuse_identifiers
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Agency, Remit

NOT_ABOUT_OTHERS = "About your work, please, and nothing that tells who or where somebody is."
PLAIN_ADDRESS = "Give the address in plain letters, as your agency writes it"


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def spoken_field() -> SpokenField:
    return SpokenField(max_length=SPOKEN_LENGTH, help_text="The coordinator who decides reads this, and looks at it.")


def plain_email(value: str) -> str:
    """Return the address in lower case. Refuse letters outside ASCII, which can look like others."""
    if not value.isascii():
        raise forms.ValidationError(PLAIN_ADDRESS)
    return value.lower()


class ApplicationForm(forms.ModelForm):
    """The application form. Its texts are checked for details that identify other people."""

    route = forms.ChoiceField(label="Which of these is true for you?", choices=Route, widget=forms.RadioSelect)
    remit = forms.ModelChoiceField(label="What your agency is for, above all", queryset=Remit.objects.all())
    spoken_for = spoken_field()
    accepts = forms.BooleanField(label="I accept these terms of reference")
    terms_version = forms.IntegerField(widget=forms.HiddenInput)
    invitation_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    class Meta:
        model = Application
        fields = [
            "route", "agency_name", "agency_kind", "remit", "agency_does", "agency_cannot", "first_name", "last_name",
            "job_title", "duties", "email", "referee_name", "referee_agency", "referee_email", "statement",
            "spoken_for",
        ]  # fmt: skip
        labels = {
            "agency_name": "Name of your agency",
            "agency_kind": "What kind of agency it is",
            "agency_does": "What it does",
            "agency_cannot": "What it cannot do",
            "job_title": "Your role",
            "duties": "Your duties, in a few words",
            "email": "Your work email address",
            "referee_name": "Their name",
            "referee_agency": "Their agency",
            "referee_email": "Their work email address",
            "statement": "Why you would like to join",
        }
        help_texts = {
            "agency_does": "As you would say it to a colleague elsewhere.",
            "agency_cannot": "Limits that others should know. Members see them beside what you write.",
            "email": "We send a code to it. Not a personal address: a coordinator must see where you work.",
            "statement": f"What you would bring, and what you hope for. {NOT_ABOUT_OTHERS}",
            "duties": NOT_ABOUT_OTHERS,
        }
        widgets = {
            "agency_does": text_area(3),
            "agency_cannot": text_area(3),
            "duties": text_area(3),
            "statement": text_area(6),
        }

    def __init__(self, *args, terms: TermsOfReference, **kwargs):
        super().__init__(*args, **kwargs)
        self.current_terms = terms
        self.fields["agency_kind"].choices = [("", "None of these"), *AgencyKind.choices]
        for name, purpose in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose
        self.initial["terms_version"] = terms.version

    def clean_email(self) -> str:
        return plain_email(self.cleaned_data["email"])

    def clean_referee_email(self) -> str:
        return plain_email(self.cleaned_data["referee_email"])

    def clean(self) -> dict:
        data = super().clean()
        data |= {name: " ".join(data[name].split()) for name in ONE_LINE if name in data}
        own = data.get("email", "")
        refuse_identifiers(self, TEXTS, [own])
        if own and data.get("referee_email") == own:
            self.add_error("referee_email", "Name somebody else, who knows your work")
        if data.get("terms_version") != self.current_terms.version:
            self.add_error("accepts", "These terms have changed since you opened the page. Read them, then tick again")
        return data

    def details(self) -> dict:
        """Return the values for Application from a valid form, without fields that a client has added."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


ONE_LINE = ("agency_name", "first_name", "last_name", "job_title", "referee_name", "referee_agency")
TEXTS = {
    "agency_name": "The name of the agency",
    "agency_does": "What it does",
    "agency_cannot": "What it cannot do",
    "first_name": "Their first name",
    "last_name": "Their last name",
    "job_title": "Their role",
    "referee_name": "Who knows their work",
    "referee_agency": "Whose agency that is",
    "duties": "Their duties",
    "statement": "Why they would like to join",
}  # The texts checked for identifiers, with the label that a coordinator sees
AUTOCOMPLETE = {
    "agency_name": "organization",
    "first_name": "given-name",
    "last_name": "family-name",
    "job_title": "organization-title",
    "email": "email",
    "referee_name": "off",
    "referee_agency": "off",
    "referee_email": "off",
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="The six digits from our email",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class OwnWordsForm(forms.Form):
    """Base form for later texts by the applicant, who may name their own address."""

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email


class AnswerForm(OwnWordsForm):
    answer = forms.CharField(
        label="Your answer", max_length=ANSWER_LENGTH, widget=text_area(5), help_text=NOT_ABOUT_OTHERS
    )
    spoken_for = spoken_field()

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["answer"], [self.email])
        return data


class AppealForm(OwnWordsForm):
    appeal = forms.CharField(
        label="Why you think that it should be otherwise",
        max_length=ANSWER_LENGTH,
        widget=text_area(5),
        help_text=NOT_ABOUT_OTHERS,
    )
    spoken_for = spoken_field()

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["appeal"], [self.email])
        return data


class Decision(models.TextChoices):
    APPROVE = "approve", "Approve: they become a member, and choose a password by email"
    ASK = "ask", "Ask for more: they read your question, and answer on their page"
    REJECT = "reject", "Do not approve: they read your reason, and may appeal once"


class AdmissionForm(forms.Form):
    """A coordinator's decision; nothing is preselected. A question or a rejection needs a text."""

    choice = forms.ChoiceField(
        label="Your decision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of them"},
    )
    words = forms.CharField(
        label="Your words to them",
        required=False,
        max_length=ANSWER_LENGTH,
        widget=text_area(4),
        help_text="Your question, or your reason. They read it without your name.",
    )
    agency = forms.ModelChoiceField(
        label="If you approve: their agency",
        queryset=Agency.objects.filter(is_active=True),
        required=False,
        empty_label="A new one, from their words",
    )
    kind = forms.ChoiceField(label="If it is a new one: its kind", choices=[("", "Choose one"), *AgencyKind.choices])
    owns_domain = forms.BooleanField(required=False)

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        may_ask = application.state == ApplicationState.WAITING
        self.fields["choice"].choices = [one for one in Decision.choices if may_ask or one[0] != Decision.ASK]
        self.fields["kind"].required = False
        self.fields["owns_domain"].label = f"Email from {application.domain} is the new agency’s own"

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["words"], [self.application.email, self.application.referee_email])
        choice = data.get("choice")
        if choice in (Decision.ASK, Decision.REJECT) and not data.get("words", "refused"):
            self.add_error("words", "Say it in a sentence or two: they read this")
        if choice == Decision.APPROVE:
            self._clean_approval(data)
        return data

    def _clean_approval(self, data: dict) -> None:
        if why := has_no_room_for(self.application):
            self.add_error(None, why)
        if data.get("agency") is not None or "agency" in self.errors:
            return
        here = Agency.objects.filter(name__iexact=self.application.agency_name).first()
        if here is not None:
            self.add_error("agency", f"{here} is here already: choose it" if here.is_active else GONE.format(here))
        if not data.get("kind"):
            self.add_error("kind", "Choose what kind of agency it is")

    def chosen_agency(self) -> Agency | NewAgency:
        """Return the agency that the coordinator chose, or a NewAgency to create. The form must be a valid approval."""
        data = self.cleaned_data
        return data["agency"] or NewAgency(kind=data["kind"], owns_domain=data["owns_domain"])


GONE = "{} is here already, and not active at present. Make it active under Publish first, then choose it"


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "memo"]
        help_texts = {
            "email": "One email goes to it, with your name and agency, and no other after it.",
            "memo": f"For the coordinators alone. {NOT_ABOUT_OTHERS}",
        }
        widgets = {"memo": text_area(4)}

    def clean_email(self) -> str:
        return plain_email(self.cleaned_data["email"])

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["memo"], [data.get("email", "")])
        return data
