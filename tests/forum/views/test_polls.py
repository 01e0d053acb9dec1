"""The pages of a poll: each poll has its own address, whichever one of the topic is open."""

import pytest
from django.urls import reverse

from forum.actions.run_poll import end_poll
from forum.models import Poll
from ratsite.sanctions.enums import SanctionKind
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_run_poll import choose, start
from tests.markup import flat

pytestmark = pytest.mark.django_db


def test_an_earlier_poll_can_be_read_and_deleted_while_another_one_is_open(sign_in, moderator):
    topic = make_topic()
    first = start(topic)
    end_poll(poll_id=first.pk, person=topic.author)
    second = start(topic, question="Where shall we meet?")
    client = sign_in(MemberFactory())
    assert client.get(reverse("forum:topic_poll", args=[topic.pk]))["Location"] == second.get_absolute_url()
    assert f'href="{first.get_absolute_url()}"' in client.get(second.get_absolute_url()).content.decode()
    assert "When shall we meet?" in flat(client.get(first.get_absolute_url()).content)
    page = reverse("forum:poll_delete", args=[first.pk])
    sent = {"reason": "It describes a person"}
    assert sign_in(moderator, with_second_step=True).post(page, sent).status_code == 302
    assert list(Poll.objects.all()) == [second]


@pytest.mark.parametrize(("by", "asks"), [("person", False), ("agency", True)])
def test_only_a_poll_by_agency_says_that_a_voter_must_belong_to_one(sign_in, by, asks):
    poll, alone = start(make_topic(), by=by), MemberFactory(agency=None)
    assert ("you must belong to an agency" in flat(sign_in(alone).get(poll.get_absolute_url()).content)) == asks


def test_a_person_who_votes_after_a_colleague_reads_that_their_agency_has_voted(sign_in, member):
    poll = start(make_topic(), by="agency")
    html = flat(sign_in(member).get(poll.get_absolute_url()).content)
    assert ("Your agency has voted" in html, "Change my agency’s vote" in html) == (False, False)
    choose(poll, MemberFactory(agency=member.agency), position=2)
    html = flat(sign_in(member).get(poll.get_absolute_url()).content)
    change = "If you choose another option, you will change your agency’s vote."
    assert f"Your agency has voted for “At four”. {change}" in html
    assert ("Change my agency’s vote" in html, "Change my vote" in html) == (True, False)


def test_a_poll_that_ended_early_says_when_and_promises_nothing_more(sign_in, member, clock):
    clock.set("2026-11-20", "12:00")
    poll = start(make_topic())
    before = flat(sign_in(member).get(poll.get_absolute_url()).content)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    after = flat(sign_in(member).get(poll.get_absolute_url()).content)
    promise = "Nobody sees a result before the poll has ended"
    assert ("<strong>27 November 2026</strong>" in before, promise in before) == (True, True)
    assert ("<dt>Ended</dt><dd><strong>20 November 2026</strong></dd>" in after, promise in after) == (True, False)
    assert "27 November 2026" not in after


def test_a_person_who_may_not_write_reads_why_they_cannot_vote(sign_in, sanction, member):
    poll = start(make_topic())
    sanction(member, SanctionKind.SILENCE)
    html = flat(sign_in(member).get(poll.get_absolute_url()).content)
    assert "To vote, you must be allowed to write here." in html


@pytest.mark.parametrize("by", ["agency", "person"])
def test_a_poll_by_name_that_has_ended_no_longer_says_when_readers_will_see_the_names(sign_in, member, by):
    poll = start(make_topic(), is_named=True, by=by)
    later, client = "name, once the poll has ended", sign_in(member)
    assert later in flat(client.get(poll.get_absolute_url()).content)
    end_poll(poll_id=poll.pk, person=poll.started_by)
    html = flat(client.get(poll.get_absolute_url()).content)
    assert (later in html, f"With your {'agency’s name' if by == 'agency' else 'name'}</span>" in html) == (False, True)


AT_ONCE = "Everyone who can read the topic will see at once"


@pytest.mark.parametrize(
    ("is_named", "by", "warning"),
    [
        (False, "person", "If fewer than 3 people chose an option, its number stays hidden."),
        (False, "agency", "If fewer than 3 agencies chose an option, its number stays hidden."),
        (True, "person", f"{AT_ONCE} who chose what. People who wanted to change their vote cannot."),
        (True, "agency", f"{AT_ONCE} which agency chose what. Agencies that wanted to change their vote cannot."),
    ],
)
def test_a_page_says_what_ending_a_poll_loses_before_it_ends(sign_in, is_named, by, warning):
    poll = start(make_topic(), is_named=is_named, by=by)
    client, page = sign_in(poll.topic.author), reverse("forum:poll_end", args=[poll.pk])
    assert f'href="{page}"' in client.get(poll.get_absolute_url()).content.decode()
    html = flat(client.get(page).content)
    assert ("you cannot open it again" in html, warning in html) == (True, True)
    assert Poll.objects.get().is_open
    for press in range(2):  # pressed twice
        answer = client.post(page)
        assert (answer.status_code, answer["Location"]) == (302, poll.get_absolute_url()), press
    assert not Poll.objects.get().is_open
    assert client.get(page)["Location"] == poll.get_absolute_url()


def test_a_reader_of_a_poll_cannot_end_it(sign_in, member):
    poll = start(make_topic())
    client, page = sign_in(member), reverse("forum:poll_end", args=[poll.pk])
    assert (client.get(page).status_code, client.post(page).status_code) == (403, 403)
    assert Poll.objects.get().is_open
