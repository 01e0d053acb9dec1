"""Forms for reading lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import REPORT_TEXT_LENGTH, ListReaders, ListReportReason, ReadingList
from library.models.reading_list import ITEM_NOTE_LENGTH
from library.rules.reading_lists import can_share_lists
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts


class ReadingListForm(forms.ModelForm):
    class Meta:
        model = ReadingList
        fields = ["title", "about", "readers", "circle"]
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "readers": forms.RadioSelect}
        labels = {
            "title": _("Title"),
            "about": _("What it is for"),
            "readers": _("Who can read the list"),
            "circle": _("Circle"),
        }
        help_texts = {
            "readers": _("Each reader sees only the resources that they may read."),
            "circle": _("Only choose a circle if the list is for that circle."),
        }

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        circles = self.fields["circle"].queryset = Circle.objects.of(owner)
        conditional(self.fields["circle"]).empty_label = _("None")
        is_for_circle = self.instance.readers == ListReaders.CIRCLE
        if not (circles.exists() or is_for_circle):
            choices = self.fields["readers"].choices
            self.fields["readers"].choices = [one for one in choices if one[0] != ListReaders.CIRCLE]
            del self.fields["circle"]
        if not can_share_lists(owner):
            self.fields["readers"].choices = [(ListReaders.OWNER.value, ListReaders.OWNER.label)]
            self.fields["readers"].help_text = _(
                "You cannot share lists while moderators read your posts before they are published."
            )
            self.fields.pop("circle", None)

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["title", "about"], published_contacts)
        if data.get("readers") == ListReaders.CIRCLE and not data.get("circle"):
            self.add_error("circle", _("Choose a circle"))
        if data.get("readers") != ListReaders.CIRCLE:
            data["circle"] = None
        return data


class PutOnListForm(CheckedForm):
    """Form that puts a resource on one of the member's own lists."""

    checked_fields = ("note",)
    allowed = staticmethod(published_contacts)

    reading_list = forms.ModelChoiceField(
        label=_("Your list"), queryset=ReadingList.objects.none(), error_messages={"required": _("Choose a list")}
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=ITEM_NOTE_LENGTH,
        help_text=_(
            "Say what to read first in this resource, for example “Start with page 4”. Readers of the list see this."
        ),
    )

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reading_list"].queryset = ReadingList.objects.filter(owner=owner, taken_down_at=None)
        self.fields["reading_list"].label_from_instance = lambda one: one.title


class ListReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=ListReportReason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is closest to the problem"),
            "invalid_choice": _("Choose one of these"),
        },
    )
    text = conditional(
        forms.CharField(
            label=_("In your own words"),
            max_length=REPORT_TEXT_LENGTH,
            help_text=_(
                "You need to write something if you chose “Something else”. Only moderators and curators read this. We "
                "do not tell the owner of the list that you reported it."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("reason") == ListReportReason.OTHER and not data.get("text"):
            self.add_error("text", _("Say in a few words what is wrong"))
        return data
