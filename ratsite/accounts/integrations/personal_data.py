"""Personal data that the accounts app stores, including the tables of Django and allauth."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import (
    Acceptance,
    ApplicantQuestion,
    Application,
    Bounce,
    FormerAddress,
    Invitation,
    SignIn,
    User,
)
from ratsite.lib.personal_data import (
    Erasing,
    OwnAddress,
    PersonalData,
    Section,
    Table,
    batches_of_keys,
    delete_in_batches,
    erase_in_fields,
    rows_of,
)

OPENS = "it opens the account, so it is in no copy"
DELETED_OR_RESET = "the row is deleted, or the value is reset to its default"
ACCOUNT = _("So that you can sign in, and others know whose posts they are reading")
WHILE_MEMBER = _("While you are a member")
UNTIL_ERASED = _("Until you ask us to delete your data")
JOINING = _("So that we know who is joining")

TABLES = [
    Table(
        "accounts.User",
        copied="email first_name last_name former_names job_title agency state_reason last_login is_agency_lead "
        "approved_at readmitted_at listed_as shows_email address_failed_at reminded terms_by terms_reminded "
        "held_until silenced_until excluded_until groups",
        stays={
            "id": "log entries and posts refer to this number",
            "state": "it says that they have left",
            "date_joined confirm_by": "a day, which names nobody",
        },
        gone={
            "password": OPENS,
            "is_superuser is_staff user_permissions": "rights of the site's operator",
        },
        kept={
            "is_active": "the account stays closed",
            "needs_count review_count counted_at": "how many things waited, which names nothing",
        },
    ),
    Table("accounts.User_groups", copied="group", gone={"id user": DELETED_OR_RESET}),
    Table("accounts.User_user_permissions", gone={"id user permission": "rights of the site's operator"}),
    Table("accounts.Bounce", copied="points at", gone={"id person mail": DELETED_OR_RESET}),
    Table(
        "accounts.Application",
        copied="state route first_name last_name email job_title duties agency_name agency_kind remit agency_does "
        "agency_cannot referee_name referee_agency referee_email statement explanation terms created_at proved_at "
        "decided_at reason appeal appealed_at",
        gone={
            "id person invitation decided_by": DELETED_OR_RESET,
            "key": "it opens the application to anyone who has it",
            "code_digest code_sent_at code_tries codes_sent": "the code is no longer valid",
        },
    ),
    Table(
        "accounts.ApplicantQuestion",
        copied="text asked_at answer answered_at",
        gone={"id application asked_by": DELETED_OR_RESET},
    ),
    Table(
        "accounts.Invitation",
        copied="email memo made_at used_at revoked_at",
        gone={"id inviter": DELETED_OR_RESET, "fingerprint": "hash of the invitation's token"},
    ),
    Table("accounts.TermsOfReference", kept={"id version in_force_from text summary": "the network's own words"}),
    Table("accounts.Acceptance", copied="terms accepted_at", gone={"id person": DELETED_OR_RESET}),
    Table("account.EmailAddress", copied="email verified primary", gone={"id user": DELETED_OR_RESET}),
    Table("accounts.FormerAddress", copied="email since until", gone={"id person": DELETED_OR_RESET}),
    Table("account.EmailConfirmation", gone={"id email_address created sent key": OPENS}),
    Table(
        "mfa.Authenticator", copied="type created_at last_used_at", gone={"id user": DELETED_OR_RESET, "data": OPENS}
    ),
    Table(
        "usersessions.UserSession",
        copied="created_at ip last_seen_at user_agent",
        gone={"id user": DELETED_OR_RESET, "session_key": OPENS, "data": "empty here"},
    ),
    Table("accounts.SignIn", copied="at device outcome", gone={"id person": DELETED_OR_RESET}),
    Table("sessions.Session", gone={"session_key session_data expire_date": OPENS}),
    Table("network.Circle_people", copied="circle", gone={"id user": DELETED_OR_RESET}),
]


def applications_of(person: User):
    """Return a person's applications, including those from before the account existed or after the person left."""
    from_own_addresses = Q(person=None) & rows_of(person.own_addresses, "email", "created_at")
    return Application.objects.filter(Q(person=person) | from_own_addresses)


