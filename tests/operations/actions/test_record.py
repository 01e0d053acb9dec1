import pytest

from ratsite.operations.actions.record import begin, finish, recorded
from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord

pytestmark = pytest.mark.django_db


def back_up_onto_a_full_disk() -> None:
    with recorded(kind=OperationKind.BACKUP, by="Owen") as record:
        record.figures = {"files": 3}
        raise OSError("no room")


def test_an_operation_that_raises_is_recorded_as_failed():
    with pytest.raises(OSError, match="no room"):
        back_up_onto_a_full_disk()
    row = OperationRecord.objects.get()
    assert (row.outcome, row.detail, row.figures, row.by) == (Outcome.FAILED, "OSError: no room", {"files": 3}, "Owen")
    assert OperationRecord.objects.last_done(OperationKind.BACKUP) is None


def test_the_last_one_that_was_done_is_found():
    for kind in (OperationKind.BACKUP, OperationKind.CHECK, OperationKind.BACKUP):
        with recorded(kind=kind) as record:
            record.figures["rows"] = 7
    begin(kind=OperationKind.BACKUP)
    found = OperationRecord.objects.last_done(OperationKind.BACKUP)
    assert found.figures == {"rows": 7}
    assert found == OperationRecord.objects.filter(outcome=Outcome.DONE, kind="backup").latest("pk")


def test_a_restore_is_recorded_in_the_database_that_replaced_the_one_in_which_it_began():
    record = begin(kind=OperationKind.RESTORE)
    OperationRecord.objects.all().delete()
    other = begin(kind=OperationKind.BACKUP)
    record.pk = other.pk
    finish(record, detail="12 minutes")
    assert list(OperationRecord.objects.order_by("pk").values_list("kind", "outcome")) == [
        ("backup", "running"),
        ("restore", "done"),
    ]
