"""Phrases that sound like blame: the writer gets advice, and is never stopped."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.edit_phrases import decide_phrase, propose_phrase
from forum.enums import PhraseState
from forum.models import BlamingPhrase, Post
from forum.text.blame_check import advice_for, clear_cache_of_phrases
from ratsite.lib.blame import Phrase, advice_on
from tests.factories import MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
LIST = [
    Phrase("child prostitute", "child who was sexually exploited", "Law"),
    Phrase("won't engage", "not ready", "Said"),
]
PROPOSAL = {"phrase": "chose to stay", "instead": "was not able to leave", "why": "Nobody chooses to be exploited"}


@pytest.fixture(autouse=True)
def fresh_list():
    clear_cache_of_phrases()
    yield
    clear_cache_of_phrases()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She is a child prostitute.", ["child prostitute"]),
        ("Child  Prostitutes, they said", ["Child  Prostitutes"]),
        ("a child-prostitute", ["child-prostitute"]),
        ("He won’t engage with us", ["won’t engage"]),
        ("grandchild prostitute; child prostituted", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, found):
    assert [one.found for one in advice_on([text], LIST)] == found


def test_the_site_comes_with_a_list_that_says_why():
    phrases = BlamingPhrase.objects.accepted()
    assert phrases.count() >= 25
    assert all(one.instead and one.why for one in phrases)
    for one in phrases:
        assert advice_for([f"They said {one.phrase} of her"])
        assert not advice_for([one.instead]), one.phrase


def test_a_preview_advises_and_a_post_is_published(sign_in, member):
    topic, other = make_topic(), make_topic()
    sent = {"body": "She was promiscuous, they said."}
    url, other_url = (reverse("forum:topic_reply", args=[one.pk]) for one in (topic, other))
    html = flat(sign_in(member).post(url, {**sent, "preview": "1"}).content)
    assert "This may sound like blame" in html
    sign_in(member).post(other_url, sent)
    assert Post.objects.live().filter(topic=other, author=member).exists()


def test_a_person_who_posts_without_a_preview_reads_the_advice_once_afterwards(sign_in, member):
    client = sign_in(member)
    url = reverse("forum:topic_reply", args=[make_topic().pk])
    sent = {"body": "She was promiscuous, they said."}
    page = flat(client.post(url, sent, follow=True).content)
    assert "Your post is published. Thank you. “promiscuous” may sound like blame: many people write" in page
    assert "you can change your words or leave them as they are" in page
    url = reverse("forum:topic_reply", args=[make_topic().pk])
    shown = client.post(url, {**sent, "preview": "1"})
    assert '<input type="hidden" name="blame" value="promiscuous">' in shown.content.decode()
    page = flat(client.post(url, {**sent, "blame": "promiscuous"}, follow=True).content)
    assert "Your post is published. Thank you." in page
    assert "may sound like blame" not in page


def test_a_phrase_that_is_written_after_the_preview_is_advised_on_as_well(sign_in, member):
    client, url = sign_in(member), reverse("forum:topic_reply", args=[make_topic().pk])
    sent = {"body": "A child prostitute was\nPromiscuous, they said.", "blame": ["promiscuous"]}
    page = flat(client.post(url, sent, follow=True).content)
    assert "“child prostitute” may sound like blame" in page
    assert "“Promiscuous” may sound like blame" not in page


@pytest.mark.parametrize("button", ["save", "preview"])
def test_a_script_that_saves_or_previews_gets_the_advice_at_once(sign_in, member, button):
    client, url = sign_in(member), reverse("forum:topic_reply", args=[make_topic().pk])
    sent = {"body": "She was <i>promiscuous</i>, they said.", button: "1"}
    answer = client.post(url, sent, headers={"Accept": "application/json"}).json()
    assert "This may sound like blame" in flat(answer["advice"].encode())
    assert "<strong>“promiscuous”</strong>" in answer["advice"]
    again = {"draft_sequence": answer["sequence"], button: "1", "body": "She was not safe."}
    assert client.post(url, again, headers={"Accept": "application/json"}).json()["advice"] == ""
    assert "data-advice" in client.get(url).content.decode()


def test_members_propose_and_another_moderator_decides(member, moderator):
    found = propose_phrase(member=member, **PROPOSAL)
    assert propose_phrase(member=member, **{**PROPOSAL, "phrase": "Chose to stay"}) is None
    assert advice_for(["He chose to stay"]) == []
    decision = {"phrase_id": found.pk, "is_accepted": True, "reason": "Often seen", "shown": "proposed"}
    with pytest.raises(PermissionDenied):
        decide_phrase(moderator=member, **decision)
    assert decide_phrase(moderator=moderator, **decision) is True
    assert decide_phrase(moderator=moderator, **decision) is False
    own = propose_phrase(member=moderator, **{**PROPOSAL, "phrase": "asked for it"})
    with pytest.raises(PermissionDenied):
        decide_phrase(moderator=moderator, **decision | {"phrase_id": own.pk})


def test_a_moderator_who_decides_second_undoes_nothing_unseen_and_keeps_their_reason(sign_in, member, moderator):
    found = propose_phrase(member=member, **PROPOSAL)
    client, page = sign_in(moderator, with_second_step=True), reverse("phrases:phrase", args=[found.pk])
    seen = client.get(page).context["form"]["shown"].value()
    first = MemberFactory(roles=["Moderators"]).with_second_step()
    decide_phrase(phrase_id=found.pk, moderator=first, is_accepted=True, reason="Often seen", shown=seen)
    answer = client.post(page, {"decline": "1", "reason": "Not discussed yet", "shown": seen})
    html = flat(answer.content)
    assert BlamingPhrase.objects.get(pk=found.pk).state == PhraseState.ACCEPTED
    assert "Someone else decided on this phrase" in html
    assert "Not discussed yet" in html
    assert ("It is in the list." in html, "Remove it from the list" in html) == (True, True)
    again = {"decline": "1", "reason": "Not discussed yet", "shown": answer.context["form"]["shown"].value()}
    assert client.post(page, again).status_code == 302
    assert BlamingPhrase.objects.get(pk=found.pk).state == PhraseState.DECLINED


def test_a_moderator_who_accepts_a_phrase_that_another_declined_is_told_so(sign_in, member, moderator):
    found = propose_phrase(member=member, **PROPOSAL)
    client, page = sign_in(moderator, with_second_step=True), reverse("phrases:phrase", args=[found.pk])
    first = MemberFactory(roles=["Moderators"]).with_second_step()
    decide_phrase(phrase_id=found.pk, moderator=first, is_accepted=False, reason="Too wide", shown="proposed")
    answer = client.post(page, {"accept": "1", "reason": "Often seen", "shown": "proposed"}, follow=True)
    assert "Nothing was saved: another moderator has declined this phrase or removed it." in flat(answer.content)
    assert BlamingPhrase.objects.get(pk=found.pk).state == PhraseState.DECLINED
    assert (client.get(page).status_code, sign_in(member).post(page, {}).status_code) == (404, 404)


def test_a_button_pressed_twice_says_the_same_twice(sign_in, member, moderator):
    client, url = sign_in(member), reverse("phrases:phrase_list")
    for _press in range(2):
        assert "Thank you. A moderator will read your proposal." in flat(
            client.post(url, PROPOSAL, follow=True).content
        )
    found = BlamingPhrase.objects.proposed().get()
    staff_client, page = sign_in(moderator, with_second_step=True), reverse("phrases:phrase", args=[found.pk])
    for _press in range(2):
        sent = {"decline": "1", "reason": "Too wide", "shown": "proposed"}
        assert "Your decision is saved." in flat(staff_client.post(page, sent, follow=True).content)


def test_the_pages_take_a_proposal_and_a_decision(sign_in, member, moderator):
    url = reverse("phrases:phrase_list")
    assert sign_in(member).post(url, {**PROPOSAL, "why": ""}).context["form"].errors.keys() == {"why"}
    assert sign_in(member).post(url, PROPOSAL).status_code == 302
    found = BlamingPhrase.objects.proposed().get()
    page = reverse("phrases:phrase", args=[found.pk])
    assert sign_in(member).get(page).status_code == 403
    client = sign_in(moderator, with_second_step=True)
    assert client.post(page, {"decline": "1", "reason": "Too wide", "shown": "proposed"}).status_code == 302
    assert BlamingPhrase.objects.get(pk=found.pk).state == PhraseState.DECLINED
    assert client.get(page).status_code == 404
