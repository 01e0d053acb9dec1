"""Words that suggest a child make the form ask; on a board about children every topic counts as about a child."""

import pytest
from django.urls import reverse

from forum.models import Board, Post, Topic
from ratsite.network.models import AffectedGroup, Area
from tests.factories import MemberFactory, make_topic, make_trend_note
from tests.forum.text.test_identifier_check import PHONE, SPEAK, STOPPED, WHY, reply, text_of

pytestmark = pytest.mark.django_db
ABOUT = "A girl aged 14 was collected by an older man."
WITH_PHONE = f"{ABOUT} Ring her on {PHONE}."
QUESTION = "Is this about someone under 18?"
REFER = "Safeguard and refer first."


@pytest.fixture
def topic():
    return make_topic(author=MemberFactory())


@pytest.fixture
def writer(member, sign_in):
    return sign_in(member)


def start(client, board, **more):
    sent = {"title": "An older man", "body": ABOUT, "marking": "green", "may_act": "check", **more}
    return client.post(reverse("forum:topic_new", args=[board.slug]), sent, follow=True)


@pytest.mark.parametrize("words", [ABOUT, "The year 9 pupil is missing.", "shes 15yo and calls him uncle"])
def test_a_text_that_may_be_about_a_child_is_not_posted_before_its_writer_has_answered(writer, topic, words):
    text = text_of(reply(writer, topic, words))
    assert QUESTION in text
    assert "Say whether this is about someone under 18" in text
    assert words in text
    assert not Post.objects.filter(number=2).exists()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_with_an_answer_a_text_that_identifies_nobody_is_posted(writer, topic, answer):
    reply(writer, topic, ABOUT, about_child=answer)
    assert Post.objects.get(number=2).is_live


def test_the_question_about_a_child_says_once_what_to_do_first(writer, topic, member):
    area = Area.objects.get(slug="walsall")
    Area.objects.filter(pk=area.pk).update(front_door_name="The door", front_door_phone="0121 496 0999")
    member.agency.areas.set([area])
    text = text_of(reply(writer, topic, ABOUT))
    assert text.index(REFER) < text.index(">The door</a>") < text.index(QUESTION)
    assert ">0121 496 0999</a>" in text
    assert not Post.objects.filter(number=2).exists()
    reply(writer, topic, ABOUT, about_child="yes")
    assert Post.objects.get(number=2).is_live


def test_a_topic_that_its_writer_ticks_as_about_children_is_stopped_once_to_say_what_to_do_first(writer, topic):
    children = AffectedGroup.objects.get(slug="children")
    sent = {"body": "Lifts to work.", "affected": [children.pk]}
    text = text_of(start(writer, topic.board, **sent))
    assert REFER in text
    assert QUESTION not in text
    assert '<input type="hidden" name="refer_first" value="1">' in text
    assert Topic.objects.count() == 1
    start(writer, topic.board, **sent, refer_first="1")
    assert Topic.objects.get(title="An older man").posts.get().is_live


def test_a_trend_note_leads_to_the_front_doors_of_its_own_areas(writer, topic, member):
    for slug, door in (("walsall", "Own door"), ("dudley", "Door there")):
        Area.objects.filter(slug=slug).update(front_door_name=door)
    member.agency.areas.set(Area.objects.filter(slug="walsall"))
    note = make_trend_note(topic.board, MemberFactory(), areas=Area.objects.filter(slug="dudley"))
    note.affected.set(AffectedGroup.objects.filter(slug="children"))
    for page in (note.get_absolute_url(), reverse("forum:topic_reply", args=[note.pk])):
        text = text_of(writer.get(page))
        assert text.count(REFER) == 1
        assert ">Door there</a>" in text
        assert "Own door" not in text
    reply(writer, note, "Lifts to work.")  # the page has said it: nothing is stopped
    assert note.posts.get(number=2).is_live
    assert REFER not in text_of(writer.get(topic.get_absolute_url()))


def test_adults_and_programme_years_are_not_asked_about(writer, topic):
    reply(writer, topic, "Men aged 25 to 34, in year 2 of the programme.")
    assert Post.objects.get(number=2).is_live


@pytest.mark.parametrize(("answer", "is_posted"), [("yes", False), ("no", True)])
def test_an_identifier_cannot_be_justified_where_a_child_is_concerned(writer, topic, answer, is_posted):
    text = text_of(reply(writer, topic, WITH_PHONE, explanation=WHY, about_child=answer))
    assert Post.objects.count() == 1 + is_posted  # it waits for a moderator
    assert (REFER in text, STOPPED in text) == (not is_posted, not is_posted)
    assert SPEAK not in text or is_posted


def test_a_new_topic_whose_writer_says_yes_is_tagged_as_about_children(writer, topic):
    start(writer, topic.board)
    assert Topic.objects.count() == 1
    start(writer, topic.board, about_child="yes")
    assert [group.slug for group in Topic.objects.get(title="An older man").affected.all()] == ["children"]


def test_on_a_board_about_children_nobody_is_asked_and_nothing_can_be_explained(writer, topic):
    Board.objects.update(is_about_children=True)
    text = text_of(reply(writer, topic, WITH_PHONE, explanation=WHY))
    assert QUESTION not in text
    assert REFER in text
    assert SPEAK not in text
    page = text_of(writer.get(reverse("forum:topic_new", args=[topic.board.slug])))
    assert "Everything here is about children." in page
    assert REFER in text_of(start(writer, topic.board, body=WITH_PHONE, explanation=WHY))
    assert Post.objects.count() == 1
    reply(writer, topic, ABOUT)
    assert Post.objects.get(number=2).is_live


def test_the_question_stops_no_preview_and_keeps_its_answer(writer, topic):
    text = text_of(reply(writer, topic, WITH_PHONE, redact="1"))
    result = ABOUT + " Ring her on [phone number removed]."
    assert text.count(result) >= 2  # in the preview and in the form
    assert QUESTION in text
    assert not Post.objects.filter(number=2).exists()
    answered = writer.post(
        reverse("forum:topic_reply", args=[topic.pk]), {"body": ABOUT, "preview": "1", "about_child": "no"}
    )
    assert answered.context["form"].child_question["about_child"].value() == "no"
