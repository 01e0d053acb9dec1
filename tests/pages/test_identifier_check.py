"""Public pages do not publish what may identify someone, at any of the ways to publish them."""

import datetime as dt
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from ratsite.demo.pages import load_pages
from ratsite.pages.identifier_check import passages_in
from ratsite.pages.models import EventPage, NewsPage, StandardPage
from ratsite.pages.rules import why_not_correctable
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_news
from tests.pages.test_editing import COMMENTS

pytestmark = pytest.mark.django_db
PERSON = "Mr John Smith, born 3 May 1980, phone 07700 900123, of 12 High Street B1 1AA."
CONTACT = {"name": "Desk", "phone": "0121 496 0777", "email": "post@desk.example", "hours": "", "address": ""}


def news_form(body=(), **values) -> dict:
    form = {"title": "Delta", "slug": "delta", "introduction": "", "date": "2026-11-19", "author": "The editors"}
    blocks = streamfield([("paragraph", json.dumps(text_of_draft(text))) for text in body])
    return nested_form_data({**form, "body": blocks, **COMMENTS, **values})


def text_of_draft(text: str) -> dict:
    """Return a paragraph as the CMS's editor of rich text sends it."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return {"blocks": [block], "entityMap": {}}


def event_form(**values) -> dict:
    rows = {"sessions": inline_formset([]), "partners": inline_formset([]), "materials": streamfield([])}
    form = {"title": "Day", "slug": "day", "introduction": "", "venue": "A library", "body": streamfield([])}
    times = {"starts_at": "2036-07-10 09:30", "ends_at": "2036-07-10 13:00"}
    return nested_form_data({**form, **times, **rows, **COMMENTS, **values})


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add(model: str, parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["pages", model, parent.pk])


def test_a_page_that_may_identify_someone_is_not_published(staff_client, news):
    form = news_form(introduction=PERSON, body=["His NRM reference is 12345678."])
    answer = staff_client.post(add("newspage", news), {**form, "action-publish": "1"})
    html = flat(answer.content)
    assert answer.status_code == 200
    assert not NewsPage.objects.filter(slug="delta").exists()
    assert (
        "Remove what may identify someone: “John Smith” (name), “3 May 1980” (date of birth), “07700 900123” (phone "
        "number), “12 High Street” (home address), “B1 1AA” (full postcode). Contact details of an organisation go in "
        "a block “Contact”" in html
    )
    assert "(NRM reference)" in html


def test_neither_is_it_scheduled(staff_client, news):
    later = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    form = {**news_form(introduction=PERSON), "go_live_at": later, "action-publish": "1"}
    assert staff_client.post(add("newspage", news), form).status_code == 200
    assert not NewsPage.objects.filter(slug="delta").exists()


def test_nor_sent_for_a_second_check(staff_client, news):
    page = make_news(news, slug="delta")
    staff_client.post(edit(page), {**news_form(introduction=PERSON), "action-submit": "1"})
    page.refresh_from_db()
    assert page.current_workflow_state is None


def test_a_draft_is_saved_and_says_what_to_remove_before_it_is_published(staff_client, news):
    page = make_news(news, slug="delta")
    answer = staff_client.post(edit(page), news_form(introduction=PERSON), follow=True)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().introduction == PERSON
    assert "Before you publish, remove what may identify someone: “John Smith” (name)" in flat(answer.content)
    assert page.introduction == "In short."


def test_a_draft_that_is_saved_automatically_is_not_refused(staff_client, news):
    page = make_news(news, slug="delta")
    answer = staff_client.post(edit(page), news_form(introduction=PERSON), headers={"accept": "application/json"})
    assert answer.json()["success"] is True


def test_the_same_page_without_it_is_published_and_warns_of_nothing(staff_client, news):
    answer = staff_client.post(
        add("newspage", news), {**news_form(introduction="Ruth Ellery spoke."), "action-publish": "1"}
    )
    page = NewsPage.objects.get(slug="delta")
    assert (answer.status_code, page.live) == (302, True)
    assert "Before you publish, remove" not in flat(staff_client.get(edit(page)).content)


@pytest.mark.parametrize(
    "number", ["08000 121 700", "0121 496 0777"], ids=["of a helpline", "in a contact block of the page"]
)
def test_contact_details_of_organisations_pass(staff_client, news, number):
    blocks = streamfield([("contact", CONTACT)])
    form = {**news_form(introduction=f"Call {number}."), "action-publish": "1"}
    form |= nested_form_data({"body": blocks})
    staff_client.post(add("newspage", news), form)
    assert NewsPage.objects.filter(slug="delta", live=True).exists()


def test_a_postal_address_in_a_contact_block_is_published(staff_client, client):
    page = StandardPage.objects.get(slug="privacy")
    contact = {**CONTACT, "address": "The Charity\n12 High Street\nBirmingham B1 1AA"}
    form = {"title": "Privacy", "slug": "privacy", "introduction": "", "body": streamfield([("contact", contact)])}
    staff_client.post(edit(page), {**nested_form_data({**form, **COMMENTS}), "action-publish": "1"})
    html = flat(client.get("/privacy/").content)
    assert "<p>The Charity<br>12 High Street<br>Birmingham B1 1AA</p>" in html


def test_a_venue_may_have_an_address_but_not_a_person(staff_client, events):
    address = add("eventpage", events)
    named = {"venue": "The Council House, 1 Victoria Square, Birmingham B1 1BB"}
    staff_client.post(address, {**event_form(**named), "action-publish": "1"})
    assert EventPage.objects.get(slug="day").live
    refused = {"venue": "A library. Call Mrs Hughes on 07700 900123", "slug": "other"}
    html = flat(staff_client.post(address, {**event_form(**refused), "action-publish": "1"}).content)
    assert "“07700 900123” (phone number)" in html
    assert not EventPage.objects.filter(slug="other").exists()


def test_the_programme_of_an_event_is_checked_too(staff_client, events):
    session = {"time": "", "title": "Ring 07700 900123", "speaker": ""}
    form = {**event_form(sessions=inline_formset([session])), "action-publish": "1"}
    html = flat(staff_client.post(add("eventpage", events), form).content)
    assert "“07700 900123” (phone number)" in html
    assert not EventPage.objects.exists()


def test_a_link_to_an_address_is_found(news):
    page = make_news(news)
    page.body = json.dumps([{"type": "paragraph", "value": '<p><a href="mailto:jo.smith@mail.example">Us</a></p>'}])
    assert [passage.found for passage in passages_in(page)] == ["jo.smith@mail.example"]


SPLIT = {
    "name and birth": (["<p>Mr John Smith, born</p>", "<p>3 May 1980</p>"], ["John Smith", "3 May 1980"]),
    "label and day": (["<p>Date of birth</p>", "<p>3 May 1980</p>"], ["3 May 1980"]),
    "label and number": (["<p>NRM reference</p>", "<p>12345678</p>"], ["12345678"]),
    "a speaker and a day": (["<p>Mr John Smith</p>", "<p>3 May 2036</p>"], []),
    "two paragraphs": (
        [
            "<p>We ask every new guest on arrival for their date of birth</p>",
            "<p>3 May 1980 was the day on which we began</p>",
        ],
        [],
    ),
    "two numbers": (["<p>In all 07700</p>", "<p>900123 in a year</p>"], []),
    "two apart": (["<p>Date of birth</p>", "<p>We never ask for it.</p>", "<p>3 May 1980</p>"], []),
}


@pytest.mark.parametrize(("blocks", "found"), SPLIT.values(), ids=SPLIT)
def test_what_two_neighbouring_blocks_say_together_is_found(news, blocks, found):
    page = make_news(news)
    page.body = json.dumps([{"type": "paragraph", "value": block} for block in blocks])
    assert [passage.found for passage in passages_in(page)] == found


def test_two_cells_of_a_table_are_neighbours(news):
    columns = [{"type": "text", "heading": heading} for heading in ("What", "Answer")]
    table = {"columns": columns, "rows": [{"values": ["Date of birth", "3 May 1980"]}], "caption": ""}
    page = make_news(news)
    page.body = json.dumps([{"type": "table", "value": table}])
    assert [passage.found for passage in passages_in(page)] == ["3 May 1980"]


def test_several_pages_at_once_are_not_published_if_one_may_identify_someone(staff_client, news):
    page = make_news(news)
    page.unpublish()
    page.introduction = PERSON
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    html = flat(staff_client.post(f"{address}?id={page.pk}&next=/cms/pages/{news.pk}/", follow=True).content)
    assert "may identify someone" in html
    page.refresh_from_db()
    assert not page.live
    staff_client.post(f"{address}?id={news.pk}", {"include_descendants": "on"})
    page.refresh_from_db()
    assert not page.live


def test_an_approval_is_refused_but_a_page_can_be_sent_back(client, editor, news):
    page = make_news(news, slug="delta")
    page.introduction = PERSON
    page.save_revision()
    page.get_workflow().start(page, MemberFactory(roles=["Editors"]))
    client.force_login(editor)
    take_second_step(client, editor)
    form = {**news_form(introduction=PERSON), "action-workflow-action": "true"}
    task = page.current_workflow_task_state.pk
    short = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task])
    assert client.post(short).status_code == 404
    assert client.post(edit(page), {**form, "workflow-action-name": "approve"}).status_code == 200
    page.refresh_from_db()
    assert page.introduction == "In short."
    assert client.post(edit(page), {**form, "workflow-action-name": "reject"}).status_code == 302


def test_no_other_button_passes_for_one_that_sends_a_page_back(staff_client, news):
    page = make_news(news, slug="delta")
    sent = {"action-submit": "1", "action-cancel-workflow": "1", "workflow-action-name": "reject"}
    staff_client.post(edit(page), {**news_form(introduction=PERSON), **sent})
    page.refresh_from_db()
    assert page.current_workflow_state is None


def test_a_second_check_can_be_cancelled(client, editor, news):
    page = make_news(news, slug="delta")
    page.introduction = PERSON
    page.save_revision()
    page.get_workflow().start(page, editor)
    client.force_login(editor)
    take_second_step(client, editor)
    answer = client.post(edit(page), {**news_form(introduction=PERSON), "action-cancel-workflow": "1"})
    page.refresh_from_db()
    assert (answer.status_code, page.workflow_in_progress, page.introduction) == (302, False, "In short.")


def test_a_copy_whose_title_may_identify_someone_is_not_published(staff_client, news):
    address = reverse("wagtailadmin_pages:copy", args=[make_news(news).pk])
    sent = {"new_parent_page": news.pk, "publish_copies": "on"}
    answer = staff_client.post(address, {**sent, "new_title": "Ring 07700 900123", "new_slug": "one"}, follow=True)
    assert "“Ring 07700 900123” may identify someone. Choose another title" in flat(answer.content)
    staff_client.post(address, {**sent, "new_title": "Again", "new_slug": "two"})
    assert list(NewsPage.objects.filter(slug__in=["one", "two"]).values_list("slug", "live")) == [("two", True)]


def test_a_correction_is_not_published(news):
    page = make_news(news)
    page.introduction = PERSON
    page.save_revision()
    page.refresh_from_db()
    assert "may identify someone" in why_not_correctable(page)


@pytest.mark.sqlite
def test_every_page_of_a_new_site_and_of_the_demo_can_be_published():
    call_command("seed_site", verbosity=0)
    load_pages()
    pages = Page.objects.filter(depth__gt=1).specific()
    assert pages.count() > 30
    assert {page.slug: [passage.found for passage in passages_in(page)] for page in pages if passages_in(page)} == {}


# Names alone, and the address


def tick_in(html: str) -> str:
    """Return the value of the tick that the people named on the page are public."""
    (tick,) = re.findall(r'<input[^>]*name="names_are_public"[^>]*>', html)
    assert "checked" not in tick
    return re.search(r'value="(\w+)"', tick)[1]


def test_a_name_alone_is_published_only_after_a_tick(staff_client, news):
    form = {**news_form(title="Mrs Maria Lopez comes home"), "action-publish": "1"}
    html = flat(staff_client.post(add("newspage", news), form).content)
    assert "or tick that these people are public or agreed: “Maria Lopez”" in html
    assert 'name="names_are_public"' in html
    assert not NewsPage.objects.filter(slug="delta").exists()
    staff_client.post(add("newspage", news), {**form, "names_are_public": tick_in(html)})
    page = NewsPage.objects.get(slug="delta")
    assert page.live
    again = {**news_form(title="Mrs Maria Lopez comes home", introduction="Newer."), "action-publish": "1"}
    assert staff_client.post(edit(page), again).status_code == 302


def test_a_tick_does_not_count_for_a_name_that_was_added_after_it(staff_client, news):
    page = make_news(news, slug="delta")
    first = "Mrs Maria Lopez spoke."
    tick = tick_in(flat(staff_client.post(edit(page), news_form(introduction=first), follow=True).content))
    both = {**news_form(introduction=first, body=["Mrs Anna Smith too."]), "action-publish": "1"}
    html = flat(staff_client.post(edit(page), {**both, "names_are_public": tick}).content)
    assert "these people are public or agreed: “Maria Lopez”, “Anna Smith”" in html
    page.refresh_from_db()
    assert page.introduction == "In short."
    assert staff_client.post(edit(page), {**both, "names_are_public": tick_in(html)}).status_code == 302
    page.refresh_from_db()
    assert page.introduction == first


def test_all_names_are_shown_with_their_tick(staff_client, news):
    names = ["Ann Lee", "Bob Ray", "Cat Day", "Dan Fox", "Eva Moss", "Flo Nash"]
    body = [f"Mrs {name} spoke." for name in names]
    answer = staff_client.post(add("newspage", news), {**news_form(body=body), "action-publish": "1"})
    assert "agreed: " + ", ".join(f"“{name}”" for name in names) in flat(answer.content)


def test_a_draft_with_a_new_name_shows_the_tick_and_others_do_not(staff_client, news):
    page = make_news(news, slug="delta")
    assert "names_are_public" not in flat(staff_client.get(edit(page)).content)
    html = flat(staff_client.post(edit(page), news_form(introduction="Mrs Maria Lopez spoke."), follow=True).content)
    assert ('name="names_are_public"' in html, "“Maria Lopez”" in html) == (True, True)


def test_a_name_beside_another_identifier_must_go(staff_client, news):
    text = "Ring Mrs Anna Smith on 07700 900456"
    form = {**news_form(introduction=text), "names_are_public": "on", "action-publish": "1"}
    html = flat(staff_client.post(add("newspage", news), form).content)
    assert ("“Anna Smith” (name)" in html, 'name="names_are_public"' in html) == (True, False)


@pytest.fixture
def draft(staff_client, news):
    """A draft, never published, whose address follows its title."""
    title = "Ring Mrs Anna Smith on 07700 900456"
    staff_client.post(add("newspage", news), news_form(title=title, slug="ring-mrs-anna-smith-on-07700-900456"))
    return NewsPage.objects.get()


def test_the_address_of_a_draft_follows_its_title(staff_client, draft):
    form = news_form(title="A call for help", slug=draft.slug)
    answer = staff_client.post(edit(draft), form, headers={"accept": "application/json"})
    assert answer.json()["field_updates"]["slug"] == "a-call-for-help"
    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().slug == "a-call-for-help"


def test_a_renamed_draft_is_published_at_an_address_of_its_new_title(staff_client, draft):
    form = {**news_form(title="A call for help", slug=draft.slug), "action-publish": "1"}
    assert staff_client.post(edit(draft), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.live, draft.slug) == (True, "a-call-for-help")


@pytest.mark.parametrize("slug", ["ring-mrs-anna-smith", "anna-smith-calls"])
def test_a_name_in_the_address_counts_after_it_was_taken_out_of_the_title(staff_client, draft, slug):
    form = {**news_form(title="A call for help", slug=slug), "action-publish": "1"}
    assert "also from the address" in flat(staff_client.post(edit(draft), form).content)
    draft.refresh_from_db()
    assert not draft.live


def test_an_address_of_the_editors_own_stays(staff_client, draft):
    staff_client.post(edit(draft), news_form(title=draft.title, slug="own"))
    staff_client.post(edit(draft), {**news_form(title="A call for help", slug="own"), "action-publish": "1"})
    draft.refresh_from_db()
    assert (draft.live, draft.slug) == (True, "own")


def test_a_published_page_keeps_its_address_and_says_so(staff_client, news):
    page = make_news(news, slug="maria-lopez-comes-home", title="Maria Lopez comes home")
    form = {**news_form(title="A reunion", slug=page.slug), "action-publish": "1"}
    html = flat(staff_client.post(edit(page), form, follow=True).content)
    assert "The address still has the old title: maria-lopez-comes-home." in html
    page.refresh_from_db()
    assert (page.title, page.slug) == ("A reunion", "maria-lopez-comes-home")


def test_several_pages_at_once_are_not_published_if_one_names_someone(staff_client, news):
    page = make_news(news)
    page.unpublish()
    page.introduction = "Mrs Maria Lopez spoke."
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    staff_client.post(f"{address}?id={page.pk}&next=/cms/pages/{news.pk}/")
    page.refresh_from_db()
    assert not page.live
