"""A topic's author, or a moderator of its board, corrects its title and facts; readers see the earlier ones."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.change_topic import rename_topic
from forum.actions.correct_topic import correct_topic
from forum.enums import Voice
from forum.models import Board, Post, Topic, TopicEvent, TrendNote
from ratsite.network.models import Area
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.forum.actions.test_withdraw import trend
from tests.markup import flat
from tests.membership_changes import silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member) -> Topic:
    return trend(member).topic


def url(topic) -> str:
    return reverse("forum:topic_correct", args=[topic.pk])


def sent(topic, **changes) -> dict:
    note = TrendNote.objects.get(topic=topic)
    same = {"title": topic.title, "areas": [area.pk for area in note.areas.all()]}
    same |= {"first_month": note.first_month.isoformat(), "last_month": note.last_month.isoformat()}
    return same | changes


def test_readers_see_who_corrected_what_from_what_to_what(member, topic, sign_in):
    areas = list(Area.objects.all()[:3])
    client = sign_in(member)
    assert url(topic) in flat(client.get(topic.get_absolute_url()).content)
    changes = {"title": "Rent taken from pay", "areas": [areas[2].pk], "first_month": "2026-10-01"}
    page = client.post(url(topic), sent(topic, **changes), follow=True)
    assert "The topic has been corrected." in flat(page.content)
    html = flat(sign_in(MemberFactory()).get(Topic.objects.get().get_absolute_url()).content)
    name = member.get_full_name()
    assert f"<strong>{name}</strong> renamed this topic. Before, it was “Rent taken from wages”" in html
    before = ", ".join(area.name for area in areas[:2])
    assert f"<strong>{name}</strong> corrected the areas. Before: {before}. Now: {areas[2].name}" in html
    assert "corrected the months. Before: September 2026 to November 2026. Now: October 2026 to November 2026" in html
    assert "October 2026 to November 2026" in html
    assert TopicEvent.objects.count() == 3


def test_a_correction_does_not_undo_a_rename_that_its_writer_has_not_seen(member, moderator, topic, sign_in):
    client = sign_in(member)
    shown = {"shown": client.get(url(topic)).context["form"]["shown"].value()}
    rename_topic(topic_id=topic.pk, moderator=moderator, title="Rent taken from pay", reason="It is pay")
    months = {"first_month": "2026-10-01", "reason": "I looked it up"}
    page = client.post(url(topic), sent(topic, **months, **shown))
    assert "Someone else corrected this topic after you opened this page." in flat(page.content)
    topic.refresh_from_db()
    assert (topic.title, topic.trend.first_month) == ("Rent taken from pay", dt.date(2026, 9, 1))
    shown = {"shown": page.context["form"]["shown"].value()}
    client.post(url(topic), sent(topic, title="Rent taken from pay", **months, **shown))
    assert (Topic.objects.get().title, TrendNote.objects.get().first_month) == (
        "Rent taken from pay",
        dt.date(2026, 10, 1),
    )


def test_a_form_that_is_sent_twice_corrects_once_and_says_nothing_of_others(member, topic, sign_in):
    client = sign_in(member)
    shown = {"shown": client.get(url(topic)).context["form"]["shown"].value()}
    answers = [client.post(url(topic), sent(topic, title="Rent from pay", **shown)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert TopicEvent.objects.count() == 1


def test_an_old_title_that_says_too_much_is_shown_no_more(member, topic, sign_in):
    client = sign_in(member)
    client.post(url(topic), sent(topic, title="Rent from pay"))
    topic.refresh_from_db()
    client.post(url(topic), sent(topic, title="Rent", hides_old="on"))
    Topic.objects.update(title="Ring 07700 900123")
    client.post(url(topic), sent(topic, title="Rents"))
    html = flat(client.get(Topic.objects.get().get_absolute_url()).content)
    assert [old for old in ("Rent taken from wages", "Rent from pay", "07700 900123") if old in html] == []
    assert html.count("Before, it was under a title that we no longer show") == 3


def test_an_unchanged_field_leaves_no_line_in_the_topic(member, topic, sign_in):
    page = sign_in(member).post(url(topic), sent(topic), follow=True)
    assert "nothing was changed" in flat(page.content)
    assert (TopicEvent.objects.count(), ModelLogEntry.objects.filter(action="forum.topic.correct").count()) == (0, 0)


def test_a_moderator_gives_a_reason_that_is_shown_to_readers_and_logged(topic, moderator, sign_in):
    topic.board.moderators.add(moderator)
    client = sign_in(moderator, with_second_step=True)
    change = sent(topic, last_month="2026-10-01")
    assert "Tell readers of the topic why" in flat(client.post(url(topic), change).content)
    client.post(url(topic), change | {"reason": "The author told us"})
    assert "The author told us" in flat(client.get(topic.get_absolute_url()).content)
    entry = ModelLogEntry.objects.get(action="forum.topic.correct")
    assert (entry.user, entry.data["reason"], entry.data["changed"]) == (moderator, "The author told us", ["months"])


def test_the_author_needs_no_reason_and_a_moderator_cannot_do_without(member, topic, moderator):
    topic.board.moderators.add(moderator)
    correct_topic(topic_id=topic.pk, actor=member, title="Rent from pay")
    entry = ModelLogEntry.objects.get(action="forum.topic.correct")
    assert (entry.user, entry.data["reason"]) == (
        member,
        "No reason is needed, because this only affects the person who did it.",
    )
    assert TopicEvent.objects.get().reason == ""
    with pytest.raises(ValueError, match="needs a reason"):
        correct_topic(topic_id=topic.pk, actor=moderator, title="Rent from wages")


def test_one_who_began_it_without_their_name_is_not_named_by_a_correction(member, sign_in):
    post = trend(member)
    Post.objects.filter(pk=post.pk).update(voice=Voice.ROLE)
    Topic.objects.filter(pk=post.topic_id).update(shown_as="Someone in housing")
    sign_in(member).post(url(post.topic), sent(post.topic, title="Rent from pay"))
    event = TopicEvent.objects.get()
    assert (event.actor, event.shown_as) == (None, "Someone in housing")
    assert ModelLogEntry.objects.get(action="forum.topic.correct").user is None


@pytest.mark.parametrize("title", ["Ring 07700 900123", "", "x" * 141])
def test_a_title_that_may_identify_someone_or_is_none_is_refused_and_stays_in_the_form(member, topic, sign_in, title):
    page = sign_in(member).post(url(topic), sent(topic, title=title))
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["title"])
    assert page.context["form"]["title"].value() == title
    assert not TopicEvent.objects.exists()


def test_the_action_itself_refuses_a_title_that_may_identify_someone(member, topic, moderator):
    topic.board.moderators.add(moderator)
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            correct_topic(topic_id=topic.pk, actor=person, title="Ring 07700 900123")
    assert Topic.objects.get().title == "Rent taken from wages"


def test_months_the_wrong_way_round_and_no_area_are_refused(member, topic, sign_in):
    change = sent(topic, areas=[], first_month="2026-11-01", last_month="2026-10-01")
    page = sign_in(member).post(url(topic), change)
    assert sorted(page.context["form"].errors) == ["areas", "last_month"]
    assert TrendNote.objects.get().first_month == dt.date(2026, 9, 1)


def pre_moderate(member, topic):
    type(member).objects.filter(pk=member.pk).update(held_until=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))


def hold_topics(member, topic):
    Board.objects.update(holds_topics=True)


def hold_newcomers(member, topic):
    Board.objects.update(holds_newcomers=True)


@pytest.mark.parametrize("happens", [pre_moderate, hold_topics, hold_newcomers])
def test_a_pre_moderated_author_is_asked_to_contact_a_moderator(member, topic, sign_in, happens):
    happens(member, topic)
    page = sign_in(member).post(url(topic), sent(topic, title="Rent from pay"))
    assert "Ask a moderator to make this correction" in flat(page.content)
    with pytest.raises(PermissionDenied):
        correct_topic(topic_id=topic.pk, actor=type(member).objects.get(pk=member.pk), title="Rent from pay")
    assert Topic.objects.get().title == "Rent taken from wages"


def lock(member):
    Topic.objects.update(is_locked=True)


def archive(member):
    Topic.objects.update(is_archived=True)


@pytest.mark.parametrize("happens", [lock, archive, silence])
def test_a_closed_topic_and_a_silenced_author_correct_nothing(member, topic, sign_in, happens):
    happens(member)
    client = sign_in(member)
    assert client.post(url(topic), sent(topic, title="Rent from pay")).status_code == 403
    assert url(topic) not in flat(client.get(topic.get_absolute_url()).content)


def test_nobody_else_corrects_it(topic, moderator, sign_in):
    topic.board.moderators.add(MemberFactory(roles=["Moderators"]))  # so that it is not this moderator's
    for person in (MemberFactory(), moderator):
        assert sign_in(person).post(url(topic), sent(topic, title="x")).status_code == 403
        with pytest.raises(PermissionDenied):
            correct_topic(topic_id=topic.pk, actor=person, title="x")


def test_a_discussion_has_a_title_to_correct_and_nothing_else(member, sign_in):
    topic = make_topic(BoardFactory(), member, title="Romos let again")
    client = sign_in(member)
    assert list(client.get(url(topic)).context["form"].fields) == ["title", "hides_old", "shown", "reason"]
    client.post(url(topic), {"title": "Rooms let again"})
    topic.refresh_from_db()
    assert (topic.title, topic.slug) == ("Rooms let again", "rooms-let-again")


def test_a_trend_note_of_all_areas_keeps_every_name_in_its_history(member, topic):
    areas = list(Area.objects.all())
    note = TrendNote.objects.get()
    months = {"first_month": note.first_month, "last_month": note.last_month}
    for chosen in (areas, areas[:-1]):
        correct_topic(topic_id=topic.pk, actor=member, title=topic.title, areas=chosen, **months)
    detail = TopicEvent.objects.order_by("pk").last().detail
    assert [area.name in detail for area in areas] == [True] * len(areas)
    assert detail.endswith(areas[-2].name)
