"""What is new to a reader, and what marks it as read."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.approve import approve_post, reject_post
from forum.actions.flag import flag_post, take_down
from forum.actions.mark_read import catch_up, mark_topic_read, undo_catch_up
from forum.actions.notify_author import notify_of_refused_file
from forum.actions.post import post_reply
from forum.models import Board, BoardRead, Topic, TopicRead
from forum.models.board import MOST_NEW
from forum.models.post import UNDO_FOR
from forum.queries.unread import news_for
from forum.views.read_marks import CAUGHT_UP
from ratsite.notifications.models import Notification
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def reader():
    return MemberFactory(approved_at=timezone.now() - dt.timedelta(days=30))


def new_posts(reader, topic) -> int:
    return Topic.objects.with_reading(reader).get(pk=topic.pk).new_posts


def new_topics(reader, board) -> int:
    return Board.objects.with_new(reader).get(pk=board.pk).new_topics


def url(topic, page=1) -> str:
    return topic.get_absolute_url() + (f"?page={page}" if page > 1 else "")


def test_everything_since_someone_joined_is_new_to_them(reader):
    topic = make_topic(replies=2)
    assert new_posts(reader, topic) == 3
    assert new_topics(reader, topic.board) == 1


def test_posts_from_before_a_person_joined_are_not_new_to_them():
    topic = make_topic(replies=2)
    newcomer = MemberFactory(approved_at=timezone.now())
    assert new_posts(newcomer, topic) == 0
    post_reply(topic=topic, author=topic.author, body="And now?")
    assert new_posts(newcomer, topic) == 1


def test_reading_a_page_marks_that_page_and_no_more(reader, sign_in):
    topic = make_topic(replies=24)
    sign_in(reader).get(url(topic))
    assert new_posts(reader, topic) == 5
    sign_in(reader).get(url(topic, 2))
    assert new_posts(reader, topic) == 0


def test_a_page_after_a_gap_says_so_and_hides_no_gap(reader, sign_in):
    topic = make_topic(replies=24)
    html = flat(sign_in(reader).get(url(topic, 2)).content)
    assert "You have not read posts 1 to 20 yet" in html
    assert new_posts(reader, topic) == 25


def test_a_page_fetched_ahead_or_by_head_marks_nothing(reader, sign_in):
    topic = make_topic()
    sign_in(reader).get(url(topic), headers={"Sec-Purpose": "prefetch"})
    sign_in(reader).head(url(topic))
    assert new_posts(reader, topic) == 1


@pytest.fixture
def moderator():
    return MemberFactory(roles=["Moderators"]).with_second_step()


@pytest.fixture
def unread(reader):
    """The reader's unread notifications."""
    return Notification.objects.unread().filter(person=reader)


def taken_down(reader, moderator) -> Topic:
    """A topic of two pages, on whose first page a post by this reader was taken down."""
    topic = make_topic()
    post = post_reply(topic=topic, author=reader, body="It is the flat above the shop.")
    for number in range(3, 26):
        post_reply(topic=topic, author=topic.author, body=f"Reply number {number}.")
    mark_topic_read(topic=Topic.objects.get(), reader=reader, number=20)
    Notification.objects.all().delete()
    flag_post(post_id=post.pk, reporter=topic.author, reason="identifies", text="It names a flat.")
    assert take_down(post_id=post.pk, moderator=moderator, reason="It names a flat.")
    return Topic.objects.get()


def test_a_decision_is_read_with_the_page_that_shows_its_post(reader, moderator, unread, sign_in):
    topic = taken_down(reader, moderator)
    sign_in(reader).get(url(topic, 2))
    assert (new_posts(reader, topic), unread.count()) == (0, 1)
    post_reply(topic=topic, author=reader, body="Thank you.")
    assert unread.count() == 1
    sign_in(reader).get(url(topic))
    assert unread.count() == 0


def test_a_decision_is_read_with_a_topic_that_the_reader_marks_as_read(reader, moderator, unread, sign_in):
    topic = taken_down(reader, moderator)
    mark_topic_read(topic=topic, reader=reader, number=1)
    assert unread.count() == 1
    mark_topic_read(topic=topic, reader=reader, number=25)
    assert unread.count() == 0


