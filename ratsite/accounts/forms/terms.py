"""Forms to accept the terms of reference and to write their next version."""

import datetime as dt

from django import forms
from django.utils import timezone

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
        error_messages={"required": "Send this page again", "invalid": "Send this page again"},
    )
    accepts = forms.BooleanField(
        label="I have read them, and keep to them",
        error_messages={"required": "Tick this, or write to the coordinator about what you cannot keep to"},
    )


class TermsForm(forms.Form):
    """The next version of the terms. It starts as a copy of the newest and must differ from it."""

    text = forms.CharField(
        label="The terms",
        max_length=TEXT_LENGTH,
        help_text="Markdown: ### before a heading, - before each promise. Members read the old words beside the new.",
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": "Give the whole text, not only what is new"},
    )
    summary = forms.CharField(
        label="What changes, and why",
        max_length=SUMMARY_LENGTH,
        help_text="Two or three sentences: everybody reads these first. Say at which meeting it was agreed.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what changes: nobody should have to look for it"},
    )
    in_force_from = forms.DateField(
        label="In force from",
        help_text="Members have thirty days from then to accept them; after that they read only, until they do. "
        "Whoever still has the version before to accept keeps their earlier day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give a day", "invalid": "Give a day, such as 2027-01-31"},
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
            raise forms.ValidationError(f"Give a day from {self.earliest:%-d %B %Y} to {self.latest:%-d %B %Y}")
        return day

    def clean(self) -> dict:
        data = super().clean()
        if "text" in data and not changed_passages(self.newest.text, data["text"]):
            self.add_error("text", "This is what the newest version says. Change it, or leave it as it is")
        # The network's own numbers and addresses are allowed; identifiers that are always personal are not.
        refuse_identifiers(self, ["text", "summary"], least=Strength.BLOCK)
        return data
