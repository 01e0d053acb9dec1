"""Move a topic to another board: rights on both, a preview of gained and lost readers, and nothing left behind."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.follow import follow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.enums import MOVES, About
from forum.models import Board, Post, Topic
from forum.queries.audience import readers_after
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail, Notification
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note
from tests.markup import text_of
from tests.queries import LOG_LOCK

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
REASON = "It is about planning."


@pytest.fixture
def circle():
    return CircleFactory()


@pytest.fixture
def mover(circle):
    """A moderator who is also in this module's circle, and so moderates its boards."""
    person = MemberFactory(roles=["Moderators"])
    circle.people.add(person)
    return person


@pytest.fixture
def inside(circle) -> Board:
    return BoardFactory(circle=circle)


@pytest.fixture
def topic() -> Topic:
    return make_topic(BoardFactory(), replies=2)


def move(topic: Topic, board: Board, moderator, *, shown_hash: str | None = None) -> bool:
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    shown_hash = shown_hash or readers_after(topic.board, board.circle).counts
    return move_topic(topic_id=topic.pk, moderator=moderator, board_id=board.pk, reason=REASON, shown_hash=shown_hash)


def url(topic: Topic) -> str:
    return reverse("forum:topic_move", args=[topic.pk])


def new_to(person, topic: Topic) -> int:
    return Topic.objects.with_reading(person).get(pk=topic.pk).new_posts


def counts(*boards: Board) -> list[tuple[int, int]]:
    return [Board.objects.values_list("topic_count", "post_count").get(pk=board.pk) for board in boards]


def test_gained_and_lost_readers_are_shown_before_anything_is_saved(topic, inside, mover, sign_in):
    MemberFactory.create_batch(2)
    client = sign_in(mover, with_second_step=True)
    assert "Choose a board" in text_of(client.post(url(topic), {"reason": REASON}))
    sent = {"board": inside.pk, "reason": REASON}
    page = text_of(client.post(url(topic), sent))
    assert "After this, 1 person in 1 agency will be able to read it. Nobody will gain access." in page
    assert "3 people who can read it now will lose access. We notify only those who wrote what you move." in page
    assert Topic.objects.get(pk=topic.pk).board == topic.board
    shown_hash = client.post(url(topic), sent).context["readers"].counts
    answer = client.post(url(topic), {**sent, "confirm": "1", "shown_hash": shown_hash}, follow=True)
    assert "The topic has been moved to its new board." in text_of(answer)
    assert "moved this topic here from another board: It is about planning." in text_of(answer)
    assert topic.board.name not in text_of(answer)
    answer = client.post(url(topic), {**sent, "confirm": "1", "shown_hash": shown_hash})
    assert "It was already like that" in text_of(answer, status=409)
    assert ModelLogEntry.objects.get(action="forum.topic.move").data["after"] == inside.pk


def test_a_moderator_reads_that_a_trends_figures_stop_where_its_readers_change(inside, mover, sign_in):
    board, note = BoardFactory(), BoardFactory()
    note.moderators.add(mover)
    board.moderators.add(mover)
    trend = make_trend_note(note, MemberFactory())
    client = sign_in(mover, with_second_step=True)
    warning = "We will no longer show figures for this month or any month before it"
    assert warning in text_of(client.post(url(trend), {"board": inside.pk, "reason": REASON}))
    assert warning not in text_of(client.post(url(trend), {"board": board.pk, "reason": REASON}))


def test_other_numbers_than_those_shown_move_nothing(topic, inside, mover, sign_in):
    client = sign_in(mover, with_second_step=True)
    sent = {"board": inside.pk, "reason": REASON}
    shown_hash = client.post(url(topic), sent).context["readers"].counts
    inside.circle.people.add(MemberFactory())
    page = text_of(client.post(url(topic), {**sent, "confirm": "1", "shown_hash": shown_hash}))
    assert "Nothing was saved: check" in page
    assert "2 people in 2 agencies" in page
    assert not topic.events.exists()


