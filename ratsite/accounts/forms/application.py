"""Forms of applicants after they have applied, of coordinators who decide, and of members who invite."""

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.actions.decide_application import NewAgency
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application, Invitation, User
from ratsite.accounts.models.application import ANSWER_LENGTH, SPOKEN_LENGTH
from ratsite.accounts.private_addresses import provider_of
from ratsite.accounts.rules import earlier_account, earlier_invitation, is_known_colleague, why_not_approvable
from ratsite.lib.forms import conditional
from ratsite.lib.identifiers.refusal import ExplanationField, refuse_identifiers
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Agency

NOT_ABOUT_OTHERS = _("Write about your own work. Leave out anything that could show who or where someone is.")
PRIVATE_ADDRESS = _(
    "Enter a work email address. Addresses at %(provider)s do not show where someone works. If "
    "there is no work address, write to the coordinator."
)
PLAIN_ADDRESS = _("Enter the email address using only the ordinary letters a to z, numbers and symbols")


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def explanation_field() -> ExplanationField:
    return ExplanationField(
        max_length=SPOKEN_LENGTH,
        help_text=_("The coordinator who decides on the application will read and check this."),
    )


def plain_email(value: str) -> str:
    """Return an email address in lower case; raise ValidationError for letters outside ASCII.

    Letters outside ASCII can look like other letters.
    """
    if not value.isascii():
        raise forms.ValidationError(PLAIN_ADDRESS)
    return value.lower()


def clean_work_email(value: str) -> str:
    """Return a work email address in lower case; raise ValidationError if its provider gives addresses to anyone."""
    email = plain_email(value)
    if provider := provider_of(email):
        raise forms.ValidationError(PRIVATE_ADDRESS % {"provider": provider})
    return email


# The texts that are checked for identifiers: field, and its name in a sentence for a coordinator.
TEXTS = {
    "agency_name": _("the name of the agency"),
    "agency_does": _("what their agency does"),
    "agency_cannot": _("what their agency cannot do"),
    "first_name": _("their first name"),
    "last_name": _("their last name"),
    "job_title": _("their role"),
    "referee_name": _("the name of their referee"),
    "referee_agency": _("their referee’s agency"),
    "duties": _("their duties"),
    "statement": _("why they would like to join"),
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The 6 digits from our email"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class ApplicantForm(forms.Form):
    """Base form for what an applicant writes after applying. The texts may contain the applicant's email address."""

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email


class AnswerForm(ApplicantForm):
    answer = forms.CharField(
        label=_("Your answer"), max_length=ANSWER_LENGTH, widget=text_area(5), help_text=NOT_ABOUT_OTHERS
    )
    explanation = explanation_field()

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["answer"], [self.email])
        return data


class AppealForm(ApplicantForm):
    appeal = forms.CharField(
        label=_("Why you think the decision is wrong"),
        max_length=ANSWER_LENGTH,
        widget=text_area(5),
        help_text=NOT_ABOUT_OTHERS,
    )
    explanation = explanation_field()

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["appeal"], [self.email])
        return data


class Decision(models.TextChoices):
    APPROVE = "approve", _("Approve: they become a member, and we email them how to choose a password")
    ASK = "ask", _("Ask a question: they can read and answer it on the page of their application")
    REJECT = "reject", _("Do not approve: they can read your reason, and can appeal once")


class EarlierAccount(models.TextChoices):
    SAME = "same", _("It belongs to the applicant. They get it back with its posts, and must choose a new password.")
    ANOTHER = (
        "another",
        _(
            "It belongs to someone else. It stays closed, we remove its email address, and the applicant "
            "gets a new account."
        ),
    )


