"""Forms of checks: what a curator found, and why."""

from urllib.parse import urlparse

from django import forms
from django.utils.translation import gettext_lazy as _

from library.actions.check_resource import can_replace
from library.enums import CheckOutcome
from library.models import CHECK_REASON_LENGTH, Resource
from ratsite.accounts.models import User
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.pages.contacts import published_contacts

OUTCOMES = [
    (CheckOutcome.STILL_RIGHT.value, _("Still right: the next check is in a year")),
    (CheckOutcome.AMENDED.value, _("Amended: you changed it, and now it is right")),
    (CheckOutcome.SUPERSEDED.value, _("Superseded: another resource replaces it")),
]
WITHDRAW = (CheckOutcome.WITHDRAWN.value, _("Withdraw it: readers only find your reason"))


class ReasonForm(forms.Form):
    """A form with one reason, which is scanned for identifiers."""

    reason = forms.CharField(label=_("Reason"), max_length=CHECK_REASON_LENGTH, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, label: str = "", help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].help_text = help_text
        self.fields["reason"].error_messages["required"] = _("Give a reason")

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, ["reason"], published_contacts)
        return cleaned


class InsteadField(forms.CharField):
    """The address of another resource, such as /library/first-ten-minutes/ or its last part. Cleans to the slug."""

    def clean(self, value) -> str:
        text = super().clean(value)
        return urlparse(text).path.strip("/").removeprefix("library/").partition("/")[0]


class CheckForm(ReasonForm):
    """What a curator found when they checked one or several resources."""

    outcome = forms.ChoiceField(label=_("What you found"), choices=[*OUTCOMES, WITHDRAW], widget=forms.RadioSelect)
    instead = InsteadField(
        label=_("What to use instead"),
        required=False,
        max_length=200,
        help_text=_("The address of the resource that replaces it, such as /library/first-ten-minutes/."),
    )
    field_order = ["outcome", "instead", "reason"]

    def __init__(self, *args, curator: User, resources: list[Resource], **kwargs):
        super().__init__(*args, **kwargs)
        self.curator, self.resources = curator, resources
        self.fields["outcome"].error_messages["required"] = _("Choose what you found")
        self.fields["reason"].label = _("What you did to check, or why")
        self.fields["reason"].help_text = _("Readers see this next to your name and agency.")
        self.fields["reason"].error_messages["required"] = _("Say what you did to check, or why")

    def clean_instead(self) -> Resource | None:
        slug = self.cleaned_data["instead"]
        if not slug:
            return None
        found = Resource.objects.visible_to(self.curator).published().filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("Enter the address of a published resource that you can read"))
        if not all(can_replace(found, resource, self.curator) for resource in self.resources):
            raise forms.ValidationError(_("Choose another resource: this one cannot replace what you are checking"))
        return found

    def clean(self):
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == CheckOutcome.SUPERSEDED and "instead" not in self.errors and not cleaned.get("instead"):
            self.add_error("instead", _("Enter the address of the resource that replaces it"))
        if outcome not in (CheckOutcome.SUPERSEDED, CheckOutcome.WITHDRAWN):
            cleaned["instead"] = None
        return cleaned
