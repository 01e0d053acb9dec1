"""The glossary: what each remit means by a word, side by side, and links to it from abbreviations in posts."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.post import post_reply
from ratsite.network.models import Remit
from ratsite.search.actions.edit_synonyms import delete_synonyms, explain_entry, save_synonyms
from ratsite.search.models import Meaning, SynonymSet
from tests.factories import AgencyFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
GLOSSARY = "/glossary/"


@pytest.fixture
def entry(db):
    return SynonymSet.objects.get(words__startswith="NRM,")


def of_remit(slug: str):
    remit = Remit.objects.get(slug=slug)
    agency = AgencyFactory(main_remit=remit)
    agency.remits.add(remit)
    return MemberFactory(agency=agency)


def address(entry) -> str:
    return reverse("glossary:entry_explain", args=[entry.pk])


def test_each_remit_explains_a_word_in_its_own_line(entry, sign_in):
    for slug, line in (("housing", "A letter that can stop an eviction."), ("policing", "Where a crime is recorded.")):
        client = sign_in(of_remit(slug))
        form = client.get(address(entry)).context["form"]
        assert list(form.fields) == [f"remit-{slug}"]
        client.post(address(entry), {f"remit-{slug}": line, "remit-health": "Not theirs."})
    html = flat(client.get(GLOSSARY).content)
    shown = html[html.index('id="nrm"') :].partition("</li>")[0]
    assert [line for line in ("A letter that", "Where a crime", "Not theirs") if line in shown] == [
        "A letter that",
        "Where a crime",
    ]
    client.post(address(entry), {"remit-policing": "", "initial-remit-policing": line})
    assert [one.remit.slug for one in Meaning.objects.all()] == ["housing"]


def test_an_entry_that_another_wrote_meanwhile_stays(entry, curator, sign_in):
    housing, client = of_remit("housing"), sign_in(curator, with_second_step=True)
    form = client.get(address(entry)).context["form"]
    assert len(form.fields) == Remit.objects.count()
    explain_entry(actor=housing, entry_id=entry.pk, texts={Remit.objects.get(slug="housing"): "Ours."})
    client.post(
        address(entry), dict.fromkeys([f"initial-{name}" for name in form.fields], "") | {"remit-health": "A flag."}
    )
    assert {one.remit.slug: one.text for one in Meaning.objects.all()} == {"housing": "Ours.", "health": "A flag."}


def test_nobody_writes_for_a_remit_that_is_not_theirs(entry, curator):
    health = Remit.objects.get(slug="health")
    held = of_remit("health")
    held.held_until = "2099-01-01T00:00Z"
    held.save()
    for person in (of_remit("housing"), MemberFactory(agency=None), held):
        with pytest.raises(PermissionDenied):
            explain_entry(actor=person, entry_id=entry.pk, texts={health: "No."})
    with pytest.raises(PermissionDenied):
        explain_entry(actor=curator, entry_id=entry.pk, texts={health: "Ring 07700 900123."})
    assert explain_entry(actor=curator, entry_id=entry.pk, texts={health: "Yes."})
    assert not explain_entry(actor=curator, entry_id=entry.pk, texts={health: "Yes."})


def test_a_line_that_identifies_a_person_is_refused_and_shown_again(entry, sign_in):
    answer = sign_in(of_remit("housing")).post(address(entry), {"remit-housing": "Ask Ann on 07700 900123"})
    assert list(answer.context["form"].errors) == ["remit-housing"]
    assert "Ask Ann on 07700 900123" in flat(answer.content)
    assert not Meaning.objects.exists()


def test_an_abbreviation_in_a_post_leads_to_its_entry_and_follows_a_change_at_once(
    entry, member, curator, sign_in, happen
):
    topic = make_topic(body="Who knows the NRM? The NRM is slow.")
    client, link = sign_in(member), '<a class="abbr" href="/glossary/#nrm"><abbr title="{}">NRM</abbr></a>'
    assert client.get(topic.get_absolute_url()).content.decode().count(link.format("National Referral Mechanism")) == 1
    happen(save_synonyms, actor=curator, set_id=entry.pk, words="NRM, Northern Rail Map")
    assert client.get(topic.get_absolute_url()).content.decode().count(link.format("Northern Rail Map")) == 1
    happen(delete_synonyms, actor=curator, set_id=entry.pk)
    assert '<a class="abbr"' not in client.get(topic.get_absolute_url()).content.decode()


def test_more_posts_and_entries_cost_no_more_queries(member, curator, sign_in):
    client, topic = sign_in(member), make_topic(body="The NRM.")

    def counted(page: str) -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    before = [counted(page) for page in (topic.get_absolute_url(), GLOSSARY)]
    for number in range(5):
        post_reply(topic=topic, author=topic.author, body=f"MARAC and MASH {number}.")
        one = save_synonyms(actor=curator, words=f"word{number}")
        explain_entry(actor=curator, entry_id=one.pk, texts=dict.fromkeys(Remit.objects.all()[:3], "A line."))
    after = [counted(page) for page in (topic.get_absolute_url(), GLOSSARY)]
    assert after[0] == before[0]
    assert after[1] - before[1] <= 1  # the remits, once there are lines


def test_each_letter_at_the_top_leads_to_its_first_word(member, sign_in):
    html = flat(sign_in(member).get(GLOSSARY).content)
    linked, there = re.findall(r'href="#(letter-\w+)"', html), re.findall(r'<li id="(letter-\w+)"', html)
    assert len(linked) > 10
    assert linked == there == sorted(set(there))


def test_other_words_that_search_finds_are_not_given_as_meanings(member, sign_in):
    html = flat(sign_in(member).get(GLOSSARY).content)

    def shown(name: str) -> str:
        return html[html.index(f">{name}</h2>") :].partition("</li>")[0]

    assert ("Short for biometric residence permit<" in shown("BRP"), "Search also finds: eVisa<" in shown("BRP")) == (
        True,
        True,
    )
    assert ("Search also finds" in shown("NHS"), "Short for" in shown("interpreter")) == (False, False)
    assert "Search also finds: translator<" in shown("interpreter")
    assert "Nobody has explained this word for their remit yet." in shown("interpreter")


def test_a_word_that_a_remit_has_explained_is_not_called_unexplained(entry, sign_in):
    explain_entry(actor=of_remit("housing"), entry_id=entry.pk, texts={Remit.objects.get(slug="housing"): "A letter."})
    html = flat(sign_in(of_remit("health")).get(GLOSSARY).content)
    assert "Nobody has explained" not in html[html.index('id="nrm"') :].partition("</li>")[0]
