"""Who may check and correct a page, and in which words a correction is refused for now."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Workflow

from ratsite.pages.rules import (
    can_change_published_contacts,
    can_check,
    can_correct,
    can_see_published_contacts,
    why_not_correctable,
)
from tests.clock import at
from tests.factories import MemberFactory
from tests.pages.factories import make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(news):
    return make_news(news)


def test_editors_check_and_correct_a_page_and_nobody_corrects_a_locked_one(page):
    editor = MemberFactory(roles=["Editors"])
    for rule in (can_check, can_correct):
        assert rule(editor, page)
        assert not rule(MemberFactory(roles=["Moderators", "Curators"]), page)
        assert not rule(AnonymousUser(), page)
    page.locked = True
    page.save()
    other = MemberFactory(roles=["Editors"])
    assert (can_check(other, page), can_correct(other, page)) == (True, False)


def test_an_editor_who_is_late_checks_no_page(page):
    late = MemberFactory(roles=["Editors"], confirm_by=timezone.localdate() - dt.timedelta(days=1))
    assert not can_check(late, page)


def test_a_published_page_without_a_draft_or_with_a_complete_one_can_be_corrected(page):
    assert why_not_correctable(page) == ""
    page.title = "Newer"
    page.save_revision()
    assert page.has_unpublished_changes
    assert why_not_correctable(page) == ""


def test_a_page_that_readers_cannot_see_needs_no_notice(page):
    page.unpublish()
    assert why_not_correctable(page) == ("Readers cannot see this page, so it needs no notice. Publish it as usual.")


def test_a_draft_that_waits_for_a_second_check_is_not_published_by_a_correction(page):
    page.save_revision()
    Workflow.objects.get().start(page, MemberFactory(roles=["Editors"]))
    assert why_not_correctable(type(page).objects.get()) == (
        "The draft is waiting for a second check. Cancel that check first, then come back."
    )


def test_a_draft_with_a_date_in_the_future_is_not_published_by_a_correction(page, clock):
    page.go_live_at = at("2026-12-24", "23:30")
    page.save_revision()
    said = "The draft will be published on 24 December 2026. Remove this date first, then come back."
    assert why_not_correctable(page) == said
    clock.set("2026-12-24", "23:30")
    assert why_not_correctable(page) == ""


def test_a_draft_that_is_not_complete_names_its_fields(page):
    page.title = page.author = ""
    page.save_revision(clean=False)
    assert why_not_correctable(page) == (
        "The draft is not complete. Check these fields first, then come back: title, author"
    )


def test_curators_and_coordinators_keep_the_published_contacts_unless_they_are_silenced():
    silenced = {"silenced_until": timezone.now() + dt.timedelta(hours=1)}
    roles = ("Curators", "Coordinators")
    people = [MemberFactory(roles=[role], **more) for role in roles for more in ({}, silenced)]
    assert [can_see_published_contacts(person) for person in people] == [True] * 4
    assert [can_change_published_contacts(person) for person in people] == [True, False, True, False]
    for other in (MemberFactory(roles=["Moderators", "Editors"]), AnonymousUser()):
        assert not can_see_published_contacts(other)
        assert not can_change_published_contacts(other)
