"""Second checks of pages in the CMS: who approves them, and in which words."""

import pytest
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Page, TaskState

from tests.factories import MemberFactory
from tests.markup import flat
from tests.pages.factories import make_news
from tests.pages.test_identifier_check import edit, news_form

pytestmark = pytest.mark.django_db
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}
WHY = "You sent it or changed it last, so another editor must approve it."


@pytest.fixture
def other(db):
    return MemberFactory(roles=["Editors"])


@pytest.fixture
def page(news, other):
    page = make_news(news, slug="delta", title="Delta")
    page.unpublish()
    page.save_revision(user=other)
    page.refresh_from_db()
    return page


def actions_of(page: Page) -> set[str]:
    page.refresh_from_db()
    return {entry.action for entry in registry.get_logs_for_instance(page)}


def test_another_editor_approves_a_page(staff_client, page, other):
    page.get_workflow().start(page, other)
    html = flat(staff_client.get(edit(page)).content)
    assert ("Approve and Publish" in html, WHY in html) == (True, False)
    assert staff_client.post(edit(page), {**news_form(), **APPROVE}).status_code == 302
    page.refresh_from_db()
    assert (page.live, TaskState.objects.get().status) == (True, "approved")


@pytest.mark.parametrize("wrote_last", [True, False], ids=["wrote it", "another wrote it"])
def test_who_sent_a_page_cannot_approve_it(staff_client, editor, page, other, wrote_last):
    if wrote_last:
        page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    html = flat(staff_client.get(edit(page)).content)
    assert ("Approve" in html.replace(WHY, ""), WHY in html, "action-publish" in html) == (False, True, True)
    staff_client.post(edit(page), {**news_form(), **APPROVE})
    page.refresh_from_db()
    assert (page.live, TaskState.objects.get().status) == (False, "in_progress")


def test_who_changed_a_page_during_its_second_check_cannot_approve_it(staff_client, page, other):
    page.get_workflow().start(page, other)
    staff_client.post(edit(page), news_form(introduction="Newer."))
    assert WHY in flat(staff_client.get(edit(page)).content)
    staff_client.post(edit(page), {**news_form(introduction="Newer."), **APPROVE})
    page.refresh_from_db()
    assert (page.live, TaskState.objects.get().status) == (False, "in_progress")


def test_who_sent_a_page_may_still_publish_it_and_the_history_says_so(staff_client, editor, page):
    page.get_workflow().start(page, editor)
    staff_client.post(edit(page), {**news_form(), "action-publish": "1"})
    page.refresh_from_db()
    assert (page.live, TaskState.objects.get().status) == (True, "cancelled")
    assert "wagtail.workflow.approve" not in actions_of(page)
    assert {"wagtail.publish", "wagtail.workflow.cancel"} <= actions_of(page)


def test_an_administrator_cannot_approve_their_own_page_either(page):
    person = MemberFactory(is_superuser=True, roles=["Editors"])
    page.get_workflow().start(page, person)
    assert "approve" not in [action[0] for action in page.current_workflow_task.get_actions(page, person)]


# Our words


def test_the_cms_says_second_check_where_wagtail_says_moderation(staff_client, editor, page, news):
    answer = staff_client.post(edit(page), {**news_form(), "action-submit": "1"}, follow=True)
    html = flat(answer.content)
    assert "“Delta” was sent for a second check. Another editor must approve it." in html
    assert ("submitted for moderation" in html, "in moderation" in html, "second check" in html) == (False, False, True)
    html = flat(staff_client.get(edit(page)).content)
    foot = html[html.index('<footer class="footer') :]
    assert ("Cancel the second check" in foot, "workflow</" in foot, "Reviewers" in html) == (True, False, False)


def test_after_an_approval_the_editor_reads_that_the_page_is_public(staff_client, page, other):
    page.get_workflow().start(page, other)
    assert "Send back for changes" in flat(staff_client.get(edit(page)).content)
    html = flat(staff_client.post(edit(page), {**news_form(), **APPROVE}, follow=True).content)
    assert "You approved “Delta”. It is public now." in html
    assert "has been updated" not in html


def test_after_sending_back_the_editor_reads_so(staff_client, page, other):
    page.get_workflow().start(page, other)
    sent = {"action-workflow-action": "true", "workflow-action-name": "reject"}
    assert "You sent “Delta” back for changes." in flat(
        staff_client.post(edit(page), {**news_form(), **sent}, follow=True).content
    )


@pytest.mark.parametrize(
    ("saved", "text"),
    [
        ({}, "Not published. Correct what is named here, or choose “Save draft”."),
        ({"overwrite_revision_id": "1"}, "Not published. Your draft is saved."),
    ],
    ids=["as sent", "saved automatically"],
)
def test_a_refused_page_is_not_published_and_names_the_field(staff_client, page, saved, text):
    form = {**news_form(author="", body=["His NRM reference is 12345678."]), **saved, "action-publish": "1"}
    html = flat(staff_client.post(edit(page), form).content)
    assert (text in html, "Author: This field is required." in html) == (True, True)
    assert html.index(text) < html.index("Author: This field") < html.index("Body: Remove what may identify someone")
    page.refresh_from_db()
    assert not page.live


def test_who_publishes_during_a_second_check_is_told_that_it_is_cancelled(staff_client, editor, page):
    page.get_workflow().start(page, editor)
    address = reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk])
    html = staff_client.get(address).json()["html"]
    assert ("we cancel the check" in html, "workflow" in html) == (True, False)
