"""The author of a question or trend note is asked once what came of it, six weeks after the last post."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.actions.close_with_line import close_with_line
from forum.enums import AskState
from forum.models import Board, Topic
from ratsite.catchup.queries.needs import needs_of
from ratsite.network.models import Remit
from tests.factories import BoardFactory, MemberFactory, make_topic, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
LINE = "Two more beds were found."


def left(topic: Topic, **ago) -> Topic:
    Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - dt.timedelta(**ago))
    topic.refresh_from_db()
    return topic


def asked_of(person) -> list[str]:
    return [row.title for row in needs_of(person).rows if row.why.startswith("What happened next")]


@pytest.fixture
def topic():
    asked = Remit.objects.filter(slug="health")
    topic = make_topic(kind="question", asked_remits=asked, title="Beds")
    topic.asks.update(state=AskState.CLOSED)
    return left(topic, weeks=7)


def url(topic: Topic) -> str:
    return reverse("forum:closing_line", args=[topic.pk])


def test_the_author_is_asked_six_weeks_after_the_last_post_on_a_question_or_trend_note(topic, member):
    assert asked_of(topic.author) == ["Beds"]
    topic.asks.update(state=AskState.OPEN)
    assert asked_of(topic.author) == []  # its author is asked about its end first
    assert asked_of(member) == []
    note = make_trend_note(BoardFactory(), MemberFactory())
    note.asks.update(state=AskState.CLOSED)
    assert len(asked_of(left(note, weeks=7).author)) == 1
    for other in (left(make_topic(), weeks=7), left(topic, weeks=5), left(topic, weeks=27)):
        assert asked_of(other.author) == []


@pytest.mark.parametrize("sent", [{"line": LINE}, {"nothing": "1", "from": "catch-up"}])
def test_each_answer_ends_the_asking_and_readers_see_it(sign_in, topic, member, sent):
    assert sign_in(topic.author).post(url(topic), sent).status_code == 302
    assert asked_of(topic.author) == []
    html = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert (LINE in html) == ("line" in sent)
    assert ("nothing known yet" in html) == ("nothing" in sent)


def test_an_author_who_answered_nothing_yet_can_write_a_line_later(topic):
    assert close_with_line(topic_id=topic.pk, person=topic.author, line="") is True
    assert close_with_line(topic_id=topic.pk, person=topic.author, line="") is False
    assert close_with_line(topic_id=topic.pk, person=topic.author, line=LINE) is True


def test_an_empty_or_identifying_line_is_refused_and_shown_again(sign_in, topic):
    for typed in ("", "Ring 07700 900123 about it"):
        answer = sign_in(topic.author).post(url(topic), {"line": typed})
        assert list(answer.context["form"].errors) == ["line"]
        assert typed in flat(answer.content)
    with pytest.raises(PermissionDenied):
        close_with_line(topic_id=topic.pk, person=topic.author, line="Ring 07700 900123")
    topic.refresh_from_db()
    assert topic.closing_said_at is None


@pytest.mark.parametrize("field", ["holds_replies", "holds_newcomers"])
def test_a_closing_line_that_would_be_held_is_refused_and_offered_as_a_reply(sign_in, topic, field):
    Board.objects.update(**{field: True})
    page = flat(sign_in(topic.author).post(url(topic), {"line": LINE}).content)
    assert "A moderator must read what you write before it is published. Post it as a reply instead." in page
    assert LINE in page
    with pytest.raises(PermissionDenied):
        close_with_line(topic_id=topic.pk, person=topic.author, line=LINE)
    assert sign_in(topic.author).post(url(topic), {"nothing": "1"}).status_code == 302
    assert Topic.objects.get(pk=topic.pk).closing_line == ""


def test_a_closing_line_is_not_held_as_a_new_topic(topic):
    Board.objects.update(holds_topics=True)
    assert close_with_line(topic_id=topic.pk, person=topic.author, line=LINE) is True


def test_nobody_else_says_it_and_a_discussion_owes_no_line(topic, member, moderator):
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            close_with_line(topic_id=topic.pk, person=person, line=LINE)
    with pytest.raises(PermissionDenied):
        close_with_line(topic_id=left(make_topic(), weeks=7).pk, person=topic.author, line=LINE)


@pytest.mark.parametrize("sent", [{"nothing": "1"}, {"line": "We know nothing more."}])
def test_a_line_that_another_wrote_meanwhile_is_read_before_it_is_replaced(sign_in, moderator, sent):
    note = make_trend_note(BoardFactory(), MemberFactory())
    close_with_line(topic_id=note.pk, person=moderator.with_second_step(), line=LINE)
    page = sign_in(note.author).post(url(note), sent | {"shown": ""})
    assert "Someone else changed this line" in page.content.decode()
    assert LINE in page.content.decode()
    assert Topic.objects.get(pk=note.pk).closing_line == LINE
    if "line" in sent:
        assert sent["line"] in page.content.decode()
    assert page.client.post(url(note), sent | {"shown": LINE, "sure": "1"}).status_code == 302
    assert Topic.objects.get(pk=note.pk).closing_line == sent.get("line", "")


def test_a_published_line_is_removed_only_after_a_question(sign_in, topic):
    close_with_line(topic_id=topic.pk, person=topic.author, line=LINE)
    client = sign_in(topic.author)
    page = flat(client.post(url(topic), {"nothing": "1", "shown": LINE, "line": LINE}).content)
    assert "Remove the line?" in page
    assert LINE in page
    assert Topic.objects.get(pk=topic.pk).closing_line == LINE
    assert client.post(url(topic), {"nothing": "1", "shown": LINE, "sure": "1"}).status_code == 302
    assert Topic.objects.get(pk=topic.pk).closing_line == ""


@pytest.mark.parametrize("published", ["", LINE])
def test_a_line_that_was_typed_is_not_lost_with_nothing_yet(sign_in, topic, published):
    if published:
        close_with_line(topic_id=topic.pk, person=topic.author, line=published)
    sent = {"nothing": "1", "shown": published, "line": "The council has a new list."}
    answer = sign_in(topic.author).post(url(topic), sent)
    assert "You wrote a line here." in flat(answer.content)
    assert sent["line"] in flat(answer.content)
    assert Topic.objects.get(pk=topic.pk).closing_line == published


@pytest.mark.parametrize(("published", "button"), [("", "Nothing yet"), (LINE, "Remove the line")])
def test_an_empty_line_is_answered_with_the_name_of_the_other_button(sign_in, topic, published, button):
    if published:
        close_with_line(topic_id=topic.pk, person=topic.author, line=published)
    page = flat(sign_in(topic.author).post(url(topic), {"line": "", "shown": published}).content)
    assert f"Say in a sentence what happened, or choose “{button}”" in page
    assert {name for name in ("Nothing yet", "Remove the line") if name in page} == {button}


@pytest.mark.parametrize(("line", "holds"), [("Ring 07700 900123.", False), (LINE, True)])
def test_a_line_that_would_be_refused_today_can_be_removed(sign_in, topic, line, holds):
    Topic.objects.filter(pk=topic.pk).update(closing_line=line, closing_said_at=timezone.now())
    Board.objects.update(holds_replies=holds)
    client, sent = sign_in(topic.author), {"nothing": "1", "shown": line, "line": line}
    assert "Remove the line?" in flat(client.post(url(topic), sent).content)
    assert client.post(url(topic), sent | {"sure": "1"}).status_code == 302
    assert Topic.objects.get(pk=topic.pk).closing_line == ""
