"""Publish corrections of public pages: a lasting notice and, if there is a draft, the draft and what it replaces."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.pages.models import Correction, EarlierVersion
from ratsite.pages.rules import can_check, can_correct, why_not_correctable

DOUBLE_CLICK = dt.timedelta(minutes=1)  # long enough for a slow connection, too short to write the same notice again


@transaction.atomic
def correct_page(*, page_id: int, editor: User, shown_hash: str, text: str, keeps_earlier: bool) -> Correction:
    """Publish the page's newest draft as a correction, with a notice that says what changed and why.

    Nobody can change the notice later. Without a draft it is added to what is published: an editor may have published
    the corrected text already, or corrected something that is kept apart from the text, such as a helpline.
    keeps_earlier: whether readers may still open the text that the draft replaces. After a double click the correction
    of the first click is returned. Raises Stale if the draft is no longer the one that the editor was shown, if the
    page has had another correction since, or if the draft cannot be published as a correction.
    """
    page = Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page_id).specific
    if not can_correct(editor, page):
        raise PermissionDenied
    is_as_shown = draft_hash(page) == shown_hash
    if not is_as_shown and (first := _sent_just_now(page, text)):
        return first
    if not is_as_shown or why_not_correctable(page):
        raise Stale
    correction = Correction.objects.create(page_id=page.pk, corrected_at=timezone.now(), text=text)
    if page.has_unpublished_changes:
        if keeps_earlier:
            # The page's row contains the published text; drafts are only in revisions.
            EarlierVersion.objects.create(correction=correction, content=page.serializable_data())
        page.latest_revision.publish(user=editor)
    record(correction, "pages.page.correct", actor=editor, reason=text, page=page_id)
    return correction


def draft_hash(page: Page) -> str:
    """Return the hash of a page's newest draft, of its newest correction, and of whether the draft is published.

    It is an optimistic lock. The revision's ID is not enough, because the CMS overwrites a revision while an editor
    types.
    """
    draft, newest = page.latest_revision, Correction.objects.filter(page=page.pk).first()
    state = [page.has_unpublished_changes, draft and draft.pk, draft and draft.content, newest and newest.pk]
    return content_hash(state)


@transaction.atomic
def add_notice(*, page_id: int, editor: User, text: str) -> Correction:
    """Add the notice of a correction to a published page, and publish no draft. Nobody can change the notice later.

    After a double click the correction of the first click is returned.
    """
    page = Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page_id).specific
    if not (can_correct(editor, page) and page.live):
        raise PermissionDenied
    if first := _sent_just_now(page, text):
        return first
    correction = Correction.objects.create(page_id=page.pk, corrected_at=timezone.now(), text=text)
    record(correction, "pages.page.correct", actor=editor, reason=text, page=page_id)
    return correction


def _sent_just_now(page: Page, text: str) -> Correction | None:
    """Return the page's newest correction if it has this notice and is younger than DOUBLE_CLICK."""
    newest = Correction.objects.filter(page=page.pk).first()
    is_young = newest is not None and newest.corrected_at > timezone.now() - DOUBLE_CLICK
    return newest if is_young and newest.text == text else None


@transaction.atomic
def delete_earlier_version(*, correction_id: int, editor: User, reason: str) -> bool:
    """Delete the stored text of a page from before a correction. Return False if it was already deleted."""
    earlier = EarlierVersion.objects.select_for_update(of=("self",)).filter(correction=correction_id).first()
    if earlier is None:
        return False
    if not can_check(editor, earlier.correction.page):
        raise PermissionDenied
    earlier.delete()
    record(earlier.correction, "pages.page.close", actor=editor, reason=reason)
    return True