@pytest.mark.parametrize("moderates_source", [True, False])
@pytest.mark.parametrize("moderates_destination", [True, False])
def test_a_move_needs_a_moderator_of_both_boards(topic, moderator, sign_in, moderates_source, moderates_destination):
    there, other = BoardFactory(), MemberFactory(roles=["Moderators"])
    topic.board.moderators.add(moderator if moderates_source else other)
    there.moderators.add(moderator if moderates_destination else other)
    client = sign_in(moderator, with_second_step=True)
    shown_hash = readers_after(topic.board, there.circle).counts
    sent = {"board": there.pk, "reason": REASON, "confirm": "1", "shown_hash": shown_hash}
    status = client.post(url(topic), sent).status_code
    assert status == (403 if not moderates_source else 302 if moderates_destination else 200)
    may = moderates_source and moderates_destination
    assert Topic.objects.get(pk=topic.pk).board == (there if may else topic.board)
    if not may:
        with pytest.raises(PermissionDenied):
            move(topic, there, moderator)


def test_a_board_that_the_moderator_cannot_see_is_answered_like_one_that_is_not_there(topic, moderator, sign_in):
    hidden = BoardFactory(circle=CircleFactory(name="Hidden circle"), name="Hidden board")
    client = sign_in(moderator, with_second_step=True)
    pages = [text_of(client.post(url(topic), {"board": pk, "reason": REASON})) for pk in (hidden.pk, 999_999)]
    assert pages[0].count("Choose a board that you manage") == pages[1].count("Choose a board that you manage") > 0
    assert "Hidden" not in pages[0]
    with pytest.raises(PermissionDenied):
        move(topic, hidden, moderator)


@pytest.mark.parametrize(
    ("marking", "values", "words"),
    [
        ("amber_strict", {"ceiling": "green"}, "Choose a stricter one for that board first"),
        ("green", {"state": "archived"}, "Choose a board that you manage"),
    ],
)
def test_a_topic_that_the_other_board_cannot_take_stays(mover, sign_in, marking, values, words):
    topic, there = make_topic(BoardFactory(), marking=marking), BoardFactory(**values)
    client = sign_in(mover, with_second_step=True)
    assert words in text_of(client.post(url(topic), {"board": there.pk, "reason": REASON}))
    with pytest.raises((PermissionDenied, Stale)):
        move(topic, there, mover)
    topic.refresh_from_db()
    assert (topic.board_id == there.pk, topic.marking) == (False, marking)


def test_a_closely_marked_topic_gets_no_new_readers_by_a_move(circle, mover):
    topic = make_topic(BoardFactory(circle=circle, ceiling="red"), marking="red")
    wider = CircleFactory()
    wider.people.add(mover, MemberFactory())
    with pytest.raises(Stale):
        move(topic, BoardFactory(circle=wider, ceiling="red"), mover)
    assert move(topic, BoardFactory(circle=circle, ceiling="red"), mover) is True


def test_boards_count_their_published_posts_and_name_the_newest(topic, mover):
    older, there = make_topic(topic.board), BoardFactory()
    post_reply(topic=topic, author=topic.author, body="Newest")
    assert move(topic, there, mover) is True
    assert counts(topic.board, there) == [(1, 1), (1, 4)]
    assert [Board.objects.get(pk=pk).latest_topic for pk in (topic.board_id, there.pk)] == [older, topic]


def test_posts_stay_read_and_unread_for_each_reader_on_the_new_board(clock, topic, mover):
    there = BoardFactory()
    joined = clock.now - dt.timedelta(days=30)
    marked, caught_up, newcomer, both = MemberFactory.create_batch(4, approved_at=joined)
    mark_topic_read(topic=topic, reader=marked, number=2)
    clock.forward(hours=1)
    catch_up(reader=caught_up, boards=[topic.board], until=clock.now)
    catch_up(reader=newcomer, boards=[there], until=clock.now)
    catch_up(reader=both, boards=[topic.board, there], until=clock.now)
    clock.forward(minutes=1)
    topic = Topic.objects.get(pk=post_reply(topic=topic, author=topic.author, body="Four").topic_id)
    before = {person.pk: new_to(person, topic) for person in (marked, caught_up, newcomer, both)}
    clock.forward(hours=1)
    assert move(topic, there, mover) is True
    # Who has caught up with that board only has seen nothing of what comes to it now.
    assert {person.pk: new_to(person, topic) for person in (marked, caught_up, newcomer, both)} == before
    assert [before[person.pk] for person in (marked, caught_up, newcomer, both)] == [2, 1, 4, 1]
    clock.forward(hours=1)
    catch_up(reader=newcomer, boards=[there], until=clock.now)
    assert new_to(newcomer, topic) == 0
    topic.refresh_from_db()
    clock.forward(minutes=1)
    post_reply(topic=topic, author=mover, body="Five")
    assert new_to(newcomer, topic) == 1


