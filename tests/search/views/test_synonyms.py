"""Synonyms and chosen results: curators and editors edit them, and every search uses them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.models import Board
from library.enums import Audience
from ratsite.network.enums import Marking
from ratsite.search.actions.choose_result import choose_result, drop_result
from ratsite.search.actions.edit_synonyms import delete_synonyms, save_synonyms
from ratsite.search.models import ChosenResult, SynonymSet
from tests.factories import CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat
from tests.pages.factories import make_news
from tests.search.factories import found, page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def reader(member, sign_in):
    return sign_in(member)


def test_sixty_sets_are_there_from_the_start_each_with_two_names_or_more():
    sets = list(SynonymSet.objects.all())
    assert len(sets) >= 60
    assert [one.words for one in sets if len(one.names) < 2] == []


def test_topics_pages_and_resources_are_found_by_the_other_name(reader):
    from ratsite.pages.models import NewsIndexPage

    body = [{"type": "paragraph", "text": "<p>The National Referral Mechanism in figures.</p>"}]
    make_news(NewsIndexPage.objects.get(), title="Some news", body=body)
    make_topic(title="Waiting times", body="Who knows the NRM in Walsall?")
    make_topic(title="Another", body="A mechanism of national interest, after a referral.")
    make_resource(title="NRM card")
    both = ["Some news", "Waiting times", "NRM card"]
    assert [one for one in found(reader, "NRM") if one in both] == both
    assert [one for one in found(reader, "national referral mechanism") if one in both] == both
    assert "Another" in found(reader, "national referral mechanism")
    html = page(reader, "NRM")
    assert "Also searched for “National Referral Mechanism”." in html
    assert "<mark>National Referral Mechanism</mark> in figures" in html
    assert "Waiting times" in found(reader, "NRM", exact="1")
    assert "Some news" not in found(reader, "NRM", exact="1")


def test_a_curator_adds_changes_and_deletes_words(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    make_resource(title="A marmalade card")
    assert found(client, "preserve", tab="library") == []
    client.post(reverse("search:synonyms_add"), {"words": "marmalade,  preserve , marmalade"})
    one = SynonymSet.objects.get(words="marmalade, preserve")
    assert one.changed_by == curator
    assert found(client, "preserves", tab="library") == ["A marmalade card"]
    address = reverse("search:synonyms_edit", args=[one.pk])
    client.post(address, {"words": "marmalade, jam"})
    assert found(client, "preserves", tab="library") == []
    assert found(client, "jam", tab="library") == ["A marmalade card"]
    client.post(address, {"words": "x", "delete": "1"})
    assert not SynonymSet.objects.filter(pk=one.pk).exists()


def test_words_that_another_curator_changed_meanwhile_are_not_replaced_unseen(curator, sign_in):
    one = save_synonyms(actor=curator.with_second_step(), words="marmalade, preserve")
    client, address = sign_in(curator, with_second_step=True), reverse("search:synonyms_edit", args=[one.pk])
    shown = client.get(address).context["form"]["shown"].value()
    SynonymSet.objects.filter(pk=one.pk).update(words="marmalade, conserve")
    answer = client.post(address, {"words": "marmalade, jam", "shown": shown})
    assert "They are “marmalade, conserve” now." in flat(answer.content)
    assert SynonymSet.objects.get(pk=one.pk).words == "marmalade, conserve"
    client.post(address, {"words": "marmalade, jam", "shown": answer.context["form"]["shown"].value()})
    assert SynonymSet.objects.get(pk=one.pk).words == "marmalade, jam"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("", "Enter the words, separated by commas"),
        ("one, ONE, “one”", "Enter each word once"),
        (", , *", "Enter the words, separated by commas"),
        (",".join("abcdefghijkl"), "Enter at most 10 words or names"),
        ("NRM, National Referral Mechanism", "These words are already in the list"),
    ],
)
def test_words_that_make_no_sense_are_explained_and_shown_again(curator, sign_in, words, error):
    count = SynonymSet.objects.count()
    html = flat(sign_in(curator, with_second_step=True).post(reverse("search:synonyms_add"), {"words": words}).content)
    assert error in html
    assert SynonymSet.objects.count() == count


def test_members_may_not_change_them(reader, member, curator):
    resource = make_resource()
    chosen = choose_result(actor=curator, words="bed", resource=resource)
    set_id = SynonymSet.objects.first().pk
    for name, args in (
        ("synonym_list", []), ("synonyms_add", []), ("synonyms_edit", [set_id]), ("chosen_add", []),
        ("chosen_delete", [chosen.pk]),
    ):  # fmt: skip
        assert reader.get(reverse(f"search:{name}", args=args)).status_code == 403
    for act in (
        lambda: save_synonyms(actor=member, words="a, b"),
        lambda: delete_synonyms(actor=member, set_id=set_id),
        lambda: choose_result(actor=member, words="bed", resource=resource),
        lambda: drop_result(actor=member, chosen_id=chosen.pk),
    ):
        with pytest.raises(PermissionDenied):
            act()


class TestChosenResults:
    def test_a_chosen_result_is_first_and_marked_for_those_who_may_read_it(self, curator, member, sign_in, client):
        circle = CircleFactory()
        resource = make_resource(curator, title="Secret beds", audience=Audience.CIRCLE, circle=circle)
        circle.people.add(curator)
        choose_result(actor=curator, words="emergency bed", resource=resource)
        reader = sign_in(member)
        for address in ("/library/", "/search/"):
            assert "Chosen by the network" not in flat(reader.get(address, {"q": "emergency beds"}).content)
        circle.people.add(member)
        for address in ("/library/", "/search/"):
            html = flat(reader.get(address, {"q": "beds emergency"}).content)
            assert html.index("Chosen by the network for these words") < html.index("Secret beds")
            assert "Chosen by the network" not in flat(reader.get(address, {"q": "bed"}).content)

    def test_a_closely_marked_one_is_not_printed(self, curator, member, sign_in):
        resource = make_resource(curator, title="Beds by name", marking="amber_strict")
        choose_result(actor=curator, words="zebra", resource=resource)
        reader = sign_in(member)
        for address in ("/library/", "/search/"):
            html = flat(reader.get(address, {"q": "zebra"}).content)
            assert ("Beds by name" in html, "You cannot print these results." in html) == (True, True)

    def test_an_editor_chooses_a_public_page_by_its_address_and_visitors_see_it(self, sign_in, client):
        editor = MemberFactory(roles=["Editors"])
        staff = sign_in(editor, with_second_step=True)
        answer = staff.post(reverse("search:chosen_add"), {"words": "help", "address": "/get-help/"})
        assert answer["Location"] == reverse("search:synonym_list")
        chosen = ChosenResult.objects.get()
        assert "Get help" in flat(staff.get(answer["Location"]).content)
        client.logout()
        assert "Chosen by the network for these words" in flat(client.get("/search/?q=help").content)
        staff = sign_in(editor, with_second_step=True)
        staff.post(reverse("search:chosen_delete", args=[chosen.pk]))
        assert not ChosenResult.objects.exists()

    @pytest.mark.parametrize("address", ["/library/no-such/", "/nowhere/", "https://[", "/", "/forum/", "\x00"])
    def test_an_address_that_leads_nowhere_is_explained_and_shown_again(self, curator, sign_in, address):
        staff = sign_in(curator, with_second_step=True)
        html = flat(staff.post(reverse("search:chosen_add"), {"words": "beds", "address": address}).content)
        assert "Enter the address of a resource or" in html or "Null characters" in html
        assert 'value="beds"' in html

    def test_a_resource_that_the_curator_may_not_read_cannot_be_chosen(self, curator):
        resource = make_resource(audience=Audience.CIRCLE, circle=CircleFactory(), marking=Marking.GREEN)
        with pytest.raises(PermissionDenied):
            choose_result(actor=curator, words="beds", resource=resource)


def test_spelling_comes_from_topics_and_resources_of_this_reader(reader, member, client):
    circle = CircleFactory()
    board = Board.objects.create(name="Circle", slug="c", aim="x", circle=circle, holds_newcomers=False)
    make_topic(board, title="Caravanserai at night")
    make_topic(title="Xylophone agents")
    assert "Search for “xylophone” instead" in page(reader, "xylofone")
    assert "caravanserai" not in page(reader, "caravanseray").replace("caravanseray", "")
    circle.people.add(member)
    assert "Search for “caravanserai” instead" in page(reader, "caravanseray")
    client.logout()
    assert "Search for “" not in page(client, "xylofone")