def applications_from(address: OwnAddress):
    return Application.objects.filter(address.rows("email", "created_at"), person=None)


def naming_as_referee(*addresses: OwnAddress):
    return Application.objects.filter(rows_of(addresses, "referee_email", "created_at"))


def invited_to(*addresses: OwnAddress):
    return Invitation.objects.filter(rows_of(addresses, "email", "made_at"))


SECTIONS = [
    Section(
        "you", _("Your account"), ACCOUNT, UNTIL_ERASED, "accounts.User",
        rows=lambda person: User.objects.filter(pk=person.pk).select_related("agency"),
        extra={
            "agency_name": lambda person: person.agency.name if person.agency else "",
            "state_words": lambda person: person.get_state_display(),
            "groups": lambda person: sorted(person.groups.values_list("name", flat=True)),
        },
    ),
    Section(
        "email_addresses", _("Your email addresses"), ACCOUNT, UNTIL_ERASED, "account.EmailAddress",
        rows=lambda person: EmailAddress.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "former_addresses", _("Email addresses that you had here before"),
        _("So that a copy or deletion of your data includes what you sent from them"), UNTIL_ERASED,
        "accounts.FormerAddress",
        # An erasure needs them to its end: ratsite.privacy.erasure deletes them last.
        rows=lambda person: FormerAddress.objects.filter(person=person),
    ),
    Section(
        "second_steps", _("Your second steps at sign-in, without their secret codes"), ACCOUNT,
        _("Until you remove them"), "mfa.Authenticator",
        rows=lambda person: Authenticator.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "signed_in", _("Where you are signed in"), _("So that you can sign out devices that are not yours"),
        _("A week"), "usersessions.UserSession",
        rows=lambda person: UserSession.objects.filter(user=person), is_deleted=True,
    ),
    Section(
        "sign_ins", _("Your recent sign-ins, and attempts to sign in with your address"),
        _("So that you notice if another person tries to get in"), _("30 days"), "accounts.SignIn",
        rows=lambda person: SignIn.objects.filter(person=person),
        extra={"outcome_words": lambda row: row.get_outcome_display()}, is_deleted=True,
    ),
    Section(
        "roles", _("Your roles"), _("So that you can do your work here"), WHILE_MEMBER, "accounts.User_groups",
        rows=lambda person: User.groups.through.objects.filter(user=person).select_related("group"),
        extra={"name": lambda row: row.group.name}, is_deleted=True,
    ),
    Section(
        "circles", _("The circles that you are named in"),
        _("So that you can read what is shared with the circle"), WHILE_MEMBER,
        "network.Circle_people",
        rows=lambda person: person.circles.through.objects.filter(user=person).select_related("circle"),
        extra={"name": lambda row: row.circle.name}, is_deleted=True,
    ),
    Section(
        "returned_mails", _("Our emails to you that came back"),
        _("So that we stop emailing an address that does not work"), UNTIL_ERASED,
        "accounts.Bounce",
        rows=lambda person: Bounce.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "terms_accepted", _("Which terms of reference you accepted, and when"),
        _("So that every member has agreed to the same terms"), UNTIL_ERASED, "accounts.Acceptance",
        rows=lambda person: Acceptance.objects.filter(person=person).select_related("terms"),
        extra={"version": lambda row: row.terms.version}, is_deleted=True,
    ),
    Section(
        "applications", _("What you wrote when you applied, and what was decided"), JOINING, UNTIL_ERASED,
        "accounts.Application",
        rows=lambda person: applications_of(person).select_related("remit", "terms"),
        extra={
            "state_words": lambda row: row.get_state_display(),
            "remit_name": lambda row: row.remit.name,
            "terms_version": lambda row: row.terms.version,
        },
        is_deleted=True, of_address=applications_from,
    ),
    Section(
        "application_questions", _("Questions about your application, and your answers"), JOINING, UNTIL_ERASED,
        "accounts.ApplicantQuestion",
        rows=lambda person: ApplicantQuestion.objects.filter(application__in=applications_of(person)),
        is_deleted=True,
        of_address=lambda address: ApplicantQuestion.objects.filter(application__in=applications_from(address)),
    ),
    Section(
        "applications_decided", _("What you wrote when you decided on applications, without the applicants’ names"),
        JOINING, _("As long as we keep the application"), "accounts.Application",
        rows=lambda person: Application.objects.filter(decided_by=person).exclude(reason=""),
        fields="state decided_at reason",
    ),
    Section(
        "applicants_asked", _("What you asked applicants"), JOINING, _("As long as we keep the application"),
        "accounts.ApplicantQuestion",
        rows=lambda person: ApplicantQuestion.objects.filter(asked_by=person), fields="asked_at text",
    ),
    Section(
        "named_as_referee", _("Applications that name you as a referee, without the applicants’ names"), JOINING,
        _("As long as we keep the application"), "accounts.Application",
        rows=lambda person: naming_as_referee(*person.own_addresses),
        fields="referee_name referee_agency referee_email created_at",
        of_address=naming_as_referee,
    ),
    Section(
        "invitations_sent", _("Who you invited, and why"), _("So that a coordinator knows who invited an applicant"),
        _("90 days, or as long as we keep the application"), "accounts.Invitation",
        rows=lambda person: Invitation.objects.filter(inviter=person), is_deleted=True,
    ),
    Section(
        "invitations_to_you", _("Invitations to you"), JOINING, _("90 days, or as long as we keep your application"),
        "accounts.Invitation",
        rows=lambda person: invited_to(*person.own_addresses),
        fields="made_at used_at revoked_at", is_deleted=True,
        of_address=invited_to,
    ),
]  # fmt: skip


