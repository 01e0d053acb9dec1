"""The form that makes a library draft of a topic's common ground."""

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, CheckboxSelectMultiple, Form, ModelMultipleChoiceField, Textarea
from django.utils.translation import gettext_lazy as _

from ratsite.lib.forms import in_grid
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Agency, Remit
from ratsite.pages.contacts import published_contacts

CHECKS = {
    "who": _("Nobody can see who said what"),
    "places": _("No place smaller than a district is named"),
    "agencies": _("No agency is named"),
    "dates": _("No date points to one event"),
    "quotes": _("Quotes are left out or reworded"),
}
QUOTE_MARKS = '“”„"'


class LibraryDraftForm(Form):
    """Title, why and text of the draft, and a tick for each thing that must not be in it.

    What a program can see is refused even when ticked: agencies' names, quotation marks and personal identifiers.
    """

    title = CharField(label=_("Title"), max_length=160)
    why = CharField(
        label=_("Why it is useful"),
        max_length=500,
        widget=Textarea({"rows": 3}),
        error_messages={"required": _("Say for whom it is useful, and for what")},
    )
    text = CharField(label=_("Text of the draft"), max_length=6000, widget=Textarea({"rows": 14}))
    remits = ModelMultipleChoiceField(
        Remit.objects.all(), label=_("For which remits"), required=False, widget=in_grid(CheckboxSelectMultiple())
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in CHECKS.items():
            self.fields[name] = BooleanField(
                label=label,
                error_messages={"required": _("Look at the text again, then tick “%(check)s”") % {"check": label}},
            )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if any(mark in text for mark in QUOTE_MARKS):
            raise ValidationError(_("Leave out or reword what is in quotation marks"))
        return text

    def clean(self) -> dict:
        data = super().clean()
        for name in ("title", "why", "text"):
            said = (data.get(name) or "").casefold()
            for agency in Agency.objects.values_list("name", flat=True) if said else ():
                if agency.casefold() in said:
                    self.add_error(name, _("Leave out the agency “%(agency)s”") % {"agency": agency})
        refuse_identifiers(self, ["title", "why", "text"], published_contacts)
        return data
