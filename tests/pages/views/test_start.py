"""The front page of the CMS: an editor's usual tasks, what is due, and what waits for a second check."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ratsite.network.models import Area
from ratsite.pages.models import Helpline, PageReview, StandardPage
from ratsite.pages.queries.due import helplines_due, numbers_due
from ratsite.pages.queries.editors_start import editors_start
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_event, make_news, make_part

pytestmark = pytest.mark.django_db
CHECKED = {"checked_on": dt.date(2026, 11, 3), "review_due_on": dt.date(2030, 1, 1)}


@pytest.fixture(autouse=True)
def _all_checked(db):
    Helpline.objects.update(**CHECKED)
    Area.objects.update(front_door_phone="")


def shown(client) -> str:
    response = client.get("/cms/")
    assert response.status_code == 200
    return flat(response.content)


def test_an_editor_is_offered_four_things_to_do(staff_client, news, events, history):
    html = shown(staff_client)
    for address in (
        f"/cms/pages/add/pages/newspage/{news.pk}/",
        f"/cms/pages/add/pages/eventpage/{events.pk}/",
        f"/cms/pages/add/pages/historypage/{history.pk}/",
        "/cms/snippets/pages/helpline/",
    ):
        assert f'href="{address}"' in html
        assert staff_client.get(address).status_code == 200


def test_the_front_page_says_how_a_fault_that_readers_relied_on_is_corrected(staff_client):
    assert "save a draft and choose “Publish as a correction”" in shown(staff_client)


def test_every_link_of_the_menu_opens(staff_client):
    import re

    side = shown(staff_client).partition("<main")[0]
    links = re.findall(r'href="(/[^"#]+)"', side)
    assert len(links) > 10
    assert {link: staff_client.get(link).status_code for link in links if not link.startswith("/static/")} == {
        link: 200 for link in links if not link.startswith("/static/")
    }


def test_a_draft_is_offered_to_its_writer_alone(staff_client, editor, news):
    mine, theirs = make_news(news, title="As published"), make_news(news, title="As published")
    for page, title, writer in ((mine, "My draft", editor), (theirs, "CANARY", MemberFactory(roles=["Editors"]))):
        page.title = title
        page.save_revision(user=writer)
    html = shown(staff_client)
    assert "You saved your draft “My draft”" in html
    assert f'href="/cms/pages/{mine.pk}/edit/"' in html
    assert "CANARY" not in html


def test_the_next_event_and_the_next_part_are_named(staff_client, events, history):
    make_event(events, title="Workshop", start=dt.datetime(2036, 7, 10, 9, 30))  # noqa: DTZ001
    make_part(history, 1)
    draft = make_part(history, 2)
    draft.unpublish()
    html = shown(staff_client)
    assert "Next event on the website: Workshop, 10 July 2036." in html
    assert "1 part is published." in html
    assert "Part 2 is a draft by Ruth Ellery." in html
    assert "Open part 2" in html
    assert "Start part 3" in html


def test_what_is_due_is_listed_with_its_day(staff_client):
    today = timezone.localdate()
    late, soon, never, later = Helpline.objects.all()[:4]
    for row, values in (
        (late, {"review_due_on": today - dt.timedelta(days=2)}),
        (soon, {"review_due_on": today + dt.timedelta(days=20)}),
        (never, {"checked_on": None}),
        (later, {"review_due_on": today + dt.timedelta(days=31)}),
    ):
        Helpline.objects.filter(pk=row.pk).update(**values)
    area = Area.objects.first()
    year_ago = today - dt.timedelta(days=400)
    Area.objects.filter(pk=area.pk).update(front_door_phone="0121 496 0110", front_door_checked_on=year_ago)
    found = editors_start(MemberFactory(roles=["Editors"]))
    due = [(one.title, one.is_late) for one in found.due]
    expected = [(f"{area.name}: child safeguarding number", True), (late.name, True), (never.name, True)]
    assert due == [*expected, (soon.name, False)]
    assert found.helplines_due == 3
    html = shown(staff_client)
    assert "4 things are due." in html
    assert "Never checked" in html


def test_helplines_that_nobody_has_checked_do_not_hide_a_page_that_is_overdue(staff_client):
    Helpline.objects.update(checked_on=None)
    reviews = PageReview.objects.filter(page__slug__in=["join", "terms", "privacy", "cookies"])
    assert reviews.update(due_on=timezone.localdate() - dt.timedelta(days=3)) == 4
    html = shown(staff_client)
    assert (html.count("Due since"), html.count("Never checked")) == (3, 3)
    assert html.index("Due since") < html.index("Never checked")
    total = Helpline.objects.count() + 4
    assert f"All {total} things that are due" in html
    everything = flat(staff_client.get("/cms/due/").content)
    assert 'href="/cms/due/"' in html
    assert everything.count("Check it") == total


def test_a_list_of_six_is_filled_if_only_pages_are_due(staff_client):
    PageReview.objects.update(due_on=timezone.localdate())
    assert shown(staff_client).count("Due since") == 6


def test_a_coordinator_finds_all_numbers_that_are_due_and_no_pages(client, coordinator):
    client.force_login(coordinator)
    take_second_step(client, coordinator)
    Helpline.objects.update(checked_on=None)
    PageReview.objects.update(due_on=timezone.localdate())
    html = flat(client.get("/cms/due/").content)
    assert html.count("Never checked") == html.count("Check it") == Helpline.objects.count()


def test_nobody_but_editors_and_coordinators_opens_the_list_of_what_is_due(client):
    for roles in ([], ["Moderators"], ["Curators"]):
        person = MemberFactory(roles=roles)
        client.force_login(person)
        take_second_step(client, person)
        assert client.get("/cms/due/").status_code in (302, 403)


def test_a_page_that_waits_is_for_the_other_editor_to_check(staff_client, editor, client):
    page, other = StandardPage.objects.get(slug="join"), MemberFactory(roles=["Editors"], first_name="Gareth")
    page.title = "Join us"
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    html = shown(staff_client)
    assert "Nothing is waiting for you to check." in html
    assert "Sent by you" in html
    assert "Waiting for another editor" in html
    staff_client.logout()
    client.force_login(other)
    take_second_step(client, other)
    html = shown(client)
    assert "1 page is waiting for you to check." in html
    assert f"Sent by {editor}" in html
    assert f'href="/cms/pages/{page.pk}/edit/"' in html


def test_a_coordinator_finds_their_lists_and_no_pages(client, coordinator):
    client.force_login(coordinator)
    take_second_step(client, coordinator)
    never = Helpline.objects.earliest("name")
    Helpline.objects.filter(pk=never.pk).update(checked_on=None)
    html = shown(client)
    assert "/cms/snippets/network/area/" in html
    assert "Write news" not in html
    assert "The lists that you look after." in html
    assert "/cms/settings/network/networksettings/" in html
    assert f"/cms/snippets/pages/helpline/edit/{never.pk}/" in html
    assert client.get(f"/cms/snippets/pages/helpline/edit/{never.pk}/").status_code == 200
    assert client.get("/cms/snippets/pages/helpline/add/").status_code == 302
    assert "/cms/pages/" not in html


def test_the_front_page_costs_the_same_for_one_row_and_for_three(staff_client, editor, news):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            page = make_news(news)
            page.save_revision(user=editor)
            page.get_workflow().start(page, editor)
            Helpline.objects.filter(pk=Helpline.objects.exclude(checked_on=None).first().pk).update(checked_on=None)
        shown(staff_client)
        with CaptureQueriesContext(connection) as queries:
            html = shown(staff_client)
        costs.append(len(queries))
    assert html.count("Sent by you") == html.count("Never checked") == 3
    assert costs[0] == costs[1]


def test_a_child_safeguarding_number_is_called_only_if_its_web_page_does_not_show_it():
    Area.objects.update(front_door_phone="", front_door_checked_on=None)
    area = Area.objects.first()
    details = []
    for phone, url in (("0121 496 0000", "https://council.example/child"), ("0121 496 0000", ""), ("999", "")):
        Area.objects.filter(pk=area.pk).update(front_door_phone=phone, front_door_url=url)
        details += [row.detail.partition("“Get help”. ")[2] for row in numbers_due() if row.key == f"area {area.pk}"]
    assert details == [
        "Compare it with its web page. Call only if the page does not show it. Then enter the date.",
        "Call it, then enter the date of your call",
        "Do not call it. Compare it with its web page, then enter the date.",
    ]


def test_emergency_numbers_are_not_called_to_check_them():
    Helpline.objects.update(checked_on=None)
    rows = {row.title: row.detail for row in helplines_due()}
    never = "This number is on the page “Get help”. Do not call it. Compare it with its web page, then enter the date."
    urgent = ("Emergency services", "Police, when it is not an emergency", "NHS 111, option 2")
    assert {title: rows[title] for title in urgent} == dict.fromkeys(urgent, never)
    for title in ("Childline", "Samaritans"):
        assert "Call only if the page does not show it" in rows[title]
    Helpline.objects.filter(name="Childline").update(url="")
    assert (
        "Call it, then enter the date of your call" in {row.title: row.detail for row in helplines_due()}["Childline"]
    )
