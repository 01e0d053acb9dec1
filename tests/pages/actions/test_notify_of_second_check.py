"""Second checks of pages: who is emailed about them, and that drafts have no remarks."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, PageSubscription, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from ratsite.accounts.models import User
from ratsite.notifications.models import Mail
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(news):
    page = make_news(news, slug="count", title="CANARYTITLE")
    page.save_revision()
    return page


@pytest.fixture
def other(db):
    return MemberFactory(roles=["Editors"])


def exclude(person):
    User.objects.filter(pk=person.pk).update(excluded_until=timezone.now() + dt.timedelta(days=30))


def take_role_away(person):
    person.groups.clear()


def miss_the_confirmation(person):
    User.objects.filter(pk=person.pk).update(confirm_by=timezone.localdate() - dt.timedelta(days=1))


NO_LONGER_EDITORS = [exclude, take_role_away, miss_the_confirmation]


def emails(mailoutbox) -> list[tuple[str, str]]:
    """Return (address, subject) of every email, queued or sent past the queue."""
    queued = Mail.objects.values_list("to", "subject")
    return sorted({*queued, *((to, mail.subject) for mail in mailoutbox for to in mail.to)})


def test_every_other_editor_is_emailed_about_a_second_check_without_text_of_the_page(page, editor, other, mailoutbox):
    MemberFactory(roles=["Coordinators"])
    page.get_workflow().start(page, editor)
    assert emails(mailoutbox) == [(other.email, "A page is waiting for a second check")]
    text = Mail.objects.get().text
    assert f"http://testserver/cms/pages/{page.pk}/edit/" in text
    assert (page.title in text, str(editor) in text) == (False, False)


@pytest.mark.parametrize("become_no_editor", NO_LONGER_EDITORS)
def test_nobody_is_asked_for_a_second_check_who_may_not_edit_today(page, editor, other, mailoutbox, become_no_editor):
    become_no_editor(other)
    page.get_workflow().start(page, editor)
    assert emails(mailoutbox) == []


@pytest.mark.parametrize(
    ("verb", "subject"), [("approve", "Your page was approved"), ("reject", "Your page needs changes")]
)
def test_the_writer_is_emailed_the_outcome_of_the_second_check(page, editor, other, mailoutbox, verb, subject):
    state = page.get_workflow().start(page, editor)
    Mail.objects.all().delete()
    getattr(state.current_task_state.specific, verb)(user=other)
    assert emails(mailoutbox) == [(editor.email, subject)]


@pytest.mark.parametrize("become_no_editor", NO_LONGER_EDITORS)
def test_a_writer_who_may_not_edit_today_is_not_emailed(page, editor, other, mailoutbox, become_no_editor):
    state = page.get_workflow().start(page, editor)
    Mail.objects.all().delete()
    become_no_editor(editor)
    state.current_task_state.specific.reject(user=other, comment="CANARYREASON")
    assert emails(mailoutbox) == []


def test_a_draft_takes_no_remarks_so_none_is_emailed_or_stored_with_the_page(client, page, editor, other, mailoutbox):
    PageSubscription.objects.create(page=page, user=other, comment_notifications=True)
    client.force_login(editor)
    take_second_step(client, editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Add a comment" not in flat(client.get(address).content)
    remark = {"text": "CANARYREMARK", "contentpath": "title", "position": "", "resolved": ""}
    form = {
        "title": "A better title",
        "slug": "count",
        "date": "2026-11-19",
        "author": "The editors",
        "introduction": "",
        "picture": "",
        "body": streamfield([]),
        "comments": inline_formset([{**remark, "replies": inline_formset([])}]),
    }
    assert client.post(address, nested_form_data(form)).status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "A better title"
    assert Comment.objects.count() == 0
    assert [row for row in Revision.objects.for_instance(page) if "CANARYREMARK" in str(row.content)] == []
    assert emails(mailoutbox) == []
    assert "otification" not in flat(client.get(reverse("wagtailadmin_account")).content).partition("<main")[2]
