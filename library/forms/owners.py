"""Form in which a curator hands a resource over to another agency."""

from collections.abc import Collection

from django import forms
from django.utils.translation import gettext_lazy as _

from library.forms.reason import ReasonForm
from library.models import Resource
from library.queries.owners import agencies_to_hand_over_to, agencies_with_curators
from ratsite.accounts.models import User
from ratsite.network.models import Agency


class OwnerField(forms.ModelChoiceField):
    """Choice of an agency, which marks those without a curator. The form sets `with_curators`, the ids of the rest."""

    with_curators: Collection[int] = ()

    def label_from_instance(self, agency: Agency) -> str:
        if agency.pk in self.with_curators:
            return str(agency)
        return _("%(agency)s (has no curator)") % {"agency": agency}


class HandOverForm(ReasonForm):
    """Form in which a curator chooses the agency that looks after a resource from now on."""

    agency = OwnerField(
        Agency.objects.none(),
        label=_("Which agency looks after it from now on"),
        help_text=_(
            "We notify nobody at an agency that has no curator. Until it has one, curators of your agency can take the "
            "resource back or hand it on."
        ),
        empty_label=_("Choose an agency"),
        error_messages={"required": _("Choose an agency"), "invalid_choice": _("Choose an agency from the list")},
    )
    field_order = ["agency", "reason"]

    def __init__(self, *args, curator: User, resource: Resource, **kwargs):
        super().__init__(
            *args,
            label=_("Why you hand it over"),
            help_text=_(
                "Curators of both agencies can read your reason on the resource’s page. So can moderators and "
                "coordinators who can read the resource, in the audit log."
            ),
            **kwargs,
        )
        self.fields["agency"].with_curators = agencies_with_curators(resource)
        self.fields["agency"].queryset = agencies_to_hand_over_to(curator, resource).order_by("name")
