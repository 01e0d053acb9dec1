"""Forms of an application to join: one for each page (you, your agency, why), and one that sends it."""

from typing import ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import Route
from ratsite.accounts.forms.application import (
    NOT_ABOUT_OTHERS,
    clean_work_email,
    explanation_field,
    plain_email,
    text_area,
)
from ratsite.accounts.models import Application, TermsOfReference
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Remit

LABELS = {
    "agency_name": _("Name of your agency"),
    "agency_kind": _("Kind of agency"),
    "agency_does": _("What your agency does"),
    "agency_cannot": _("What your agency cannot do"),
    "job_title": _("Your role"),
    "duties": _("Your duties, in a few words"),
    "email": _("Your work email address"),
    "referee_name": _("Name of the person who knows your work"),
    "referee_agency": _("Their agency"),
    "referee_email": _("Their email address"),
    "statement": _("Why you would like to join"),
}
HELP_TEXTS = {
    "agency_does": _("Describe it as you would to a colleague at another agency."),
    "agency_cannot": _("Limits that others should know about. Members see them next to what you write."),
    "email": _("Use a work address, so that a coordinator can see where you work. We will send a code to it."),
    "statement": _(
        "Say what you would bring to the network and what you hope to get from it. Leave out anything "
        "that could show who or where someone is."
    ),
    "duties": NOT_ABOUT_OTHERS,
}
REQUIRED = {
    "agency_name": _("Enter the name of your agency"),
    "agency_kind": _("Choose the kind of agency"),
    "agency_does": _("Enter what your agency does, in a sentence or two"),
    "agency_cannot": _("Enter what your agency cannot do, such as visits without notice"),
    "first_name": _("Enter your first name"),
    "last_name": _("Enter your last name"),
    "job_title": _("Enter your role, as your colleagues would describe it"),
    "duties": _("Enter your duties in a few words"),
    "email": _("Enter your work email address"),
    "referee_name": _("Enter the name of a person who knows your work"),
    "referee_agency": _("Enter the agency of the person who knows your work"),
    "referee_email": _("Enter the email address of the person who knows your work"),
    "statement": _("Enter why you would like to join, in a few sentences"),
}
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
ONE_LINE = ("agency_name", "first_name", "last_name", "job_title", "referee_name", "referee_agency")


class ApplicationPage(forms.ModelForm):
    """Base form of one page of an application. Its texts are checked for details that identify other people.

    own_email: the applicant's address as entered on the first page. It may be in the texts.
    """

    title: ClassVar[str | Promise]
    texts: ClassVar[tuple[str, ...]]  # the fields that are checked

    def __init__(self, *args, own_email: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.own_email = own_email
        for name, purpose in AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = purpose

    def clean(self) -> dict:
        data = super().clean()
        data |= {name: " ".join(data[name].split()) for name in ONE_LINE if name in data}
        refuse_identifiers(self, self.texts, [data.get("email") or self.own_email])
        return data

    def typed(self) -> dict[str, str]:
        """Return {field name: the text as it was typed}, to fill the form again."""
        return {name: self.data.get(name, "") for name in self.fields}


def _meta(*names: str) -> type:
    """Return the Meta class of a page with these fields."""
    errors = {name: {"required": REQUIRED[name]} for name in names if name in REQUIRED}
    widgets = {name: text_area(3) for name in ("agency_does", "agency_cannot", "duties")} | {"statement": text_area(6)}
    values = {"model": Application, "fields": names, "labels": LABELS, "help_texts": HELP_TEXTS}
    return type("Meta", (), {**values, "error_messages": errors, "widgets": widgets})


class YouPage(ApplicationPage):
    title = _("About you")
    texts = ("first_name", "last_name", "job_title", "duties")
    explanation = explanation_field()
    invitation_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    Meta = _meta("first_name", "last_name", "email", "job_title", "duties")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self["invitation_token"].value():  # the page says that an invited person needs no code
            self.fields["email"].help_text = _("Use a work address, so that a coordinator can see where you work.")

    def clean_email(self) -> str:
        return clean_work_email(self.cleaned_data["email"])


class AgencyPage(ApplicationPage):
    title = _("Your agency")
    texts = ("agency_name", "agency_does", "agency_cannot")
    route = forms.ChoiceField(
        label=_("Which of these is true for you?"),
        choices=Route,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which of these is true for you")},
    )
    remit = forms.ModelChoiceField(
        label=_("Main remit of your agency"),
        queryset=Remit.objects.all(),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the main remit of your agency")},
    )
    explanation = explanation_field()
    field_order = ("agency_name", "route", "agency_kind", "remit", "agency_does", "agency_cannot", "explanation")
    Meta = _meta("agency_name", "route", "agency_kind", "remit", "agency_does", "agency_cannot")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency_kind"].choices = [("", _("Choose one")), *AgencyKind.choices]
        self.fields["agency_kind"].required = True


class WhyPage(ApplicationPage):
    title = _("Why you would like to join")
    texts = ("statement", "referee_name", "referee_agency")
    explanation = explanation_field()
    Meta = _meta("statement", "referee_name", "referee_agency", "referee_email")

    def clean_referee_email(self) -> str:
        email = plain_email(self.cleaned_data["referee_email"])
        if email == self.own_email:
            raise forms.ValidationError(_("Enter the email address of someone else who knows your work"))
        return email


PAGES: dict[str, type[ApplicationPage]] = {"you": YouPage, "agency": AgencyPage, "why": WhyPage}


class SendForm(forms.Form):
    """Form with which an applicant who has checked the answers accepts the terms and sends the application."""

    accepts = forms.BooleanField(label=_("I accept these terms of reference"))
    terms_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, terms: TermsOfReference, **kwargs):
        super().__init__(*args, **kwargs)
        self.current_terms = terms
        self.initial["terms_version"] = terms.version

    def clean(self) -> dict:
        data = super().clean()
        if data.get("terms_version") != self.current_terms.version:
            self.add_error(
                "accepts", _("The terms have changed since you opened this page. Read them again, then tick the box.")
            )
        return data
