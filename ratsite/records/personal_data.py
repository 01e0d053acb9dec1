"""Personal data in the registers, which the law asks us to store.

Foreign keys of the registers point to coordinators only.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.personal_data import Erasing, OwnAddress, PersonalData, Section, Table, erase_in_fields, rows_of
from ratsite.records.models import Breach, Complaint, Risk, RiskAssessment

LAW = "a register that the law asks for; a name that is found in it is removed"
STUB = "a number without a name"

TABLES = [
    Table(
        "records.Complaint",
        stays={"received_at channel subject summary outcome answer closed_at": LAW},
        kept={
            "id entered_at reminded_at lesson": LAW,
            "entered_by": STUB,
            "message": "goes with the message",
            "concerns": "a number without a name; the person is not told who complained",
        },
    ),
    Table(
        "records.Breach",
        kept={
            "id entered_at reminded_at closed_at known_at what whose how_many harm contained regulator regulator_why "
            "told_at decided_at people_told lesson": LAW,
            "entered_by": STUB,
        },
    ),
    Table("records.RiskAssessment", kept={"id made_at about review_by": LAW, "made_by": STUB}),
    Table("records.Risk", kept={"id assessment kind level why": LAW}),
]


def complaints_from(*addresses: OwnAddress):
    return Complaint.objects.filter(rows_of(addresses, "message__email", "message__received_at"))


SECTIONS = [
    Section(
        "complaints", _("Complaints sent from your email address by the contact page, and our answers"),
        _("The law requires us to answer, and to show that we did"), _("As the privacy page says"), "records.Complaint",
        rows=lambda person: complaints_from(*person.own_addresses), of_address=complaints_from,
    ),
]  # fmt: skip


def erase_in_registers(erasing: Erasing) -> None:
    erase_in_fields(Complaint.objects.all(), "summary", "answer", "lesson", erasing=erasing)
    breach = ("what", "whose", "contained", "regulator_why", "people_told", "lesson")
    erase_in_fields(Breach.objects.all(), *breach, erasing=erasing)
    erase_in_fields(RiskAssessment.objects.all(), "about", erasing=erasing)
    erase_in_fields(Risk.objects.all(), "why", erasing=erasing)


def still_open(person: User) -> list[str]:
    waits = complaints_from(*person.own_addresses).filter(closed_at=None).exists()
    return [gettext("We have not answered their complaint yet")] if waits else []


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    cautions={
        "complaints": still_open,
    },
    erasers={
        "registers": erase_in_registers,
    },
)
