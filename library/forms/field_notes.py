"""Form for a field note: what a member says about using a resource."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import FieldNote, NoteKind
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.pages.contacts import published_contacts


class FieldNoteForm(forms.ModelForm):
    """Form for a field note. It asks for no rating: a sentence helps the next reader more."""

    kind = forms.ChoiceField(
        label=_("How it went"),
        choices=NoteKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went")},
    )

    class Meta:
        model = FieldNote
        fields = ["kind", "text", "is_by_role"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        labels = {"text": _("What others should know"), "is_by_role": _("Show my remit only, not my agency")}
        help_texts = {
            "text": _("Write a few sentences about how you used it. Leave out anything about a person or a case.")
        }
        error_messages = {"text": {"required": _("Write what others should know")}}

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["text"], published_contacts)
        return data
