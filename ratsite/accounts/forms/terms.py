import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import TermsOfReference
from ratsite.accounts.models.terms import SUMMARY_LENGTH, TEXT_LENGTH
from ratsite.lib.identifiers import Strength
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.lib.markup.passages import changed_passages

NOTICE = dt.timedelta(days=14)  # suggested time from publishing to coming into force; a coordinator may choose less
FARTHEST = dt.timedelta(days=365)


class AcceptForm(forms.Form):
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _("Open this page again, then accept the terms")),
    )
    accepts = forms.BooleanField(
        label=_("I have read the terms and will keep to them"),
        error_messages={"required": _("Tick this, or tell the coordinator which terms you cannot keep to")},
    )


class TermsForm(forms.Form):
    """Form for the next version of the terms. It shows the newest text, which the coordinator must change."""

    text = forms.CharField(
        label=_("The terms"),
        max_length=TEXT_LENGTH,
        help_text=_(
            "Put ### before a heading and - before each promise. Members see what you have changed in the old text."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": _("Enter the whole text, not only the changes")},
    )
    summary = forms.CharField(
        label=_("What is changing, and why"),
        max_length=SUMMARY_LENGTH,
        help_text=_("2 or 3 sentences, which members read first. Say which meeting agreed the changes."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is changing, so that members do not have to look for it")},
    )
    in_force_from = forms.DateField(
        label=_("In force from"),
        help_text=_(
            "Members have 30 days from this day to accept the terms. After that they can only read until "
            "they accept. Members who have not yet accepted the previous version keep their earlier deadline."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter a date"), "invalid": _("Enter a date, such as 2027-01-31")},
    )
    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, newest: TermsOfReference, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = newest
        today = timezone.localdate()
        self.earliest, self.latest = max(today, newest.in_force_from), today + FARTHEST
        self.initial |= {
            "text": newest.text,
            "in_force_from": max(today + NOTICE, newest.in_force_from),
            "after": newest.version,
        }

    def clean_text(self) -> str:
        return "\n".join(self.cleaned_data["text"].splitlines()) + "\n"

    def clean_in_force_from(self) -> dt.date:
        day = self.cleaned_data["in_force_from"]
        if not self.earliest <= day <= self.latest:
            days = {"first": date_format(self.earliest, "j F Y"), "last": date_format(self.latest, "j F Y")}
            raise forms.ValidationError(_("Enter a date from %(first)s to %(last)s") % days)
        return day

    def clean(self) -> dict:
        data = super().clean()
        if "text" in data and not changed_passages(self.newest.text, data["text"]):
            self.add_error("text", _("The text is the same as in the newest version. Change it before you publish."))
        # The network's own numbers and addresses are allowed; identifiers that are always personal are not.
        refuse_identifiers(self, ["text", "summary"], least=Strength.BLOCK)
        return data
