"""Notifications about reported reading lists: for those who reported them, and for their owners."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from library.enums import REPORTED_LISTS
from library.models import ListReportOutcome, ReadingList, ReadingListReport
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class ListReportSource(Source):
    """Notifications of the decision on a reported reading list, for its reporters and owner.

    The owner never learns who reported it.
    """

    name = REPORTED_LISTS
    verbs = {
        "owner_taken_down": ngettext_lazy(
            "reading list of yours that was taken down",
            "%(count)d reading lists of yours that were taken down",
            "count",
        ),
        "reporter_taken_down": ngettext_lazy(
            "reading list that you reported: taken down",
            "%(count)d reading lists that you reported: taken down",
            "count",
        ),
        "reporter_unshared": ngettext_lazy(
            "reading list that you reported: no longer shared with you",
            "%(count)d reading lists that you reported: no longer shared with you",
            "count",
        ),
        "reporter_left": ngettext_lazy(
            "reading list that you reported: it stays", "%(count)d reading lists that you reported: they stay", "count"
        ),
    }
    reasons = {"made": gettext_lazy("You made it"), "reported": gettext_lazy("You reported it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        made = Q(reading_list__owner=person, outcome=ListReportOutcome.TAKEN_DOWN)
        reports = ReadingListReport.objects.filter(Q(reporter=person) | made, pk__in=item_ids).exclude(outcome="")
        reports = reports.select_related("reading_list")
        lists = ReadingList.objects.visible_to(person).in_bulk({report.reading_list_id for report in reports})
        return {report.pk: _line(report, lists.get(report.reading_list_id), person) for report in reports}


def _line(report: ReadingListReport, seen: ReadingList | None, person: User) -> Line:
    """Return the line of a notification, with the list's title only if the person can still see the list.

    seen: the list, or None if the person cannot see it now.
    """
    is_owner = report.reading_list.owner_id == person.pk  # owners always see their own list
    title = seen.title if seen else _("A reading list")
    url = report.reading_list.get_absolute_url() if is_owner else f"{reverse('library:reading_lists')}#reported"
    return Line(title=title, url=url, link=url, excerpt=report.answer, says=Says.NOTHING)
