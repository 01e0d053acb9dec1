"""Saved searches: private to each member, and run again each time."""

import pytest
from django.core.exceptions import PermissionDenied

from ratsite.network.models import Remit
from ratsite.search.actions.save_search import change_search, delete_search, save_search
from ratsite.search.forms.saved import filters_of
from ratsite.search.models import SavedSearch
from ratsite.search.rules import MOST_SAVED, can_save_search
from ratsite.search.site_query import SiteQuery
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST = "/search/saved/"


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return client


def saved_search(person, name="Marmalade", **parts) -> SavedSearch:
    return save_search(actor=person, name=name, search=SiteQuery(tuple({"q": "marmalade", **parts}.items())))


def test_a_search_is_saved_with_its_words_and_filters_listed_run_and_deleted(reader, member):
    make_topic(title="Marmalade")
    add = "/search/saved/add/?q=%22my+marmalade%22&tab=forum&form=labour&area=walsall&page=2&nonsense=1"
    assert 'value="&quot;my marmalade&quot;"' in flat(reader.get(add).content)
    assert reader.post(add, {"name": "Breakfast"})["Location"] == LIST
    saved = SavedSearch.objects.get()
    assert (saved.owner, saved.name, saved.typed) == (member, "Breakfast", '"my marmalade"')
    assert "Breakfast" in flat(reader.get(LIST).content)
    assert (
        reader.get(saved.get_absolute_url())["Location"]
        == "/search/?q=%22my+marmalade%22&tab=forum&form=labour&area=walsall"
    )
    delete = f"{saved.get_absolute_url()}delete/"
    assert "Delete “Breakfast”?" in flat(reader.get(delete).content)
    assert SavedSearch.objects.count() == 1
    assert reader.post(delete)["Location"] == LIST
    assert SavedSearch.objects.count() == 0


def test_a_search_without_a_name_is_asked_for_one(reader):
    assert "Enter a name for the search" in flat(reader.post("/search/saved/add/?q=x", {"name": " "}).content)


def test_one_of_the_same_name_is_replaced(member):
    saved_search(member, q="one")
    saved_search(member, q="two")
    assert [saved.typed for saved in SavedSearch.objects.all()] == ["two"]


def test_saved_searches_of_other_people_are_not_found(reader):
    saved = saved_search(MemberFactory(), name="Somebody's")
    assert "Somebody" not in flat(reader.get(LIST).content)
    for address in (saved.get_absolute_url(), f"{saved.get_absolute_url()}delete/", edit(saved)):
        assert reader.get(address).content == reader.get(address.replace(str(saved.pk), "999999")).content
        assert reader.get(address).status_code == reader.post(address).status_code == 404
    assert delete_search(actor=MemberFactory(), saved_id=saved.pk) is False
    assert SavedSearch.objects.count() == 1


def test_a_person_can_save_a_limited_number_of_searches(reader, member):
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=member, name=f"Number {number}", query="q=x") for number in range(MOST_SAVED)
    )
    assert can_save_search(member) is False
    assert reader.get("/search/saved/add/?q=x").status_code == 403
    assert reader.post("/search/saved/add/?q=x", {"name": "One more"}).status_code == 403
    assert SavedSearch.objects.count() == MOST_SAVED
    assert can_save_search(MemberFactory()) is True


def test_deleting_does_nothing_the_second_time(member):
    saved = saved_search(member)
    assert [delete_search(actor=member, saved_id=saved.pk) for _ in range(2)] == [True, False]


def test_a_person_s_saved_searches_are_deleted_with_them(member):
    saved_search(member)
    member.delete()
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize("tail", ["", "edit/", "delete/"])
def test_strangers_are_sent_to_sign_in(client, member, tail):
    saved = saved_search(member)
    assert client.get(f"{saved.get_absolute_url()}{tail}")["Location"].startswith("/account/login/")


def test_odd_and_long_search_texts_are_saved_shortened(reader):
    typed = "🐀" * 500 + "\x00"
    reader.post(f"/search/saved/add/?q={typed}", {"name": "Rats"})
    assert SavedSearch.objects.get().typed == "🐀" * 200


