"""What editors must check: pages, figures, helplines, and each area's number for referring a child (front door)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ratsite.network.models import Area
from ratsite.pages.models import Helpline, PageReview, SectorPage
from ratsite.pages.models.help import how_to_check
from ratsite.pages.models.public import CHECK_EVERY

ON_GET_HELP = gettext_lazy("This number is on the page “Get help”. %(how)s")
SOON = dt.timedelta(days=30)  # things are listed from this time before they are due


@dataclass(frozen=True)
class Due:
    """A thing that must be checked. due_on is None if nobody has checked it yet.

    key: identifies the thing, such as "helpline 3".
    """

    key: str
    title: str
    detail: str
    due_on: dt.date | None
    url: str

    @property
    def is_late(self) -> bool:
        return self.due_on is None or self.due_on <= timezone.localdate()

    @property
    def is_helpline(self) -> bool:
        return self.key.startswith("helpline ")

    @property
    def is_number(self) -> bool:
        return self.is_helpline or self.key.startswith("area ")


def all_due(within: dt.timedelta = SOON) -> list[Due]:
    """Return everything that is due for a check now or within this time, the most overdue first.

    What nobody has checked yet counts as due today. Costs four queries.
    """
    return _most_overdue_first([*helplines_due(within), *_doors_due(within), *_pages_due(within), *_figures_due()])


def numbers_due(within: dt.timedelta = SOON) -> list[Due]:
    """Return the phone numbers on the page “Get help” that are due for a check now or within this time.

    Coordinators check them, as well as editors.
    """
    return _most_overdue_first([*helplines_due(within), *_doors_due(within)])


def first_due(due: list[Due], rows: int) -> list[Due]:
    """Return at most `rows` of the things that are due, the most overdue first.

    Half are phone numbers and half are other things. If there are too few of one kind, the other fills the rows.
    """
    numbers = [item for item in due if item.is_number]
    others = [item for item in due if not item.is_number]
    half = rows // 2
    return _most_overdue_first([*numbers[: max(half, rows - len(others))], *others[: max(half, rows - len(numbers))]])


def _most_overdue_first(due: list[Due]) -> list[Due]:
    return sorted(due, key=lambda due: (due.due_on or timezone.localdate(), due.title))


def helplines_due(within: dt.timedelta = SOON) -> list[Due]:
    """Return the helplines to check. Without a day of its own, a helpline is due a year after its last check."""
    until = timezone.localdate() + within
    rows = Helpline.objects.filter(
        Q(checked_on=None) | Q(review_due_on__lte=until) | Q(review_due_on=None, checked_on__lte=until - CHECK_EVERY)
    )
    return [
        Due(
            key=f"helpline {row.pk}",
            title=row.name,
            detail=ON_GET_HELP % {"how": how_to_check(row.phone, row.url)},
            due_on=row.review_due_on or row.checked_on + CHECK_EVERY if row.checked_on else None,
            url=reverse("wagtailsnippets_pages_helpline:edit", args=[row.pk]),
        )
        for row in rows
    ]


def _doors_due(within: dt.timedelta) -> list[Due]:
    """Return the areas whose number for referring a child (front door) must be checked: a year after the last time."""
    rows = Area.objects.exclude(front_door_phone="").filter(
        Q(front_door_checked_on=None) | Q(front_door_checked_on__lte=timezone.localdate() + within - CHECK_EVERY)
    )
    return [
        Due(
            key=f"area {row.pk}",
            title=_("%(area)s: child safeguarding number") % {"area": row.name},
            detail=ON_GET_HELP % {"how": how_to_check(row.front_door_phone, row.front_door_url)},
            due_on=row.front_door_checked_on + CHECK_EVERY if row.front_door_checked_on else None,
            url=reverse("wagtailsnippets_network_area:edit", args=[row.pk]),
        )
        for row in rows
    ]


def _pages_due(within: dt.timedelta) -> list[Due]:
    return [
        Due(
            key=f"page {row.page_id}",
            title=row.page.title,
            detail=_("Looked after by %(owner)s. Read the page, then confirm or correct it.") % {"owner": row.owner},
            due_on=row.due_on,
            url=reverse("page_checks:page_check", args=[row.page_id]),
        )
        for row in PageReview.objects.filter(page__live=True, due_on__lte=timezone.localdate() + within).select_related(
            "page"
        )
    ]


def _figures_due() -> list[Due]:
    """Return the published pages with figures that nobody has compared with their source for a year."""
    pages = SectorPage.objects.live().only("title", "figures")
    return [
        Due(
            key=f"figures {page.pk}",
            title=page.title,
            detail=ngettext(
                "%(number)s figure is more than a year old. Compare it with its source.",
                "%(number)s figures are more than a year old. Compare them with their sources.",
                page.unchecked_figures,
            )
            % {"number": page.unchecked_figures},
            due_on=page.figures_due_on,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in pages
        if page.unchecked_figures
    ]