def test_a_decision_about_an_unpublished_post_is_read_with_the_last_page(reader, moderator, unread, sign_in):
    topic = make_topic(replies=24)
    Board.objects.update(holds_replies=True)
    post = post_reply(topic=topic, author=reader, body="It is the flat above the shop.")
    assert reject_post(post_id=post.pk, moderator=moderator, reason="It names a flat.")
    sign_in(reader).get(url(topic))
    mark_topic_read(topic=topic, reader=reader, number=25)
    assert unread.count() == 1
    sign_in(reader).get(url(topic, 2))
    assert unread.count() == 0


def test_a_refused_file_of_a_held_post_is_read_with_the_post_once_that_is_published(reader, moderator, unread, sign_in):
    topic = make_topic()
    Board.objects.update(holds_replies=True)
    post = post_reply(topic=topic, author=reader, body="With a file.")
    notify_of_refused_file(post)
    assert approve_post(post_id=post.pk, moderator=moderator)
    Board.objects.update(holds_replies=False)
    for number in range(3, 26):
        post_reply(topic=topic, author=topic.author, body=f"Reply number {number}.")
    assert unread.filter(source="refused-files").count() == 1
    sign_in(reader).get(url(topic))
    assert unread.count() == 0


def test_a_mark_only_grows(reader):
    topic = make_topic(replies=4)
    mark_topic_read(topic=topic, reader=reader, number=4)
    mark_topic_read(topic=topic, reader=reader, number=2)
    mark_topic_read(topic=topic, reader=reader, number=99)
    assert TopicRead.objects.get(person=reader).last_read_number == 5


def test_a_post_approved_late_is_new_from_its_approval(reader):
    board = BoardFactory(holds_newcomers=True)
    topic = make_topic(BoardFactory())
    Topic.objects.filter(pk=topic.pk).update(board=board)
    topic.refresh_from_db()
    held = post_reply(topic=topic, author=MemberFactory(), body="My first.")
    mark_topic_read(topic=topic, reader=reader, number=1)
    catch_up(reader=reader, boards=[board], until=timezone.now())
    assert new_posts(reader, topic) == 0
    approve_post(post_id=held.pk, moderator=MemberFactory(roles=["Moderators"]))
    assert new_posts(reader, topic) == 1


def test_what_you_write_is_not_new_to_you_unless_you_skipped_something():
    author, other = MemberFactory(), MemberFactory()
    topic = make_topic(author=author)
    assert new_posts(author, topic) == 0
    post_reply(topic=topic, author=other, body="Yes.")
    assert new_posts(other, topic) == 2
    post_reply(topic=topic, author=author, body="Thank you.")
    assert new_posts(author, topic) == 2
    mark_topic_read(topic=Topic.objects.get(), reader=author, number=3)
    post_reply(topic=topic, author=author, body="And this.")
    assert new_posts(author, topic) == 0
    Topic.objects.update(last_number=0, published_at=None, last_post_at=None)  # all that was said was withdrawn
    assert new_posts(author, topic) == 0


def test_catching_up_with_a_board_swallows_its_topics_marks_and_leaves_other_boards(reader):
    here, elsewhere = make_topic(replies=3), make_topic()
    mark_topic_read(topic=here, reader=reader, number=2)
    mark_topic_read(topic=elsewhere, reader=reader, number=1)
    catch_up(reader=reader, boards=[here.board], until=timezone.now())
    assert (new_posts(reader, here), new_topics(reader, here.board)) == (0, 0)
    assert list(TopicRead.objects.filter(person=reader).values_list("topic", flat=True)) == [elsewhere.pk]
    post_reply(topic=here, author=here.author, body="More.")
    assert (new_posts(reader, here), new_topics(reader, here.board)) == (1, 1)


def test_catching_up_never_goes_back_nor_into_the_future(reader):
    board, now = BoardFactory(), timezone.now()
    catch_up(reader=reader, boards=[board], until=now + dt.timedelta(days=1))
    first = BoardRead.objects.get().caught_up_at
    assert first < now + dt.timedelta(hours=1)
    catch_up(reader=reader, boards=[board], until=now - dt.timedelta(days=9))
    assert BoardRead.objects.get().caught_up_at == first


