"""Second checks of pages in the CMS: who approves them, and in which words."""

import pytest
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Page, TaskState

from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_news
from tests.pages.test_identifier_check import edit, news_form, tick_in

pytestmark = pytest.mark.django_db
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}
BLOCK = "6b1c2c3e-0000-4000-8000-000000000001"
WHY = "You sent it or changed it last, so another editor must approve it."


@pytest.fixture
def other(db):
    return MemberFactory(roles=["Editors"])


@pytest.fixture
def page(news, other):
    """A draft that is the same as `news_form()`."""
    page = make_news(news, slug="delta", title="Delta", summary="", body=[])
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


def test_a_change_in_the_press_that_approves_is_refused_and_kept_in_the_form(staff_client, page, other):
    page.get_workflow().start(page, other)
    html = flat(staff_client.post(edit(page), {**news_form(introduction="Newer."), **APPROVE}).content)
    assert ("You changed this page. Save the draft, then let another" in html, "Newer." in html) == (True, True)
    page.refresh_from_db()
    assert (page.live, TaskState.objects.get().status) == (False, "in_progress")
    assert page.get_latest_revision_as_object().introduction == ""


def test_who_approves_ticks_that_the_people_named_are_public(staff_client, page, other):
    page.introduction = "Mrs Maria Lopez spoke."
    page.save_revision(user=other)
    page.get_workflow().start(page, other)
    form = {**news_form(introduction=page.introduction), **APPROVE}
    html = flat(staff_client.post(edit(page), form).content)
    assert "You changed this page" not in html
    assert staff_client.post(edit(page), {**form, "names_are_public": tick_in(html)}).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_page_with_text_can_be_sent_by_one_editor_and_approved_by_another(staff_client, page, other):
    form = {**news_form(body=["We met."]), "body-0-id": BLOCK}
    staff_client.post(edit(page), form)
    page.latest_revision.refresh_from_db()
    page.refresh_from_db()
    page.latest_revision.user = other
    page.latest_revision.save()
    page.get_workflow().start(page, other)
    assert staff_client.post(edit(page), {**form, **APPROVE}).status_code == 302
    page.refresh_from_db()
    assert page.live


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


def test_a_message_that_waits_is_still_shown_after_a_page_was_sent(staff_client, page):
    staff_client.post(edit(page), news_form())
    html = flat(staff_client.post(edit(page), {**news_form(), "action-submit": "1"}, follow=True).content)
    assert ("has been updated" in html, "“Delta” was sent for a second check" in html) == (True, True)


def test_who_sends_and_who_approves_a_renamed_page_read_that_its_address_is_the_old_one(
    staff_client, client, news, other
):
    page = make_news(news, slug="maria-lopez-comes-home", title="Maria Lopez comes home")
    form = {**news_form(title="A reunion", slug=page.slug), "action-submit": "1"}
    old = "The address still has the old title: maria-lopez-comes-home."
    assert old in flat(staff_client.post(edit(page), form, follow=True).content)
    client.force_login(other)
    take_second_step(client, other)
    assert old in flat(client.get(edit(page)).content)


def test_the_state_of_a_page_has_our_word_in_a_cms_in_another_language(page, other, monkeypatch):
    monkeypatch.setattr("wagtail.models.workflows._", str.upper)
    assert page.status_string == "DRAFT"
    page.get_workflow().start(page, other)
    assert page.status_string == "second check"
    page.live = True
    assert page.status_string == "live + second check"


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
        (None, "Not published. Correct what is named here, or choose “Save draft”."),
        ("", "Not published. Your draft is saved."),
        ("Older.", "Not published. Correct what is named here, or choose “Save draft”."),
    ],
    ids=["as sent", "saved automatically", "changed since it was saved"],
)
def test_a_refused_page_is_not_published_and_names_the_field(staff_client, page, saved, text):
    form = {**news_form(author="", body=["His NRM reference is 12345678."]), "body-0-id": BLOCK}
    revision = 1  # there is none
    if saved is not None:
        sent = {**form, "introduction": saved}
        revision = staff_client.post(edit(page), sent, headers={"accept": "application/json"}).json()["revision_id"]
    form |= {"overwrite_revision_id": revision, "action-publish": "1"}
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
