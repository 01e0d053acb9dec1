"""Report a reading list, and decide on a reported list. Each action checks rights after it has locked the list."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.notify_lists import notify_of_reports
from library.enums import REPORTED_LISTS
from library.models import ListReportOutcome, ReadingList, ReadingListReport
from library.queries.hashes import shown_hash_of_list
from library.rules.reading_lists import can_report_list, can_settle_reports
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.rules import is_recused


@transaction.atomic
def report_list(*, list_id: int, reporter: User, reason: str, text: str = "") -> ReadingListReport:
    """Report a list to moderators and curators. A second report by the same reader replaces their open report."""
    reading_list, reporter = _lock(list_id), reloaded(reporter)
    may_see = ReadingList.objects.visible_to(reporter).filter(pk=list_id).exists()
    if reading_list is None or not (may_see and can_report_list(reporter, reading_list)):
        raise PermissionDenied
    fields = {"reason": reason, "text": text, "created_at": timezone.now()}
    report, _ = ReadingListReport.objects.update_or_create(
        reading_list=reading_list, reporter=reporter, outcome="", defaults=fields
    )
    return report


@transaction.atomic
def take_down_list(*, list_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Take down a reported list, so that only its owner sees it, with the reason.

    The owner and the people who reported it are notified. Returns False if the reports are already decided. Raises
    Stale if the list or its open reports have changed since the moderator was shown them (shown_hash).
    """
    reading_list = _lock_reported(list_id, moderator, shown_hash)
    if reading_list is None:
        return False
    reading_list.taken_down_at, reading_list.taken_down_why = timezone.now(), reason
    reading_list.save(update_fields=["taken_down_at", "taken_down_why"])
    _record_outcome(reading_list, ListReportOutcome.TAKEN_DOWN, moderator, reason)
    record(reading_list, "library.list.take_down", actor=moderator, reason=reason)
    return True


@transaction.atomic
def leave_list(*, list_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Decide that a reported list stays shared, and notify the people who reported it.

    Returns False if the reports are already decided. Raises Stale as take_down_list does.
    """
    reading_list = _lock_reported(list_id, moderator, shown_hash)
    if reading_list is None:
        return False
    _record_outcome(reading_list, ListReportOutcome.LEFT, moderator, reason)
    record(reading_list, "library.list.leave", actor=moderator, reason=reason)
    return True


def end_reports(reading_list: ReadingList) -> None:
    """Close the open reports of a list that its owner no longer shares. The caller has locked the list."""
    _record_outcome(reading_list, ListReportOutcome.UNSHARED, None, "")


def _lock(list_id: int) -> ReadingList | None:
    locked = ReadingList.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("owner", "circle").filter(pk=list_id).first()


def _lock_reported(list_id: int, moderator: User, shown_hash: str | None) -> ReadingList | None:
    reading_list = _lock(list_id)
    if reading_list is None or reading_list.is_taken_down or not reading_list.reports.open().exists():
        return None
    moderator = reloaded(moderator)
    may_see = ReadingList.objects.moderated_by(moderator).filter(pk=list_id).exists()
    may_decide = may_see and can_settle_reports(moderator, reading_list, reading_list.reports.open())
    if is_recused(moderator, REPORTED_LISTS, list_id) or not may_decide:
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_list(reading_list):
        raise Stale
    return reading_list


def _record_outcome(reading_list: ReadingList, outcome: ListReportOutcome, moderator: User | None, reason: str) -> None:
    now, settled = timezone.now(), list(reading_list.reports.open().values_list("pk", flat=True))
    reading_list.reports.open().update(outcome=outcome, answer=reason, settled_at=now, settled_by=moderator)
    clear_item(REPORTED_LISTS, reading_list.pk)
    transaction.on_commit(partial(notify_of_reports, settled))