def test_three_cost_as_many_queries_as_one(reader, member, django_assert_max_num_queries):
    for number in range(3):
        saved_search(member, name=f"Number {number}")
    with django_assert_max_num_queries(6):
        reader.get(LIST)


def edit(saved: SavedSearch) -> str:
    return f"{saved.get_absolute_url()}edit/"


@pytest.mark.parametrize(
    "query", ["", "q=", "q=+&sort=title", "tab=forum&order=newest", "place=library&q=+&sort=newest"]
)
def test_a_search_for_nothing_is_refused_by_the_field(reader, query):
    html = flat(reader.post(f"/search/saved/add/?{query}", {"name": "All"}).content)
    assert html.count("Enter what to search for") == 2  # in the summary and by the field
    assert not SavedSearch.objects.exists()
    reader.post(f"/search/saved/add/?{query}", {"name": "Jam", "q": "marmalade"})
    assert SavedSearch.objects.get().typed == "marmalade"


@pytest.mark.parametrize("query", ["has_file=on", "q=has:file", "place=library&remit=housing", "form=labour"])
def test_a_search_with_a_filter_alone_is_saved(reader, query):
    reader.post(f"/search/saved/add/?{query}", {"name": "Filtered"})
    assert SavedSearch.objects.count() == 1


def test_no_action_saves_a_search_for_nothing(member):
    with pytest.raises(PermissionDenied):
        save_search(actor=member, name="All", search=SiteQuery((("order", "newest"),)))
    saved = saved_search(member)
    with pytest.raises(PermissionDenied):
        change_search(actor=member, saved_id=saved.pk, name="All", search=SiteQuery(()))
    assert SavedSearch.objects.get().name == "Marmalade"


def test_name_words_filters_and_alert_of_a_saved_search_are_changed(reader):
    make_resource(remits=Remit.objects.filter(slug__in=["housing", "health"]))
    query = "place=library&q=beds&remit=housing&remit=health&kind=guidance&sort=title"
    reader.post(f"/search/saved/add/?{query}", {"name": "Beds"})
    saved = SavedSearch.objects.get()
    listed = flat(reader.get(LIST).content)
    assert f'href="{edit(saved)}"' in listed
    html = flat(reader.get(edit(saved)).content)
    assert [text in html for text in ('value="Beds"', 'value="beds"', "Housing", "Health", "Guidance")] == [True] * 5
    assert html.count("checked") == 3  # the filters, and no alert
    changed = {"name": "Rooms", "q": "rooms", "filters": ["remit=health", "kind=guidance"], "is_alert": "on"}
    assert reader.post(edit(saved), changed)["Location"] == LIST
    saved.refresh_from_db()
    assert (saved.name, saved.is_alert, SavedSearch.objects.count()) == ("Rooms", True, 1)
    found = reader.get(saved.get_absolute_url())["Location"]
    assert found == "/library/?q=rooms&remit=health&kind=guidance&sort=title"
    reader.post(edit(saved), {**changed, "is_alert": ""})
    saved.refresh_from_db()
    assert saved.is_alert is False


def test_a_saved_search_of_the_whole_site_is_changed_too(reader, member):
    saved = saved_search(member, tab="forum", form="labour", since="2026-01-02")
    html = flat(reader.get(edit(saved)).content)
    assert "From this day: 2 January 2026" in html
    assert "Notify me" not in html
    reader.post(edit(saved), {"name": "Jam", "q": "jam", "filters": ["form=labour"]})
    saved.refresh_from_db()
    assert reader.get(saved.get_absolute_url())["Location"] == "/search/?q=jam&tab=forum&form=labour"