def test_a_post_published_after_the_page_was_made_stays_new(reader, sign_in):
    topic = make_topic()
    moment = timezone.now()
    post_reply(topic=topic, author=topic.author, body="Just now.")
    sign_in(reader).post(f"/forum/{topic.board.slug}/read/", {"until": moment.isoformat()})
    assert new_posts(reader, topic) == 1


@pytest.mark.parametrize("until", ["", "yesterday", "2026-13-45", "2026-11-24", "\x00"])
def test_a_moment_that_makes_no_sense_marks_nothing(reader, sign_in, until):
    topic = make_topic()
    assert sign_in(reader).post(f"/forum/{topic.board.slug}/read/", {"until": until}).status_code == 302
    assert new_posts(reader, topic) == 1


def test_the_count_on_a_board_stops_at_its_limit(reader):
    board, now = BoardFactory(), timezone.now()
    author = MemberFactory()
    topics = [
        Topic(board=board, author=author, title="T", slug="t", created_at=now, published_at=now, last_post_at=now,
              last_number=1)
        for _ in range(MOST_NEW + 5)
    ]  # fmt: skip
    Topic.objects.bulk_create(topics)
    assert new_topics(reader, board) == MOST_NEW


def test_the_first_unread_link_leads_to_the_post(reader, sign_in):
    topic = make_topic(replies=24)
    mark_topic_read(topic=topic, reader=reader, number=21)
    response = sign_in(reader).get(f"/forum/topics/{topic.pk}/unread/")
    assert response.url == f"{topic.get_absolute_url()}?page=2#post-22"
    mark_topic_read(topic=topic, reader=reader, number=25)
    assert sign_in(reader).get(f"/forum/topics/{topic.pk}/unread/").url.endswith("?page=2#post-25")


def test_an_open_page_is_told_only_of_new_posts(reader, sign_in):
    topic = make_topic(replies=1)
    address = f"/forum/topics/{topic.pk}/new/"
    assert sign_in(reader).get(f"{address}?after=2").status_code == 204
    assert sign_in(reader).get(f"{address}?after=x").status_code == 204
    response = sign_in(reader).get(f"{address}?after=1")
    # A link to the place would stay on the page that is open, where the post is not.
    assert f'<a href="{topic.posts.get(number=2).get_absolute_url()}">Show 1 new post</a>' in flat(response.content)
    assert response["Cache-Control"] == "no-store, private"
    assert new_posts(reader, topic) == 2


def test_a_topic_called_read_or_new_has_an_address_of_its_own(reader, sign_in):
    for title in ("Read", "New", "Unread", "Reply"):
        topic = make_topic(title=title)
        assert sign_in(reader).get(topic.get_absolute_url()).status_code == 200


def test_marking_needs_a_post_and_a_topic_that_one_may_see(reader, sign_in):
    circle = make_topic(BoardFactory(circle=CircleFactory()))
    open_topic = make_topic()
    client = sign_in(reader)
    assert client.post(f"/forum/topics/{circle.pk}/read/", {"number": "1"}).status_code == 404
    assert client.post(f"/forum/{circle.board.slug}/read/", {"until": timezone.now().isoformat()}).status_code == 404
    assert client.get(f"/forum/topics/{open_topic.pk}/read/").status_code == 405
    assert client.get(f"/forum/{open_topic.board.slug}/read/").status_code == 405
    assert TopicRead.objects.filter(person=reader).count() + BoardRead.objects.count() == 0


