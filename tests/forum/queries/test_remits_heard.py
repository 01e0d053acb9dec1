"""The remits that spoke in a topic, as its posts show them, without what posts hide."""

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Board, Topic
from forum.queries.remits_heard import remits_heard
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_merge_topic import merge
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db


def person_of(slug: str, **fields):
    return MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=slug)), **fields)


def slugs(remits) -> list[str]:
    return [one.slug for one in remits]


def begin(client, topic, **query):
    start = reverse("forum:topic_new", args=[topic.board.slug])
    return client.get(start, {"kind": "question", "remit": "faith", "about": topic.pk, **query}).context["form"]


def ask_from(topic, **fields):
    faith = Remit.objects.filter(slug="faith")
    return make_topic(topic.board, kind="question", asked_remits=faith, asked_from=topic, **fields)


@pytest.fixture
def topic():
    return make_topic(author=person_of("housing"), kind="question", asked_remits=Remit.objects.filter(slug="health"))


def test_each_remit_of_the_network_is_in_one_of_three_groups(topic):
    post_reply(topic=topic, author=person_of("policing"), body="We ask about today first.")
    heard = remits_heard(topic, topic.author)
    assert slugs(heard.spoken) == ["policing", "housing"]
    assert slugs(heard.asked) == ["health"]
    groups = [*heard.spoken, *heard.asked, *heard.missing]
    assert sorted(slugs(groups)) == sorted(Remit.objects.values_list("slug", flat=True))


def test_a_remit_that_was_asked_and_spoke_has_spoken(topic):
    post_reply(topic=topic, author=person_of("health"), body="We see it in walk-in centres.")
    assert slugs(remits_heard(topic, topic.author).asked) == []
    assert "health" in slugs(remits_heard(topic, topic.author).spoken)


def test_posts_that_readers_do_not_see_or_that_hide_the_remit_do_not_count(topic, moderator):
    moderator.agency.main_remit = Remit.objects.get(slug="faith")
    moderator.agency.save()
    post_reply(topic=topic, author=moderator, body="Told to us by somebody.", voice=Voice.BEHALF)
    gone = post_reply(topic=topic, author=person_of("labour"), body="Our members pay rent.")
    withdraw_post(post_id=gone.pk, author=gone.author)
    Board.objects.update(holds_replies=True)
    post_reply(topic=topic, author=person_of("council"), body="Nobody sees this yet.")
    assert slugs(remits_heard(topic, topic.author).spoken) == ["housing"]


def test_a_remit_that_changed_since_stays_as_the_post_shows_it(topic):
    agency = topic.author.agency
    agency.main_remit = Remit.objects.get(slug="support")
    agency.save()
    assert slugs(remits_heard(topic, topic.author).spoken) == ["housing"]


@pytest.mark.parametrize("replies", [0, 3, 45])
def test_a_topic_s_remits_cost_one_query_however_long_it_is(django_assert_num_queries, replies):
    topic, reader = make_topic(replies=replies), MemberFactory()
    for _number in range(replies):
        ask_from(topic)
    with django_assert_num_queries(1):
        remits_heard(topic, reader)


def test_the_page_shows_the_groups_and_leads_to_a_question(sign_in, topic):
    html = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert '1 of 10<span class="vh"> remits has spoken</span>' in html
    start = reverse("forum:topic_new", args=[topic.board.slug])
    assert f'href="{start}?kind=question&amp;about={topic.pk}&amp;remit=faith"' in html
    assert "remit=housing" not in html
    assert "remit=health" not in html


def test_the_question_begins_with_the_remit_the_title_and_a_link_to_the_topic(sign_in, topic):
    form = begin(sign_in(MemberFactory()), topic)
    assert form["asked_remits"].value() == [Remit.objects.get(slug="faith").pk]
    assert form["title"].value() == f"Question about: {topic.title}"
    assert form.origin == topic


def test_a_question_asked_from_a_closely_marked_topic_begins_without_its_title_and_as_closely_marked(sign_in, topic):
    Topic.objects.filter(pk=topic.pk).update(marking=Marking.AMBER_STRICT)
    form = begin(sign_in(MemberFactory()), topic)
    assert (form["title"].value(), form["marking"].value(), form.origin) == (None, Marking.AMBER_STRICT, topic)


def test_a_question_is_asked_from_the_topic_where_the_button_was_pressed_also_with_an_older_draft(sign_in, topic):
    client = sign_in(MemberFactory())
    older = make_topic(topic.board)
    start = reverse("forum:topic_new", args=[topic.board.slug], query={"kind": "question"})
    client.post(start, {"title": "Who calls?", "body": "At night.", "asked_from": older.pk, "save": "1"})
    assert client.get(start).context["form"].origin == older
    form = begin(client, topic)
    assert (form["title"].value(), form.origin) == ("Who calls?", topic)