def test_a_filter_by_a_board_that_the_member_can_no_longer_see_is_removed(reader, member):
    circle = CircleFactory()
    circle.people.add(member)
    board = BoardFactory(circle=circle)
    saved = saved_search(member, board=board.slug, form="labour")
    lost = "One of the filters in this search no longer finds anything for you"
    html = flat(reader.get(edit(saved)).content)
    assert (board.name in html, lost in html) == (True, False)
    circle.people.remove(member)
    html = flat(reader.get(edit(saved)).content)
    assert (board.name in html, lost in html) == (False, True)
    html = flat(reader.post(edit(saved), {"name": "Jam", "q": ""}).content)
    assert html.count("Enter what to search for, or keep a filter") == 2
    reader.post(edit(saved), {"name": "Jam", "q": "jam", "filters": ["form=labour"]})
    assert reader.get(saved.get_absolute_url())["Location"] == "/search/?q=jam&form=labour"


def test_two_tabs_that_change_a_search_at_once_do_not_undo_each_other(reader, member, monkeypatch):
    saved = saved_search(member, form="labour")

    def meanwhile(row, person):
        SavedSearch.objects.update(query="q=jam")
        return filters_of(row, person)

    monkeypatch.setattr("ratsite.search.views.saved.filters_of", meanwhile)
    html = flat(reader.post(edit(saved), {"name": "Bread", "q": "bread", "filters": ["form=labour"]}).content)
    assert "You changed this search in another tab" in html
    saved.refresh_from_db()
    assert (saved.name, saved.query) == ("Marmalade", "q=jam")


def test_a_search_that_was_changed_after_the_form_was_opened_is_not_replaced_unseen(reader, member):
    saved = saved_search(member)
    tabs = [reader.get(edit(saved)).context["form"] for _ in range(2)]
    sent = [{"name": form["name"].value(), "shown": form["shown"].value()} for form in tabs]
    reader.post(edit(saved), {**sent[0], "q": "jam"})
    page = reader.post(edit(saved), {**sent[1], "q": "bread"})
    html = flat(page.content)
    assert ("You changed this search in another tab" in html, 'value="bread"' in html) == (True, True)
    saved.refresh_from_db()
    assert saved.typed == "jam"
    reader.post(edit(saved), {"name": "Bread", "q": "bread", "shown": page.context["form"]["shown"].value()})
    saved.refresh_from_db()
    assert (saved.name, saved.typed) == ("Bread", "bread")


def test_a_changed_search_must_ask_for_something_and_have_a_name_of_its_own(reader, member):
    saved = saved_search(member, form="labour")
    saved_search(member, name="Other")
    html = flat(reader.post(edit(saved), {"name": "Marmalade", "q": " "}).content)
    assert html.count("Enter what to search for, or keep a filter") == 2
    html = flat(reader.post(edit(saved), {"name": "Other", "q": "jam"}).content)
    assert html.count("You have another saved search with this name") == 2
    saved.refresh_from_db()
    assert (saved.name, saved.typed) == ("Marmalade", "marmalade")
    assert reader.post(edit(saved), {"name": "Marmalade", "q": "", "filters": ["form=labour"]})["Location"] == LIST


def test_nobody_changes_the_saved_search_of_another(reader, member):
    saved = saved_search(MemberFactory(), name="Somebody's")
    answer = reader.post(edit(saved), {"name": "Mine", "q": "jam"})
    assert (answer.status_code, reader.get(edit(saved)).status_code) == (404, 404)
    with pytest.raises(PermissionDenied):
        change_search(actor=member, saved_id=saved.pk, name="Mine", search=SiteQuery((("q", "jam"),)))
    saved.refresh_from_db()
    assert saved.name == "Somebody's"


def test_a_changed_alert_notifies_of_resources_published_from_then_on(reader):
    reader.post("/search/saved/add/?place=library&q=beds", {"name": "Beds", "is_alert": "on"})
    SavedSearch.objects.update(notified_until=None)
    saved = SavedSearch.objects.get()
    reader.post(edit(saved), {"name": "Beds again", "q": "beds", "is_alert": "on"})
    assert SavedSearch.objects.get().notified_until is None  # it asks the same, so nothing is lost
    reader.post(edit(saved), {"name": "Beds again", "q": "rooms", "is_alert": "on"})
    assert SavedSearch.objects.get().notified_until is not None