class AdmissionForm(forms.Form):
    """Form for a coordinator's decision on an application. To reject it or ask a question, a text is required.

    No decision is preselected.
    """

    choice = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    message = conditional(
        forms.CharField(
            label=_("Your question, reason or message"),
            max_length=ANSWER_LENGTH,
            widget=text_area(4),
            help_text=_(
                "You need it to ask a question, or if you do not approve. The applicant can read this even if you "
                "approve, but we do not show them your name."
            ),
        )
    )
    account = conditional(
        forms.ChoiceField(
            label=_("If you approve: who does the earlier account with this email address belong to?"),
            choices=EarlierAccount,
            widget=forms.RadioSelect,
            help_text=_(
                "A shared mailbox can pass from one person to another. If you are not sure, ask the applicant."
            ),
        )
    )
    agency = forms.ModelChoiceField(
        label=_("If you approve: their agency"),
        queryset=Agency.objects.filter(is_active=True),
        required=False,
        empty_label=_("A new agency, as the applicant describes it"),
    )
    kind = forms.ChoiceField(
        label=_("For a new agency: what kind it is"), choices=[("", _("Choose one")), *AgencyKind.choices]
    )
    owns_domain = forms.BooleanField(required=False)

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        if earlier_account(application) is None:
            del self.fields["account"]
        may_ask = application.state == ApplicationState.WAITING
        self.fields["choice"].choices = [choice for choice in Decision.choices if may_ask or choice[0] != Decision.ASK]
        conditional(self.fields["kind"])
        self.fields["owns_domain"].label = _("Only the new agency uses email addresses at %(domain)s") % {
            "domain": application.domain
        }

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["message"], [self.application.email, self.application.referee_email])
        choice = data.get("choice")
        if choice in (Decision.ASK, Decision.REJECT) and not data.get("message", "refused"):
            self.add_error("message", _("Enter your question or reason in a sentence or two"))
        if choice == Decision.APPROVE:
            self._clean_approval(data)
        return data

    def _clean_approval(self, data: dict) -> None:
        if why := why_not_approvable(self.application):
            self.add_error(None, why)
        if "account" in self.fields and not data.get("account"):
            self.add_error("account", _("Choose who the earlier account belongs to"))
        if data.get("agency") is not None or "agency" in self.errors:
            return
        namesake = Agency.objects.filter(name__iexact=self.application.agency_name).first()
        if namesake is not None:
            self.add_error("agency", (EXISTS if namesake.is_active else INACTIVE) % {"agency": namesake})
        if not data.get("kind"):
            self.add_error("kind", _("Choose the kind of agency"))

    def is_same_person(self) -> bool | None:
        """Return True if the earlier account is the applicant's, False if not, None if the form did not ask."""
        account = self.cleaned_data.get("account")
        return account == EarlierAccount.SAME if account else None

    def chosen_agency(self) -> Agency | NewAgency:
        """Return the agency that the coordinator chose, or a NewAgency to create.

        The form must be valid, and the decision an approval.
        """
        data = self.cleaned_data
        return data["agency"] or NewAgency(kind=data["kind"], owns_domain=data["owns_domain"])


EXISTS = _("%(agency)s is already in the network. Choose it from the list.")
INACTIVE = _(
    "%(agency)s already exists but has left the network. Go to “Review”, then “Agencies”, choose "
    "“Change its remits, areas or membership” and bring it back. Then choose it here."
)


INVITED = _(
    "You invited this address on %(day)s. We only send one invitation in 30 days. If it did not "
    "arrive, ask the person to check their junk folder. They can also apply without the invitation "
    "and name you as their referee."
)


COLLEAGUE = _("This colleague already has access. Find them on your agency’s page, under “Who has access”.")


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "memo"]
        help_texts = {
            "email": _(
                "We will send one email to this address, with your name and agency. You cannot send another one "
                "within 30 days."
            ),
            "memo": _("Only coordinators can read this. Leave out anything that could show who or where someone is."),
        }
        widgets = {"memo": text_area(4)}

    def __init__(self, *args, inviter: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.inviter = inviter

    def clean_email(self) -> str:
        email = clean_work_email(self.cleaned_data["email"])
        if earlier := earlier_invitation(self.inviter, email):
            raise forms.ValidationError(INVITED % {"day": date_format(timezone.localtime(earlier.made_at), "j F Y")})
        if is_known_colleague(self.inviter, email):
            raise forms.ValidationError(COLLEAGUE)
        return email

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["memo"], [data.get("email", "")])
        return data
