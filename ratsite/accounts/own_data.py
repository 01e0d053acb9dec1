"""What accounts hold on a person, Django's and allauth's tables among them."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from ratsite.accounts.models import Bounce, User
from ratsite.holdings import Erasing, Part, Table, delete_in_batches, register, register_eraser, register_nobodys

OPENS = "it opens the account: nobody should have it on paper"
FACT = "of a row that is deleted, or set back as for somebody who was never here"
ACCOUNT = "So that you can sign in, and others know whom they read"
WHILE_MEMBER = "While you belong"

TABLES = [
    Table(
        "accounts.User",
        copied="email first_name last_name job_title agency state_reason last_login is_agency_lead approved_at "
        "listed_as shows_email address_failed_at groups",
        stays={
            "id": "what they did keeps a number to hang on",
            "state": "it says that they have left",
            "date_joined": "a day, of somebody without a name",
        },
        gone={
            "password": OPENS,
            "is_superuser is_staff user_permissions": "rights of whoever runs the machine",
        },
        kept={"is_active": "shut for good"},
    ),
    Table("accounts.User_groups", copied="group", gone={"id user": FACT}),
    Table("accounts.User_user_permissions", gone={"id user permission": "rights of whoever runs the machine"}),
    Table("accounts.Bounce", copied="points at", gone={"id person mail": FACT}),
    Table("account.EmailAddress", copied="email verified primary", gone={"id user": FACT}),
    Table("account.EmailConfirmation", gone={"id email_address created sent key": OPENS}),
    Table("mfa.Authenticator", copied="type created_at last_used_at", gone={"id user": FACT, "data": OPENS}),
    Table(
        "usersessions.UserSession",
        copied="created_at ip last_seen_at user_agent",
        gone={"id user": FACT, "session_key": OPENS, "data": "empty here"},
    ),
    Table("sessions.Session", gone={"session_key session_data expire_date": OPENS}),
    Table("network.Circle_people", copied="circle", gone={"id user": FACT}),
]
PARTS = [
    Part(
        "you", "Who you are here", ACCOUNT, WHILE_MEMBER, "accounts.User",
        rows=lambda person: User.objects.filter(pk=person.pk).select_related("agency"),
        extra={
            "agency_name": lambda person: person.agency.name if person.agency else "",
            "state_words": lambda person: person.get_state_display(),
            "groups": lambda person: sorted(person.groups.values_list("name", flat=True)),
        },
    ),
    Part(
        "email_addresses", "Your e-mail addresses", ACCOUNT, WHILE_MEMBER, "account.EmailAddress",
        rows=lambda person: EmailAddress.objects.filter(user=person), is_deleted=True,
    ),
    Part(
        "second_steps", "Your second steps, without their secrets", ACCOUNT, "Until you take them off",
        "mfa.Authenticator",
        rows=lambda person: Authenticator.objects.filter(user=person), is_deleted=True,
    ),
    Part(
        "signed_in", "Where you are signed in", "So that you can end what is not yours", "A week",
        "usersessions.UserSession",
        rows=lambda person: UserSession.objects.filter(user=person), is_deleted=True,
    ),
    Part(
        "roles", "What you are trusted with", "So that the right doors open", WHILE_MEMBER, "accounts.User_groups",
        rows=lambda person: User.groups.through.objects.filter(user=person).select_related("group"),
        extra={"name": lambda row: row.group.name}, is_deleted=True,
    ),
    Part(
        "circles", "The circles that name you", "So that you can read what they read", WHILE_MEMBER,
        "network.Circle_people",
        rows=lambda person: person.circles.through.objects.filter(user=person).select_related("circle"),
        extra={"name": lambda row: row.circle.name}, is_deleted=True,
    ),
    Part(
        "returned_mails", "Mails of ours that came back from your address", "So that we stop in time", WHILE_MEMBER,
        "accounts.Bounce",
        rows=lambda person: Bounce.objects.filter(person=person), is_deleted=True,
    ),
]  # fmt: skip


def end_sessions(erasing: Erasing) -> None:
    """Those that are listed, and any other that names the person: what lies in them goes too."""
    listed = UserSession.objects.filter(user=erasing.person).values("session_key")
    delete_in_batches(Session.objects.filter(session_key__in=listed))
    number = str(erasing.person.pk)
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == number:
            session.delete()


def take_rights(erasing: Erasing) -> None:
    erasing.person.user_permissions.clear()


def register_all() -> None:
    register(*TABLES, *PARTS)
    register_eraser("sessions", end_sessions)
    register_eraser("rights", take_rights)
    register_nobodys("auth", "names of groups and rights")
    register_nobodys("contenttypes", "names of tables")