def test_a_question_is_asked_from_the_topic_into_which_the_first_one_was_merged_meanwhile(sign_in, moderator):
    client, into = sign_in(MemberFactory()), make_topic()
    topic = make_topic(into.board)
    start = reverse("forum:topic_new", args=[topic.board.slug], query={"kind": "question"})
    client.post(start, {"title": "Who calls?", "body": "At night.", "asked_from": topic.pk, "save": "1"})
    assert merge(topic, into, moderator)
    assert client.get(start).context["form"].origin == into


def test_a_question_names_no_topic_that_its_writer_cannot_read_or_that_is_on_another_board(sign_in, topic):
    hidden = make_topic(Board.objects.create(name="Closed", slug="closed", aim="To plan.", circle=CircleFactory()))
    client = sign_in(MemberFactory())
    for about in (hidden.pk, make_topic().pk, 0, "x", "9" * 30):
        form = begin(client, topic, about=about, remit="fa\x00ith")
        assert (form["title"].value(), form.origin) == (None, None)


@pytest.mark.parametrize("sent", ["of another board", "x", ""])
def test_a_question_sent_with_any_other_topic_is_asked_from_none(sign_in, topic, sent):
    about = make_topic().pk if sent == "of another board" else sent
    fields = {"title": "Who calls?", "body": "At night.", "marking": "green", "may_act": "check", "voice": "name"}
    start = reverse("forum:topic_new", args=[topic.board.slug], query={"kind": "question"})
    asked = {"asked_remits": [Remit.objects.get(slug="faith").pk], "asked_from": about}
    assert sign_in(MemberFactory()).post(start, fields | asked).status_code == 302
    assert Topic.objects.get(title="Who calls?").asked_from is None


def test_a_topic_shows_the_question_that_was_asked_from_it_and_the_question_shows_the_topic(sign_in, topic):
    client = sign_in(person_of("council"))
    fields = {"title": "Faith: do you see it?", "body": "In halls.", "marking": "green", "may_act": "check"}
    start = reverse("forum:topic_new", args=[topic.board.slug], query={"kind": "question"})
    asked = {"asked_remits": [Remit.objects.get(slug="faith").pk], "asked_from": topic.pk, "voice": "name"}
    client.post(start, fields | asked)
    question = Topic.objects.get(title="Faith: do you see it?")
    page = flat(client.get(topic.get_absolute_url()).content)
    assert "Faith: do you see it?" in page
    assert f'href="{reverse("forum:topic_by_number", args=[question.pk])}"' in page
    assert "remit=faith" not in page
    assert f'href="{topic.get_absolute_url()}"' in flat(client.get(question.get_absolute_url()).content)


@pytest.mark.parametrize(
    ("state", "group"),
    [("open", "asked_elsewhere"), ("answered", "asked_elsewhere"), ("declined", "declined"), ("closed", "missing")],
)
def test_a_remit_asked_in_another_question_is_shown_as_asked_or_declined_or_can_be_asked_again(
    sign_in, topic, state, group
):
    question = ask_from(topic, title="Faith, do you see it?")
    question.asks.update(state=state)
    heard = remits_heard(topic, topic.author)
    groups = ("spoken", "asked", "asked_elsewhere", "declined", "missing")
    assert [name for name in groups if "faith" in slugs(getattr(heard, name))] == [group]
    page = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert ("Faith, do you see it?" in page, "Ask faith" in page) == (state != "closed", state == "closed")


def test_a_question_that_a_reader_cannot_read_is_not_shown_with_the_topic_it_was_asked_from(topic):
    question = ask_from(topic)
    reader = MemberFactory()
    assert slugs(remits_heard(topic, reader).asked_elsewhere) == ["faith"]
    question.board = Board.objects.create(name="Closed", slug="closed", aim="To plan.", circle=CircleFactory())
    question.save()
    assert slugs(remits_heard(topic, reader).asked_elsewhere) == []
    assert "faith" in slugs(remits_heard(topic, reader).missing)


def test_a_question_does_not_name_the_topic_it_was_asked_from_to_readers_who_cannot_read_that(sign_in, topic):
    question = ask_from(topic, title="Faith, do you see it?")
    topic.board = Board.objects.create(name="Closed", slug="closed", aim="To plan.", circle=CircleFactory())
    topic.save()
    assert topic.title not in text_of(sign_in(MemberFactory()).get(question.get_absolute_url()))
