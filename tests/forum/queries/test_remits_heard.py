"""The remits in a conversation: what posts show, and nothing that they hide."""

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Board
from forum.queries.remits_heard import remits_heard
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def person_of(slug: str, **fields):
    return MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=slug)), **fields)


def slugs(remits) -> list[str]:
    return [one.slug for one in remits]


@pytest.fixture
def topic():
    return make_topic(author=person_of("housing"), kind="question", asked_remits=Remit.objects.filter(slug="health"))


def test_each_remit_of_the_network_is_in_one_of_three_groups(topic):
    post_reply(topic=topic, author=person_of("policing"), body="We ask about today first.")
    heard = remits_heard(topic)
    assert slugs(heard.spoken) == ["policing", "housing"]
    assert slugs(heard.asked) == ["health"]
    groups = [*heard.spoken, *heard.asked, *heard.missing]
    assert sorted(slugs(groups)) == sorted(Remit.objects.values_list("slug", flat=True))


def test_a_remit_that_was_asked_and_spoke_has_spoken(topic):
    post_reply(topic=topic, author=person_of("health"), body="We see it in walk-in centres.")
    assert slugs(remits_heard(topic).asked) == []
    assert "health" in slugs(remits_heard(topic).spoken)


def test_posts_that_readers_do_not_see_or_that_hide_the_remit_do_not_count(topic, moderator):
    moderator.agency.main_remit = Remit.objects.get(slug="faith")
    moderator.agency.save()
    post_reply(topic=topic, author=moderator, body="Told to us by somebody.", voice=Voice.BEHALF)
    gone = post_reply(topic=topic, author=person_of("labour"), body="Our members pay rent.")
    withdraw_post(post_id=gone.pk, author=gone.author)
    Board.objects.update(holds_replies=True)
    post_reply(topic=topic, author=person_of("council"), body="Nobody sees this yet.")
    assert slugs(remits_heard(topic).spoken) == ["housing"]


def test_a_remit_that_changed_since_stays_as_the_post_shows_it(topic):
    agency = topic.author.agency
    agency.main_remit = Remit.objects.get(slug="support")
    agency.save()
    assert slugs(remits_heard(topic).spoken) == ["housing"]


@pytest.mark.parametrize("replies", [0, 3, 45])
def test_it_costs_one_query_for_a_topic_of_any_length(django_assert_num_queries, replies):
    topic = make_topic(replies=replies)
    with django_assert_num_queries(1):
        remits_heard(topic)


def test_the_page_shows_the_groups_and_leads_to_a_question(sign_in, topic):
    html = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert "1 of 10 remits has spoken" in html
    start = reverse("forum:topic_new", args=[topic.board.slug])
    assert f'href="{start}?kind=question&amp;about={topic.pk}&amp;remit=faith"' in html
    assert "remit=housing" not in html
    assert "remit=health" not in html


def test_the_question_begins_with_the_remit_and_the_address_of_the_topic(sign_in, topic):
    start = reverse("forum:topic_new", args=[topic.board.slug])
    form = (
        sign_in(MemberFactory()).get(start, {"kind": "question", "remit": "faith", "about": topic.pk}).context["form"]
    )
    assert form["asked_remits"].value() == [Remit.objects.get(slug="faith").pk]
    assert form["body"].value().startswith(f"This is about http://testserver/forum/topics/{topic.pk}/")


def test_a_question_names_no_topic_that_its_writer_cannot_read_or_that_is_on_another_board(sign_in, topic):
    hidden = make_topic(Board.objects.create(name="Closed", slug="closed", aim="To plan.", circle=CircleFactory()))
    start = reverse("forum:topic_new", args=[topic.board.slug])
    client = sign_in(MemberFactory())
    for about in (hidden.pk, make_topic().pk, 0, "x", "9" * 30):
        form = client.get(start, {"kind": "question", "remit": "fa\x00ith", "about": about}).context["form"]
        assert not form["body"].value()
