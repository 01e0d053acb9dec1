"""Forms with which coordinators add people, change their details, and decide on their membership."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.actions.change_details import details_hash
from ratsite.accounts.actions.change_membership import membership_hash
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.accounts.queries.own_agency import agencies_to_join
from ratsite.accounts.rules import can_change_agency_of
from ratsite.lib.identifiers.checked_form import CheckedForm, says_something
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Agency

DECIDED = [state for state in MemberState if state != MemberState.LAPSED]  # the states that a coordinator may set
OWN_AGENCY = _(
    "Readers see the agency next to your name. You cannot change it here later. This list leaves out "
    "agencies that are in a circle. If yours is one of them, ask another coordinator to choose it "
    "for you."
)


class PersonForm(forms.ModelForm):
    """Base form of a person's details: names, agency, and role at the agency."""

    checked_fields = ("first_name", "last_name", "job_title")

    class Meta:
        model = User
        fields = ["first_name", "last_name", "agency", "job_title", "is_agency_lead"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True)
        self.fields["agency"].empty_label = _("Choose an agency")
        for name in ("first_name", "last_name", "agency"):
            self.fields[name].required = True

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, self.checked_fields)
        return cleaned


class NewPersonForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ["first_name", "last_name", "email", "agency", "job_title", "is_agency_lead"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("Enter another address, or find this person under “Membership”. They already have an account.")
            )
        return email

    def clean(self):
        cleaned = super().clean()
        agency, email = cleaned.get("agency"), cleaned.get("email")
        if agency and email and not agency.allows_email(email):
            names = {"agency": agency, "domains": ", ".join(agency.domains())}
            self.add_error("email", _("Enter their work email address: %(agency)s uses %(domains)s") % names)
        return cleaned


class DetailsForm(PersonForm):
    """Form for a coordinator to change a person's details.

    The agency can be changed only if the person is not approved yet or has no agency. Coordinators who change their own
    details cannot make themselves agency lead, and can choose only agencies that they may join (agencies_to_join).
    """

    checked_fields = ("first_name", "last_name", "job_title", "reason")

    reason = forms.CharField(
        validators=[says_something],
        label=_("Reason"),
        help_text=_("We email the person what you changed and why. We save the reason in the audit log."),
        max_length=300,
        error_messages={"required": _("Say why you are making this change")},
    )
    shown_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, person: User, is_own: bool, **kwargs):
        now = forms.model_to_dict(person, fields=self.Meta.fields)
        super().__init__(*args, initial={**now, "shown_hash": details_hash(person)}, **kwargs)
        agency = self.fields["agency"]
        if is_own:
            del self.fields["is_agency_lead"]
            agency.queryset, agency.required, agency.help_text = agencies_to_join(person), False, OWN_AGENCY
        else:
            agency.queryset |= Agency.objects.filter(pk=person.agency_id)
        if not can_change_agency_of(person) or not agency.queryset.exists():
            del self.fields["agency"]


class SecondStepForm(CheckedForm):
    """Form for a coordinator to remove the second step of a person who has lost it."""

    reason = forms.CharField(
        label=_("How you checked that the request comes from them"),
        help_text=_("We email this to the person, and save it in the audit log."),
        max_length=300,
        error_messages={"required": _("Say how you checked that the request comes from them")},
    )


SUSPEND_OR_EXCLUDE = _(
    "Suspend someone while you find out whether they may stay a member: a suspension has no end date. Exclude someone, "
    "under Sanctions, for something they did here: an exclusion ends by itself, and they can appeal."
)


class StateForm(CheckedForm):
    state = forms.ChoiceField(
        label=_("Membership"), choices=MemberState, widget=forms.RadioSelect, help_text=SUSPEND_OR_EXCLUDE
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "We email this to the person if you change their roles, suspend or end their membership, or make them a "
            "member again. We save it in the audit log, and the person can ask to see it."
        ),
        max_length=300,
        error_messages={"required": _("Give a reason. The person may read it.")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each role needs a second step at sign-in. People lose their roles when they leave the network."),
    )
    shown_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, person: User, **kwargs):
        """Offer the membership states that a coordinator may set, and the person's state now.

        LAPSED is offered only if it is the state now, because only the daily job sets it.
        """
        roles = [role.value for role in Role if role.value in person.role_names]
        now = {"state": person.state, "roles": roles, "shown_hash": membership_hash(person)}
        super().__init__(*args, initial=now, **kwargs)
        offered = (*DECIDED, person.state)
        self.fields["state"].choices = [choice for choice in MemberState.choices if choice[0] in offered]

    @classmethod
    def shown_again(cls, person: User, reason: str) -> "StateForm":
        """Return a form with the present membership and roles, the typed reason, and the error that they changed."""
        form = cls(person=person)
        fresh = {**form.initial, "reason": reason}
        form = cls(fresh, person=person)
        form.add_error(
            None, _("Someone else changed this after you opened this page. Read what is saved now, then choose again.")
        )
        return form