def test_a_topic_that_comes_to_a_board_is_on_its_readers_catch_up_page(clock, topic, mover, sign_in):
    there, reader = BoardFactory(), MemberFactory(approved_at=clock.now - dt.timedelta(days=30))
    clock.forward(hours=1)
    client = sign_in(reader)
    catch_up(reader=reader, boards=[there], until=clock.now)
    Topic.objects.filter(pk=topic.pk).update(title="Just arrived")
    clock.forward(hours=1)
    move(topic, there, mover)
    assert "Just arrived" in text_of(client.get("/catch-up/"))
    assert "3 new" in text_of(client.get(there.get_absolute_url()))
    assert "moved here by a moderator" in text_of(client.get(there.get_absolute_url()))


def test_a_person_who_can_no_longer_read_it_is_not_notified(topic, inside, mover, sign_in, happen):
    lost = topic.author
    follow(person=lost, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    address, post = topic.get_absolute_url(), topic.posts.get(number=2)
    happen(move, topic, inside, mover)
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    happen(post_reply, topic=topic, author=mover, body="Among us")
    assert not Notification.objects.filter(person=lost).exclude(source=MOVES).exists()
    client = sign_in(lost)
    missing = client.get("/forum/topics/999999/")
    for closed in (
        address,
        f"/forum/topics/{topic.pk}/unread/",
        post.get_absolute_url(),
        f"{post.get_absolute_url()}edit/",
    ):
        answer = client.get(closed)
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert topic.title not in text_of(client.get("/search/?q=rooms"))
    answer = client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Typed for an hour"})
    assert (answer.status_code, lost.drafts.get().fields["body"]) == (404, ["Typed for an hour"])


def test_authors_who_lose_access_are_notified_and_learn_nothing_about_the_new_board(
    topic, inside, circle, mover, sign_in
):
    held = post_reply(topic=topic, author=MemberFactory(), body="I wait")
    Post.objects.filter(pk=held.pk).update(state="held", hold_reasons=["flagged"], number=None, published_at=None)
    stays = post_reply(topic=topic, author=MemberFactory(), body="I am in the circle").author
    circle.people.add(stays)
    authors = {topic.author, *(post.author for post in topic.posts.all())} - {stays}
    reader = MemberFactory()
    mark_topic_read(topic=topic, reader=reader, number=1)
    move(topic, inside, mover)
    Topic.objects.filter(pk=topic.pk).update(title="Zyzzyva")
    assert {*Notification.objects.filter(source=MOVES).values_list("person", flat=True)} == {one.pk for one in authors}
    assert {*Mail.objects.values_list("to", flat=True)} == {one.email for one in authors}
    assert not any(word in mail.text for mail in Mail.objects.all() for word in (inside.name, topic.title, REASON))
    page = text_of(sign_in(topic.author).get("/notifications/"))
    assert "moved what you wrote to a board that you do not have access to" in page
    assert "A topic that you wrote in" in page
    assert [word in page for word in (inside.name, "Zyzzyva", REASON)] == [False] * 3
    circle.people.add(topic.author)
    assert "Zyzzyva" in text_of(sign_in(topic.author).get("/notifications/"))


def test_a_move_to_a_board_with_the_same_or_more_readers_notifies_nobody(topic, inside, circle, mover):
    move(topic, BoardFactory(), mover)
    move(make_topic(inside, author=mover), BoardFactory(), mover)
    assert (Notification.objects.exists(), Mail.objects.exists()) == (False, False)


def test_held_posts_of_a_moved_topic_go_to_the_new_board_s_moderators(topic, moderator, mover):
    there = BoardFactory()
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    held = post_reply(topic=topic, author=MemberFactory(), body="I wait")
    assert move(topic, there, mover) is True
    there.moderators.add(moderator)
    assert Post.objects.in_queue().moderated_by(moderator).get() == held
    assert not Post.objects.in_queue().moderated_by(mover).exists()
    assert held.is_held


@pytest.mark.parametrize("count", [1, 3])
def test_moving_costs_the_same_for_one_and_three(mover, django_assert_num_queries, count):
    topic, there = make_topic(BoardFactory(), replies=count - 1), BoardFactory()
    for reader in MemberFactory.create_batch(count):
        mark_topic_read(topic=topic, reader=reader, number=1)
    with django_assert_num_queries(42 + LOG_LOCK):
        assert move(topic, there, mover) is True
