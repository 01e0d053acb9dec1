"""Declare the personal data in the tables about running the site."""

from ratsite.lib.personal_data import Erasing, PersonalData, Table, erase_in_fields
from ratsite.operations.models import OperationRecord

TABLES = [
    Table("operations.KnownFact", kept={"id code since told_at": "since when something is wrong with the site"}),
    Table(
        "operations.OperationRecord",
        kept={
            "id kind outcome started_at finished_at figures": "when the site was backed up, restored or upgraded",
            "by detail": "who did it; a name that is found in it is removed",
        },
    ),
]


def erase_in_operations(erasing: Erasing) -> None:
    erase_in_fields(OperationRecord.objects.all(), "by", "detail", erasing=erasing)


PERSONAL_DATA = PersonalData(tables=TABLES, erasers={"names in operations": erase_in_operations})
