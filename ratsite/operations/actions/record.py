"""Record an operation on the whole site, such as a backup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from ratsite.operations.enums import OperationKind, Outcome
from ratsite.operations.models import OperationRecord


def begin(*, kind: OperationKind, by: str = "") -> OperationRecord:
    return OperationRecord.objects.create(kind=kind, by=by[:100], started_at=timezone.now())


def finish(
    record: OperationRecord,
    *,
    outcome: Outcome = Outcome.DONE,
    figures: Mapping[str, Any] | None = None,
    detail: str = "",
) -> OperationRecord:
    """Store how an operation ended.

    If the operation replaced the database, as a restore does, the record is inserted into the new database.
    """
    record.outcome, record.finished_at, record.detail = outcome, timezone.now(), detail
    record.figures = {**record.figures, **(figures or {})}
    exists = OperationRecord.objects.filter(pk=record.pk, kind=record.kind, started_at=record.started_at).exists()
    if not exists:
        record.pk = None
    record.save(force_insert=not exists)
    return record


@contextmanager
def recorded(*, kind: OperationKind, by: str = "") -> Iterator[OperationRecord]:
    """Record the operation that the `with` block performs: as failed if the block raises, else as done.

    The block can set `figures` and `detail` of the record that it is given.
    """
    record = begin(kind=kind, by=by)
    try:
        yield record
    except BaseException as problem:
        finish(record, outcome=Outcome.FAILED, detail=f"{type(problem).__name__}: {problem}")
        raise
    finish(record, detail=record.detail)
