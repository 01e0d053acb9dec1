"""Forms for the result of a check of resources, and for a changed law that makes resources due for a check."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from library.actions.check_resource import can_replace, is_replaced_by_seen
from library.enums import CheckOutcome
from library.forms.reason import ReasonForm
from library.forms.resource_address import ResourceAddressField
from library.models import LegalInstrument, Resource
from library.queries.due_checks import instruments_for
from ratsite.accounts.models import User
from ratsite.lib.forms import conditional

OUTCOMES = [
    (CheckOutcome.STILL_RIGHT.value, _("Still right: the next check is in a year")),
    (CheckOutcome.AMENDED.value, _("Amended: you changed it, and now it is right")),
    (CheckOutcome.SUPERSEDED.value, _("Superseded: another resource replaces it")),
]
NOT_REPLACED = (
    CheckOutcome.NOT_REPLACED.value,
    _(
        "Not replaced: the other resource does not replace this one, which is still right. A second "
        "person must confirm this."
    ),
)
WITHDRAW = (CheckOutcome.WITHDRAWN.value, _("Withdraw it: readers will only find your reason"))


class CheckForm(ReasonForm):
    """Form for the result of a curator's check of one or more resources.

    is_waiting: True if another check of a resource waits for a second person: the form then offers only to withdraw.
    """

    outcome = forms.ChoiceField(label=_("What you found"), choices=[*OUTCOMES, WITHDRAW], widget=forms.RadioSelect)
    instead = conditional(
        ResourceAddressField(
            label=_("What to use instead"),
            max_length=200,
            help_text=_("If another resource replaces it, enter its address, such as /library/first-ten-minutes/."),
        )
    )
    field_order = ["outcome", "instead", "reason"]

    def __init__(self, *args, curator: User, resources: list[Resource], is_waiting: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.curator, self.resources = curator, resources
        if is_waiting:
            self.fields["outcome"].choices, self.initial["outcome"] = [WITHDRAW], CheckOutcome.WITHDRAWN
        elif len(resources) == 1 and is_replaced_by_seen(resources[0], curator):
            self.fields["outcome"].choices = [*OUTCOMES, NOT_REPLACED, WITHDRAW]
        self.fields["outcome"].error_messages["required"] = _("Choose what you found")
        if is_waiting:
            self.fields["outcome"].error_messages["invalid_choice"] = _(
                "Another check waits for a second person, so yours is not saved. You can only withdraw the resource."
            )
        self.fields["reason"].label = _("What you did to check, or why you chose this")
        self.fields["reason"].help_text = _("Readers see this next to your name and agency.")
        self.fields["reason"].error_messages["required"] = _("Say what you did to check, or why you chose this")

    def clean_instead(self) -> Resource | None:
        slug = self.cleaned_data["instead"]
        if not slug:
            return None
        replacement = Resource.objects.visible_to(self.curator).published().filter(slug=slug).first()
        if replacement is None:
            raise forms.ValidationError(_("Enter the address of a published resource that you can read"))
        if not all(can_replace(replacement, resource, self.curator) for resource in self.resources):
            raise forms.ValidationError(_("Choose another resource: this one cannot replace what you are checking"))
        return replacement

    def clean(self):
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == CheckOutcome.SUPERSEDED and "instead" not in self.errors and not cleaned.get("instead"):
            self.add_error("instead", _("Enter the address of the resource that replaces it"))
        if outcome not in (CheckOutcome.SUPERSEDED, CheckOutcome.WITHDRAWN):
            cleaned["instead"] = None
        return cleaned


class LawForm(ReasonForm):
    """Form in which a curator says which law has changed, and how."""

    instrument = forms.ModelChoiceField(
        LegalInstrument.objects.none(), label=_("Which law or statutory guidance has changed")
    )
    field_order = ["instrument", "reason"]

    def __init__(self, *args, curator: User, **kwargs):
        super().__init__(*args, label=_("What has changed"), **kwargs)
        self.fields["reason"].help_text = _("Readers see this in the history of each resource, with your name.")
        instrument = self.fields["instrument"]
        instrument.queryset = instruments_for(curator)
        instrument.empty_label = _("Choose one")
        instrument.error_messages["required"] = _("Choose which law has changed")
        instrument.label_from_instance = lambda one: (
            ngettext("%(name)s (%(count)s resource)", "%(name)s (%(count)s resources)", one.published)
            % {"name": one.name, "count": one.published}
        )
