"""Forms about a page's checks, owner and corrections."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.pages.contacts import published_contacts
from ratsite.pages.models import Correction, PageReview


class PlanForm(forms.ModelForm):
    """Form for who looks after a page and when it must be checked again."""

    shown_hash = forms.CharField(required=False, widget=forms.HiddenInput)  # of the plan that it replaces

    class Meta:
        model = PageReview
        fields = ("owner", "due_on")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "owner": _("A role or an agency, not a person: readers see it. For example: the editors."),
            "due_on": _("After this day we tell readers that the page may be out of date."),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        refuse_identifiers(self, ["owner"], published_contacts)
        return cleaned

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if "due_on" in self.changed_data and due_on < timezone.localdate():
            raise forms.ValidationError(_("Enter today or a later day"))
        return due_on


class CorrectionForm(CheckedForm):
    """Form for the notice of a correction, which can never be changed."""

    checked_fields = ("text",)
    allowed = staticmethod(published_contacts)

    text = forms.CharField(
        label=_("What changed, and why"),
        help_text=_("One or two sentences for readers. You cannot change them afterwards."),
        max_length=Correction._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what changed and why")},
    )
    keeps_earlier = forms.BooleanField(
        label=_("Readers may still open the earlier version"),
        help_text=_("Untick this if the earlier text could harm or identify someone."),
        required=False,
        initial=True,
    )
    shown_hash = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, has_draft: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_draft:  # what is published stays, so there is no earlier version
            self.fields["keeps_earlier"].widget = forms.HiddenInput()


class CloseEarlierVersionForm(CheckedForm):
    allowed = staticmethod(published_contacts)

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("We save it in the audit log. Do not repeat the words that must not be read."),
        max_length=300,
        error_messages={"required": _("Say why readers must not see the earlier version")},
    )
