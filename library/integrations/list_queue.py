"""Reported reading lists in the review queue, for moderators and curators."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import Min, OuterRef, Prefetch, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.actions.report_list import leave_list, take_down_list
from library.enums import REPORTED_LISTS
from library.models import ReadingList, ReadingListItem, ReadingListReport
from library.queries.hashes import shown_hash_of_list
from library.rules.reading_lists import can_settle_reports
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.moderation.clock import WHILE_OTHERS_READ
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem

CHOICES = (
    gettext_lazy("Take it down: only its owner will see it, with your reason"),
    gettext_lazy("Leave it: the list does not change"),
)


class ReportedLists:
    """The review queue of reported reading lists. One decision answers all open reports of a list."""

    name, label = REPORTED_LISTS, gettext_lazy("Reported reading lists")
    done = (
        gettext_lazy("Taken down. We have explained why to its owner and to those who reported it."),
        gettext_lazy("The list stays. We have explained why to those who reported it."),
    )
    outcomes = {
        "library.list.take_down": gettext_lazy("Taken down"),
        "library.list.leave": gettext_lazy("Left as it is"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(reading_list, moderator) for reading_list in _reported(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        reading_list = _reported(moderator).filter(pk=pk).first()
        if reading_list is None:
            return None
        shown_hash = shown_hash_of_list(reading_list, reading_list.open_reports)
        items = (
            ReadingListItem.objects.visible_to(moderator).filter(reading_list=reading_list).select_related("resource")
        )
        html = render_to_string("library/_list_case.html", {"list": reading_list, "items": items})
        return replace(_item(reading_list, moderator), shown_hash=shown_hash, content_hash=shown_hash, html=html)

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return take_down_list(list_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return leave_list(list_id=pk, moderator=moderator, reason=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[ReadingList]:
        return ReadingList.objects.moderated_by(moderator)

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        lists = self.targets(moderator).filter(pk__in=pks) if pks else ()
        place = _("The library")
        return {one.pk: Decided(one.title, place, "" if one.is_taken_down else one.get_absolute_url()) for one in lists}

    def deciders(self, pk: int) -> QuerySet[User]:
        reading_list = ReadingList.objects.select_related("circle").filter(pk=pk).first()
        if reading_list is None:
            return User.objects.none()
        barred = [reading_list.owner_id, *reading_list.reports.open().values_list("reporter", flat=True)]
        able = User.objects.readers_of(reading_list.circle).in_office(Role.MODERATOR, Role.CURATOR).not_silenced()
        return able.exclude(pk__in=barred)


def _reported(moderator: User) -> QuerySet[ReadingList]:
    """Return the reported lists that the moderator may read and that other people own, the longest waiting first."""
    since = ReadingListReport.objects.open().filter(reading_list=OuterRef("pk")).values("reading_list")
    lists = ReadingList.objects.moderated_by(moderator).filter(taken_down_at=None).exclude(owner=moderator)
    lists = lists.annotate(reported_at=Subquery(since.annotate(at=Min("created_at")).values("at")))
    reports = Prefetch("reports", ReadingListReport.objects.open(), to_attr="open_reports")
    related = lists.exclude(reported_at=None).select_related("owner__agency", "circle").prefetch_related(reports)
    return related.order_by("reported_at", "pk")


def _item(reading_list: ReadingList, moderator: User) -> ReviewItem:
    reasons = {report.get_reason_display(): None for report in reading_list.open_reports}
    agency = reading_list.owner.agency
    return ReviewItem(
        queue=REPORTED_LISTS,
        pk=reading_list.pk,
        kind=_("Reported reading list"),
        title=reading_list.title,
        place=_("The library"),
        why=[_("readers say: %(reason)s") % {"reason": reason} for reason in reasons],
        author=reading_list.owner,
        agency=agency.name if agency else "",
        created_at=reading_list.reported_at,
        due_at=reading_list.reported_at + WHILE_OTHERS_READ,
        circle=reading_list.circle,
        can_decide=can_settle_reports(moderator, reading_list, reading_list.open_reports),
        choices=CHOICES,
        hint=_(
            "The people who reported the list will read your reason. If you take the list down, its owner "
            "will read it too."
        ),
        approval_needs_reason=True,
    )
