"""Forms to suggest a resource to the library, and to answer a suggestion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.forms.content import ContentForm
from library.forms.reason import ReasonForm
from library.forms.resource_address import ResourceAddressField
from library.models import Resource, Suggestion
from ratsite.lib.forms import ChosenRowsField, conditional
from ratsite.network.models import Remit


class SuggestionForm(ContentForm):
    """Form in which a member suggests a resource: a file or a link, and why it is useful."""

    scanned_fields = ("title", "why", "url_title")
    issued_on = None
    explanation = None
    request_label = None  # the curator who accepts the suggestion decides whether readers have to ask
    title = forms.CharField(label=_("Title"), max_length=160)
    why = forms.CharField(
        label=_("Why it is useful"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What you use it for, and how you know that it is right."),
    )
    remits = ChosenRowsField(
        Remit.objects.all(), label=_("For which remits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["title", "why", "files", "url", "url_title", "url_kind", "remits"]

    def suggestion(self) -> dict:
        """Return the arguments of the action suggest_resource, except `member`."""
        data = self.cleaned_data
        return {"title": data["title"], "why": data["why"], "remits": data["remits"], **self.content()}


class AnswerForm(ReasonForm):
    """Form in which a curator answers a suggestion."""

    TAKE, KNOWN, DECLINE = "take", "known", "decline"
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (TAKE, _("Accept it: the suggestion becomes your draft")),
            (KNOWN, _("We already have it")),
            (DECLINE, _("Decline the suggestion")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your answer")},
    )
    existing = conditional(
        ResourceAddressField(
            label=_("The resource that we already have"),
            max_length=200,
            help_text=_(
                "If we already have it, enter the address of the resource, such as /library/first-ten-minutes/."
            ),
        )
    )
    field_order = ["answer", "existing", "reason"]

    def __init__(self, *args, suggestion: Suggestion, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion
        self.fields["answer"].error_messages["required"] = _("Choose an answer")
        conditional(self.fields["reason"])
        self.fields["reason"].help_text = _(
            "You need a reason unless you accept the suggestion. The person who suggested it will read it."
        )

    def clean_existing(self) -> Resource | None:
        slug = self.cleaned_data["existing"]
        if not slug:
            return None
        readable = Resource.objects.visible_to(self.suggestion.suggested_by).published()
        existing = readable.filter(slug=slug).first()
        if existing is None:
            raise forms.ValidationError(_("Enter the address of a resource that the person can read"))
        return existing

    def clean(self):
        cleaned = super().clean()
        answer = cleaned.get("answer")
        if answer == self.KNOWN and "existing" not in self.errors and not cleaned.get("existing"):
            self.add_error("existing", _("Enter the address of the resource that we already have"))
        if answer in (self.KNOWN, self.DECLINE) and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Give a reason"))
        return cleaned
