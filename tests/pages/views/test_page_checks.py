"""Page checks: owner, last and next check; editors get a warning when one is due, and readers a notice."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.network.models import Area
from ratsite.pages.models import Helpline, PageReview, StandardPage
from ratsite.pages.queries.due import all_due
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_event, make_news, make_part

pytestmark = pytest.mark.django_db
CHECKED = {"checked_on": dt.date(2026, 11, 3), "review_due_on": dt.date(2040, 1, 1)}


@pytest.fixture(autouse=True)
def _nothing_is_due(db):
    Helpline.objects.update(**CHECKED)
    Area.objects.update(front_door_phone="")


@pytest.fixture
def join(db):
    return StandardPage.objects.get(slug="join")


def fall_due(page, days_ago: int) -> None:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    PageReview.objects.filter(page=page).update(due_on=day)


def test_a_published_page_is_planned_to_be_checked_in_a_year(home):
    page = StandardPage(title="New", slug="new")
    home.add_child(instance=page)
    page.save_revision().publish()
    review = PageReview.objects.get(page=page)
    assert (review.owner, review.reviewed_on) == ("the editors", None)
    assert review.due_on == timezone.localdate() + dt.timedelta(days=365)


def test_texts_with_a_date_of_their_own_are_not_planned(news, events, history):
    pages = [make_news(news), make_event(events), make_part(history, 1)]
    assert PageReview.objects.filter(page__in=pages).count() == 0


def test_a_page_names_its_owner_and_the_day_it_was_checked(client, join):
    PageReview.objects.filter(page=join).update(
        owner="The coordinators", reviewed_on=dt.date(2026, 11, 3), due_on=dt.date(2040, 5, 1)
    )
    html = flat(client.get("/join/").content)
    assert "Looked after by The coordinators. Checked on 3 November 2026." in html
    assert "Next check due May 2040." in html
    assert "may be out of date" not in html


def test_a_page_whose_check_is_overdue_says_so_to_its_readers(client, join):
    fall_due(join, 0)
    assert "may be out of date" not in flat(client.get("/join/").content)
    fall_due(join, 1)
    html = flat(client.get("/join/").content)
    assert "This page may be out of date" in html
    assert html.index("This page may be out of date") < html.index("<h1>")


def test_still_right_is_one_button_and_is_logged_once_a_day(staff_client, join, editor):
    fall_due(join, 10)
    for said in ("is still right. We will ask again in a year.", "has already been recorded as still right today."):
        response = staff_client.post(reverse("page_checks:page_confirm", args=[join.pk]), follow=True)
        assert said in flat(response.content)
    review, today = PageReview.objects.get(page=join), timezone.localdate()
    assert (review.reviewed_on, review.due_on) == (today, today + dt.timedelta(days=365))
    entry = ModelLogEntry.objects.get(action="pages.page.confirm")
    assert (entry.user, entry.data["page"]) == (editor, join.pk)
    assert "may be out of date" not in flat(staff_client.get("/join/").content)


def test_an_editor_sets_the_owner_of_a_page_and_its_next_check(staff_client, join):
    address = reverse("page_checks:page_check", args=[join.pk])
    assert staff_client.post(address, {"owner": "Rowan House", "due_on": "2040-05-01"}).status_code == 302
    review = PageReview.objects.get(page=join)
    assert (review.owner, review.due_on) == ("Rowan House", dt.date(2040, 5, 1))
    response = staff_client.post(address, {"owner": "Rowan House", "due_on": "2020-05-01"})
    assert "Enter today or a later day" in flat(response.content)
    assert PageReview.objects.get(page=join).due_on == dt.date(2040, 5, 1)


def test_a_plan_that_a_colleague_changed_meanwhile_is_not_replaced_unseen(staff_client, join):
    address = reverse("page_checks:page_check", args=[join.pk])
    sent = {"owner": "Rowan House", "due_on": "2040-05-01"}
    shown = staff_client.get(address).context["form"]["shown_hash"].value()
    PageReview.objects.filter(page=join).update(owner="The coordinators")
    answer = staff_client.post(address, sent | {"shown_hash": shown})
    assert (answer.status_code, PageReview.objects.get(page=join).owner) == (409, "The coordinators")
    html = flat(answer.content)
    assert ("Someone else changed this after" in html, 'value="Rowan House"' in html) == (True, True)
    again = answer.context["form"]["shown_hash"].value()
    assert staff_client.post(address, sent | {"shown_hash": again}).status_code == 302
    assert PageReview.objects.get(page=join).owner == "Rowan House"


def test_a_person_and_their_number_cannot_become_the_owner_of_a_page(staff_client, join):
    address = reverse("page_checks:page_check", args=[join.pk])
    before = PageReview.objects.get(page=join).owner
    response = staff_client.post(address, {"owner": "Priya Nair, 07700 900123", "due_on": "2040-05-01"})
    assert "Remove “07700 900123”" in flat(response.content)
    assert PageReview.objects.get(page=join).owner == before


def test_a_helpline_is_not_saved_with_the_number_of_a_person_in_its_words(staff_client):
    line = Helpline.objects.first()
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    form = staff_client.get(edit).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    response = staff_client.post(edit, sent | {"when_to_use": "For advice, ask Priya Nair on 07700 900123."})
    assert response.status_code == 200
    assert "Remove “07700 900123”" in flat(response.content)
    assert Helpline.objects.get(pk=line.pk).when_to_use == line.when_to_use


@pytest.mark.parametrize("roles", [[], ["Coordinators"], ["Moderators"], ["Curators"]])
def test_nobody_but_an_editor_confirms_a_page(client, join, roles):
    person = MemberFactory(roles=roles)
    client.force_login(person)
    if roles:
        take_second_step(client, person)
    assert client.post(reverse("page_checks:page_confirm", args=[join.pk])).status_code in (302, 403)
    assert PageReview.objects.get(page=join).reviewed_on is None


def test_a_draft_does_not_undo_a_check(staff_client, join):
    draft = join.save_revision()
    staff_client.post(reverse("page_checks:page_confirm", args=[join.pk]))
    draft.publish()
    assert PageReview.objects.get(page=join).reviewed_on == timezone.localdate()


def test_pages_that_are_due_soon_are_on_the_editors_front_page(staff_client, join):
    fall_due(join, -20)
    assert [one.title for one in all_due()] == ["Join the network"]
    html = flat(staff_client.get("/cms/").content)
    assert f'href="{reverse("page_checks:page_check", args=[join.pk])}"' in html
    fall_due(join, -31)
    assert all_due() == []


def test_an_unpublished_page_is_not_due(join):
    fall_due(join, 1)
    join.unpublish()
    assert all_due() == []


@pytest.mark.parametrize(
    ("days_ago", "is_listed", "is_late"), [(334, False, False), (335, True, False), (365, True, True)]
)
def test_a_helpline_without_a_review_date_is_due_a_year_after_its_check(db, days_ago, is_listed, is_late):
    line, checked_on = Helpline.objects.first(), timezone.localdate() - dt.timedelta(days=days_ago)
    Helpline.objects.filter(pk=line.pk).update(checked_on=checked_on, review_due_on=None)
    due = [(line.name, checked_on + dt.timedelta(days=365), is_late)] if is_listed else []
    assert [(one.title, one.due_on, one.is_late) for one in all_due()] == due


@pytest.mark.parametrize(
    ("model", "field"), [(Helpline, "checked_on"), (Area, "front_door_checked_on")], ids=["helpline", "front door"]
)
@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (1, False)])
def test_a_number_cannot_be_checked_on_a_day_to_come(staff_client, model, field, days, is_taken):
    row = model.objects.first()
    edit = reverse(f"wagtailsnippets_{model._meta.label_lower.replace('.', '_')}:edit", args=[row.pk])
    form = staff_client.get(edit).context["form"]
    day = timezone.localdate() + dt.timedelta(days=days)
    sent = {name: "" if (value := form[name].value()) is None else value for name in form.fields} | {field: day}
    sent = {name: value for name, value in sent.items() if value is not False}
    html = flat(staff_client.post(edit, sent, follow=True).content)
    row.refresh_from_db()
    assert (getattr(row, field) == day, "Enter today or an earlier day" in html) == (is_taken, not is_taken)
