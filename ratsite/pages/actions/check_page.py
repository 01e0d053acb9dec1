"""Record the checks of a page: who looks after it, on which day an editor found it right, and when the next is due."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.pages.models import PageReview
from ratsite.pages.models.public import CHECK_EVERY, TextPage
from ratsite.pages.rules import can_check


def shown_hash_of_plan(review: PageReview | None) -> str:
    """Return the hash of the plan that an editor is shown (optimistic lock). review: None for a page without a plan."""
    return content_hash([review.owner, str(review.due_on)] if review is not None else [])


@transaction.atomic
def plan_check(*, page_id: int, editor: User, owner: str, due_on: dt.date, shown_hash: str = "") -> PageReview:
    """Set who looks after a page and by which day it must be checked again. Return the page's PageReview.

    shown_hash: the shown_hash_of_plan when the form was opened (optimistic lock); "" skips this check. Raises Stale if
    the plan has changed since.
    """
    review = _locked(page_id, editor)
    if (review.owner, review.due_on) == (owner, due_on) and review.pk:
        return review
    if shown_hash and shown_hash != shown_hash_of_plan(review if review.pk else None):
        raise Stale
    review.owner, review.due_on = owner, due_on
    review.save()
    record(review, "pages.page.plan", actor=editor, page=page_id)
    return review


@transaction.atomic
def confirm_page(*, page_id: int, editor: User) -> bool:
    """Record that an editor read a page today and found it right. The next check is due in a year.

    Returns False if this page was recorded as right today already.
    """
    review, today = _locked(page_id, editor), timezone.localdate()
    if review.reviewed_on == today:
        return False
    review.reviewed_on, review.due_on = today, today + CHECK_EVERY
    review.save()
    record(review, "pages.page.confirm", actor=editor, page=page_id)
    return True


def plan_first_check(page: Page) -> None:
    """Plan the first check of a page when it is published for the first time, if pages of its type are checked."""
    if isinstance(page, TextPage) and page.is_checked_yearly:
        PageReview.objects.get_or_create(page_id=page.pk, defaults=_first_plan())


def _locked(page_id: int, editor: User) -> PageReview:
    page = Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page_id)
    if not can_check(editor, page):
        raise PermissionDenied
    return PageReview.objects.filter(page=page).first() or PageReview(page=page, **_first_plan())


def _first_plan() -> dict:
    return {"owner": _("the editors"), "due_on": timezone.localdate() + CHECK_EVERY}
