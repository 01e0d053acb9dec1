"""Personal data in sanctions and notes: decisions about a person, notes about the person, messages to the person."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.days import end_words
from ratsite.lib.personal_data import ROW_DELETED, Erasing, PersonalData, Section, Table, delete_in_batches
from ratsite.sanctions.actions.erase_names import erase_in_notes, erase_in_sanctions
from ratsite.sanctions.models import Note, Sanction

AS_THE_PAGE_SAYS = _("As the privacy page says")
SO_THAT_THEY_KNOW = _("So that the person knows why, and can question it")

TABLES = [
    Table(
        "sanctions.Note",
        copied="text created_at",
        gone={
            "id person submission is_message": ROW_DELETED,
            "author": "who wrote it is a moderator or coordinator, whom the copy does not name",
        },
    ),
    Table(
        "sanctions.Sanction",
        copied="kind reason imposed_at ends_at closed_at closed_because appeal appealed_at appeal_outcome "
        "appeal_answer appeal_decided_at",
        gone={
            "id person": ROW_DELETED,
            "imposed_by closed_by appeal_decided_by": "moderators and coordinators, whom the copy does not name",
        },
    ),
]
SECTIONS = [
    Section(
        "sanctions", _("Sanctions against you, the reasons, your appeals and the answers"),
        _("So that you can hold us to what we decided"), AS_THE_PAGE_SAYS, "sanctions.Sanction",
        rows=lambda person: Sanction.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "messages_to_you", _("Messages from the moderators to you, without the names of those who wrote them"),
        _("So that you can read them again"), _("Until you ask us to delete your data"), "sanctions.Note",
        rows=lambda person: Note.objects.messages().filter(person=person), is_deleted=True,
    ),
    Section(
        "sanctions_imposed", _("What you wrote when you imposed sanctions, without the names of the people"),
        SO_THAT_THEY_KNOW, AS_THE_PAGE_SAYS, "sanctions.Sanction",
        rows=lambda person: Sanction.objects.filter(imposed_by=person), fields="kind imposed_at ends_at reason",
    ),
    Section(
        "sanctions_ended", _("What you wrote when you ended sanctions"), SO_THAT_THEY_KNOW, AS_THE_PAGE_SAYS,
        "sanctions.Sanction",
        rows=lambda person: Sanction.objects.filter(closed_by=person), fields="kind closed_at closed_because",
    ),
    Section(
        "appeals_answered", _("What you answered to appeals against sanctions"), SO_THAT_THEY_KNOW, AS_THE_PAGE_SAYS,
        "sanctions.Sanction",
        rows=lambda person: Sanction.objects.filter(appeal_decided_by=person),
        fields="kind appeal_outcome appeal_decided_at appeal_answer",
    ),
]  # fmt: skip


def erase_notes(erasing: Erasing) -> None:
    """Delete the notes about the person being erased.

    The person's data copy leaves them out, because they may name informants.
    """
    delete_in_batches(Note.objects.notes().filter(person=erasing.person))


def still_open(person: User) -> list[str]:
    """Return a warning for each sanction in force on a person: erasing the person deletes it and any appeal."""
    return [_caution(sanction) for sanction in Sanction.objects.open().filter(person=person)]


def _caution(sanction: Sanction) -> str:
    facts = {"sanction": sanction.noun, "time": end_words(sanction.ends_at)}
    if sanction.appealed_at and not sanction.appeal_outcome:
        return gettext("%(sanction)s until %(time)s. Their appeal is waiting for an answer.") % facts
    return gettext("%(sanction)s until %(time)s") % facts


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    cautions={"sanctions": still_open},
    erasers={
        "notes about the person": erase_notes,
        "notes": erase_in_notes,
        "sanctions against others": erase_in_sanctions,
    },
)
