"""The content of the editors' front page: drafts to continue, what is due, what waits for a second check."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from ratsite.accounts.models import User
from ratsite.pages.models import EventPage, Helpline, HistoryIndexPage, HistoryPage, NewsPage
from ratsite.pages.queries.due import Due, all_due

MOST_WAITING, MOST_PUBLISHED = 20, 3  # rows in each list of the page
SITE_DEPTH = 2  # depth of the front page in the tree; deeper pages are pages of the site


@dataclass(frozen=True)
class Waiting:
    """A page that another editor must read before it is published."""

    title: str
    sent_by: str
    sent_at: dt.datetime
    is_own: bool
    edit_url: str
    preview_url: str


@dataclass(frozen=True)
class EditorsStart:
    """All that the editors' front page shows to one editor."""

    news_draft: NewsPage | None
    next_event: EventPage | None
    parts_published: int
    part_draft: HistoryPage | None
    next_number: int
    history_id: int | None
    helplines: int
    helplines_due: int
    due: list[Due]
    waiting: list[Waiting]
    published: list[Page]

    @property
    def to_check(self) -> int:
        return sum(not row.is_own for row in self.waiting)


def editors_start(user: User) -> EditorsStart:
    """Return what the editors' front page shows to this editor.

    The number of queries does not depend on how many rows there are.
    """
    due = all_due()
    parts = HistoryPage.objects.all()
    own = NewsPage.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
    return EditorsStart(
        news_draft=own.defer("body").order_by("-latest_revision_created_at").first(),
        next_event=EventPage.objects.live()
        .filter(ends_at__gt=timezone.now())
        .defer("body")
        .order_by("starts_at")
        .first(),
        parts_published=parts.live().count(),
        part_draft=parts.filter(live=False).defer("body").order_by("number").first(),
        next_number=(parts.aggregate(last=Max("number"))["last"] or 0) + 1,
        history_id=HistoryIndexPage.objects.values_list("pk", flat=True).first(),
        helplines=Helpline.objects.count(),
        helplines_due=sum(row.is_helpline for row in due),
        due=due,
        waiting=_waiting(user),
        published=list(
            Page.objects.live().filter(depth__gt=SITE_DEPTH).order_by("-last_published_at")[:MOST_PUBLISHED]
        ),
    )


def _waiting(user: User) -> list[Waiting]:
    states = (
        TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
        .select_related("workflow_state__requested_by", "revision")
        .prefetch_related("workflow_state__content_object")
        .order_by("started_at")[:MOST_WAITING]
    )
    return [
        Waiting(
            title=state.revision.object_str,
            sent_by=str(state.workflow_state.requested_by or _("an editor")),
            sent_at=state.started_at,
            is_own=state.workflow_state.requested_by_id == user.pk,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            preview_url=reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, state.task_id]),
        )
        for state in states
        if isinstance(page := state.workflow_state.content_object, Page)
    ]