def test_news_comes_newest_first_without_circles_that_one_is_not_in(reader):
    first, second = make_topic(title="First"), make_topic(title="Second")
    make_topic(BoardFactory(circle=CircleFactory()), title="Closed")
    assert [topic.pk for topic in news_for(reader).topics] == [second.pk, first.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_news_takes_two_queries_however_much_there_is(reader, rows, django_assert_num_queries):
    for _ in range(rows):
        make_topic()
    assert reader.role_names == frozenset()  # the request has asked
    with django_assert_num_queries(2):
        news = news_for(reader)
        assert len(news.topics) == rows


def test_unread_topics_are_the_same_inside_another_query(reader):
    read, unread = make_topic(), make_topic()
    mark_topic_read(topic=read, reader=reader, number=1)
    new = Topic.objects.unread_by(reader)
    assert list(Topic.objects.filter(pk__in=new.values("pk"))) == list(new) == [unread]
    assert list(Topic.objects.exclude(pk__in=new.values("pk"))) == [read]


@pytest.mark.parametrize("where", ["catch-up", "board"])
def test_what_was_marked_as_read_at_one_tap_can_be_undone(reader, sign_in, where):
    topic, half = make_topic(replies=2), make_topic(replies=2)
    half.board, before = topic.board, timezone.now() - dt.timedelta(days=9)
    half.save()
    BoardRead.objects.create(person=reader, board=topic.board, caught_up_at=before)
    mark_topic_read(topic=half, reader=reader, number=2)
    client = sign_in(reader)
    page = "/catch-up/" if where == "catch-up" else f"{topic.board.get_absolute_url()}read/"
    html = flat(client.post(page, {"until": timezone.now().isoformat()}, follow=True).content)
    assert [new_posts(reader, one) for one in (topic, half)] == [0, 0]
    assert f'<form action="{page}" method="post">' in html
    html = flat(client.post(page, {"undo": "1"}, follow=True).content)
    assert "What was new is shown as new again." in html
    assert [new_posts(reader, one) for one in (topic, half)] == [3, 1]
    assert BoardRead.objects.get(board=topic.board).caught_up_at == before
    assert "You can no longer undo this." in flat(client.post(page, {"undo": "1"}, follow=True).content)


def test_catching_up_is_not_undone_after_ten_minutes_or_where_the_reader_has_caught_up_again(reader):
    board = make_topic(replies=2).board
    now = timezone.now()
    first = catch_up(reader=reader, boards=[board, BoardFactory()], until=now - dt.timedelta(days=1))
    second = catch_up(reader=reader, boards=[board], until=now)
    assert catch_up(reader=reader, boards=[board], until=now) == {}
    assert undo_catch_up(reader=reader, done=first)
    assert BoardRead.objects.get().caught_up_at == now
    assert not undo_catch_up(reader=reader, done=first)
    late = second | {"at": (now - UNDO_FOR - dt.timedelta(seconds=1)).isoformat()}
    assert not undo_catch_up(reader=reader, done=late)


def test_a_button_pressed_twice_undoes_what_the_first_press_did(reader, sign_in):
    topic, client = make_topic(replies=2), sign_in(reader)
    until = {"until": timezone.now().isoformat()}
    for _ in range(2):
        html = flat(client.post("/catch-up/", until, follow=True).content)
        assert ">Undo<" in html
    client.post("/catch-up/", {"undo": "1"})
    assert new_posts(reader, topic) == 3
    BoardRead.objects.create(person=reader, board=topic.board, caught_up_at=timezone.now())
    html = flat(client.post("/catch-up/", until, follow=True).content)  # of a session that marked nothing
    assert ("You are up to date." in html, ">Undo<" in html) == (True, False)


def test_a_button_pressed_again_after_ten_minutes_offers_no_undo(reader, sign_in):
    make_topic()
    client, until = sign_in(reader), {"until": timezone.now().isoformat()}
    assert ">Undo<" in flat(client.post("/catch-up/", until, follow=True).content)
    session = client.session
    session[CAUGHT_UP]["/catch-up/"]["at"] = (timezone.now() - UNDO_FOR - dt.timedelta(seconds=1)).isoformat()
    session.save()
    assert ">Undo<" not in flat(client.post("/catch-up/", until, follow=True).content)


def test_each_board_has_an_undo_of_its_own(reader, sign_in):
    topics, client = [make_topic(BoardFactory(), replies=2) for _ in range(2)], sign_in(reader)
    first, second = (f"{topic.board.get_absolute_url()}read/" for topic in topics)
    for page in (first, second):
        client.post(page, {"until": timezone.now().isoformat()})
    client.post(first, {"undo": "1"})
    assert [new_posts(reader, topic) for topic in topics] == [3, 0]
    client.post(second, {"undo": "1"})
    assert [new_posts(reader, topic) for topic in topics] == [3, 3]