def erase_sessions(erasing: Erasing) -> None:
    """Delete all sessions of the person being erased, also those that allauth's UserSession does not list."""
    listed = UserSession.objects.filter(user=erasing.person).values("session_key")
    delete_in_batches(Session.objects.filter(session_key__in=listed))
    number = str(erasing.person.pk)
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == number:
            session.delete()


def take_rights(erasing: Erasing) -> None:
    erasing.person.user_permissions.clear()


def erase_referee(*addresses: OwnAddress) -> None:
    name = str(_("a person whose data was deleted"))
    for numbers in batches_of_keys(naming_as_referee(*addresses)):
        Application.objects.filter(pk__in=numbers).update(referee_name=name, referee_agency="", referee_email="")


def erase_in_applications(erasing: Erasing) -> None:
    """Remove the name of the person being erased from applications, answers and invitations that others wrote."""
    erase_referee(*erasing.person.own_addresses)
    texts = ("duties", "agency_does", "agency_cannot", "statement", "reason", "appeal", "referee_name", "explanation")
    erase_in_fields(Application.objects.all(), *texts, erasing=erasing)
    erase_in_fields(ApplicantQuestion.objects.all(), "text", "answer", erasing=erasing)
    erase_in_fields(Invitation.objects.all(), "memo", erasing=erasing)
    erase_in_fields(User.objects.exclude(pk=erasing.person.pk), "state_reason", erasing=erasing)


def still_shut_out(person: User) -> list[str]:
    return [_("A coordinator has suspended them")] if person.state == MemberState.SUSPENDED else []


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    cautions={
        "suspended": still_shut_out,
    },
    erasers={
        "applications": erase_in_applications,
        "sessions": erase_sessions,
        "rights": take_rights,
    },
    address_erasers={
        "referees": erase_referee,
    },
)
