"""Personal data in this app's tables, and in Wagtail's log, which no app of this project owns."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.integrations.personal_data import applications_of
from ratsite.accounts.models import Application, User
from ratsite.audit.kinds import done_in, has_no_target, is_discreet
from ratsite.lib.personal_data import ROW_DELETED, Erasing, PersonalData, Section, Table
from ratsite.privacy.actions.make_copy import discard_copy
from ratsite.privacy.models import DataCopy, Erasure

STUB = "a number without a name"
LOG = "a log is added to and not altered; it names people by number"

NO_WARNING = "the law keeps data, and we must not warn a person whom an inquiry is about"

TABLES = [
    Table(
        "privacy.DataCopy",
        copied="asked_at",
        gone={
            "id person key state expires_at size": ROW_DELETED,
            "content": "the copy itself; its file goes with the row",
        },
    ),
    Table(
        "privacy.Erasure",
        stays={
            "posts state asked_at started_at done_at": "what was done, to a person without a name",
            "reason": "why a coordinator did it for someone; the form lets no name in",
        },
        kept={
            "id": "a number",
            "person coordinator": STUB,
            "answered_at": NO_WARNING,
        },
    ),
    Table(
        "privacy.LegalHold",
        kept={
            "id": "a number",
            "reason until placed_at ended_at": NO_WARNING,
            "person placed_by ended_by": STUB,
        },
    ),
    Table(
        "wagtailcore.ModelLogEntry",
        stays={"action timestamp label": LOG},
        kept={"id content_type object_id data uuid revision content_changed deleted": LOG, "user": STUB},
    ),
]


def log_about(person: User):
    """Return the audit log entries about the person, and about the person's applications, for the data copy.

    The entries are decisions. Left out are those about legal holds, which the person must not learn of, and those that
    say that moderators or coordinators wrote a note about the person.
    """
    applications = [str(pk) for pk in applications_of(person).values_list("pk", flat=True)]
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    about |= Q(content_type=ContentType.objects.get_for_model(Application), object_id__in=applications)
    return ModelLogEntry.objects.filter(about).exclude(
        is_discreet() | has_no_target() | Q(action="moderation.note.write")
    )


def _reason(entry: ModelLogEntry) -> str:
    return entry.data.get("reason", "")


SECTIONS = [
    Section(
        "copies", _("Your request for a copy"), _("So that you can find the copy"), _("7 days"), "privacy.DataCopy",
        rows=lambda person: DataCopy.objects.filter(person=person),
    ),
    Section(
        "erasures", _("Your request to delete your data"), _("So that we act on your request"),
        _("Permanently, without your name"),
        "privacy.Erasure",
        rows=lambda person: Erasure.objects.filter(person=person),
    ),
    Section(
        "log_about_you", _("What moderators and coordinators decided about you, without their names"),
        _("So that decisions can be questioned"),
        _("As the privacy page says"), "wagtailcore.ModelLogEntry",
        rows=log_about, extra={"in_words": done_in, "reason": _reason},
    ),
    Section(
        "log_of_yours", _("What you decided as a moderator, curator, coordinator or editor"),
        _("So that decisions can be questioned"),
        _("As the privacy page says"), "wagtailcore.ModelLogEntry",
        rows=lambda person: ModelLogEntry.objects.filter(user=person).exclude(is_discreet()),
        extra={"in_words": done_in, "reason": _reason},
    ),
]  # fmt: skip


def erase_copy(erasing: Erasing) -> None:
    discard_copy(person=erasing.person)


def is_under_way(person: User) -> bool:
    return Erasure.objects.running().filter(person=person).exists()


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    under_way={
        "erasures": is_under_way,
    },
    erasers={
        "copies": erase_copy,
    },
)
