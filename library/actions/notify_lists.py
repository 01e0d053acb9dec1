"""Notify people of what was decided about reported reading lists."""

from collections.abc import Collection

from library.enums import REPORTED_LISTS
from library.models import ListReportOutcome, ReadingListReport
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level


def notify_of_reports(report_ids: Collection[int]) -> int:
    """Notify the people who reported a reading list of the decision and, if it was taken down, notify its owner too.

    report_ids: the reports of one list. Return how many people were notified. Safe to run twice.
    """
    reports = list(
        ReadingListReport.objects.filter(pk__in=report_ids).exclude(outcome="").select_related("reading_list")
    )
    count = 0
    for report in reports:
        people = {report.reporter_id: Reason(Level.DIGEST, "reported")}
        count += _notify(report, f"reporter_{report.outcome}", people)
    if reports and reports[0].outcome == ListReportOutcome.TAKEN_DOWN:
        count += _notify(
            reports[0], "owner_taken_down", {reports[0].reading_list.owner_id: Reason(Level.DIGEST, "made")}
        )
    return count


def _notify(report: ReadingListReport, verb: str, people: dict[int, Reason]) -> int:
    group = f"reading-list-{report.reading_list_id}"
    return notify(source=REPORTED_LISTS, item_id=report.pk, group=group, verb=verb, people=people)
