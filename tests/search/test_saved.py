"""Searches that members keep: theirs alone, and asked anew each time."""

import pytest

from ratsite.search.actions.save_search import delete_search, save_search
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.rules import MOST_SAVED, can_save_search
from tests.factories import MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST = "/search/saved/"


@pytest.fixture
def reader(client, member):
    client.force_login(member)
    return client


def kept(person, name="Marmalade", **parts) -> SavedSearch:
    return save_search(actor=person, name=name, address=Address(tuple({"q": "marmalade", **parts}.items())))


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
    kept(member, q="one")
    kept(member, q="two")
    assert [saved.typed for saved in SavedSearch.objects.all()] == ["two"]


def test_what_others_saved_is_not_there(reader):
    saved = kept(MemberFactory(), name="Somebody's")
    assert "Somebody" not in flat(reader.get(LIST).content)
    for address in (saved.get_absolute_url(), f"{saved.get_absolute_url()}delete/"):
        assert reader.get(address).content == reader.get(address.replace(str(saved.pk), "999999")).content
        assert reader.get(address).status_code == reader.post(address).status_code == 404
    assert delete_search(actor=MemberFactory(), saved_id=saved.pk) is False
    assert SavedSearch.objects.count() == 1


def test_there_is_a_most_that_a_person_can_keep(reader, member):
    SavedSearch.objects.bulk_create(
        SavedSearch(owner=member, name=f"Number {number}", query="q=x") for number in range(MOST_SAVED)
    )
    assert can_save_search(member) is False
    assert reader.get("/search/saved/add/?q=x").status_code == 403
    assert reader.post("/search/saved/add/?q=x", {"name": "One more"}).status_code == 403
    assert SavedSearch.objects.count() == MOST_SAVED
    assert can_save_search(MemberFactory()) is True


def test_deleting_does_nothing_the_second_time(member):
    saved = kept(member)
    assert [delete_search(actor=member, saved_id=saved.pk) for _ in range(2)] == [True, False]


def test_they_go_with_the_person(member):
    kept(member)
    member.delete()
    assert SavedSearch.objects.count() == 0


@pytest.mark.parametrize("tail", ["", "delete/"])
def test_strangers_are_sent_to_sign_in(client, member, tail):
    saved = kept(member)
    assert client.get(f"{saved.get_absolute_url()}{tail}")["Location"].startswith("/account/login/")


def test_odd_words_and_long_ones_are_kept_as_they_are_cut(reader):
    typed = "🐀" * 500 + "\x00"
    reader.post(f"/search/saved/add/?q={typed}", {"name": "Rats"})
    assert SavedSearch.objects.get().typed == "🐀" * 200


def test_three_cost_as_many_queries_as_one(reader, member, django_assert_max_num_queries):
    for number in range(3):
        kept(member, name=f"Number {number}")
    with django_assert_max_num_queries(6):
        reader.get(LIST)
