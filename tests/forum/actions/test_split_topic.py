"""Split a topic: choose posts page by page, see the effect first, and move all that belongs to a post with it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.answer_question import accept_answer
from forum.actions.approve import approve_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.follow import follow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.notify_author import notify_of_refused_file
from forum.actions.post import post_reply
from forum.actions.record_event import record_event
from forum.actions.split_topic import Part, split_topic
from forum.actions.withdraw import withdraw_post
from forum.enums import MOVES, About, EventKind
from forum.models import Board, Post, Subscription, Topic
from forum.queries.audience import readers_after
from forum.queries.topic_page import POSTS_A_PAGE, events_on
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Remit
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from tests.clock import at
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
REASON = "It is a question of its own."
TITLE = "Doors that change"


@pytest.fixture
def topic() -> Topic:
    return make_topic(BoardFactory(), replies=4)


@pytest.fixture
def steward(sign_in, moderator):
    return sign_in(moderator, with_second_step=True)


def ids(topic: Topic, *numbers: int) -> list[int]:
    return [Post.objects.get(topic=topic, number=number).pk for number in numbers]


def split(
    topic: Topic, post_ids, moderator, *, board: Board | None = None, title: str = TITLE, is_parked: bool = False
):
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    board = board or topic.board
    shown_hash = readers_after(topic.board, board.circle).counts
    part = Part(post_ids, title, board.pk, is_parked)
    return split_topic(topic_id=topic.pk, moderator=moderator, part=part, reason=REASON, shown_hash=shown_hash)


def url(topic: Topic) -> str:
    return reverse("forum:topic_split", args=[topic.pk])


def numbers(topic: Topic) -> list[int]:
    return list(topic.posts.live().order_by("number").values_list("number", flat=True))


def new_to(person, topic: Topic) -> int:
    return Topic.objects.with_reading(person).get(pk=topic.pk).new_posts


def sent(topic: Topic, *post_ids: int, **more) -> dict:
    return {"posts": list(post_ids), "title": TITLE, "board": topic.board_id, "reason": REASON, **more}


def test_posts_get_a_topic_of_their_own_and_both_say_so(topic, steward):
    chosen = ids(topic, 2, 4)
    page = steward.post(url(topic), sent(topic, *chosen))
    assert "Nobody will gain access" in text_of(page)
    confirm = sent(topic, *chosen, confirm="1", shown_hash=page.context["readers"].counts)
    answer = steward.post(url(topic), confirm, follow=True)
    new = Topic.objects.get(title=TITLE)
    assert answer.redirect_chain == [(new.get_absolute_url(), 302)]
    assert (numbers(topic), numbers(new)) == ([1, 3, 5], [1, 2])
    old, there = (text_of(steward.get(one.get_absolute_url())) for one in (topic, new))
    assert f'moved 2 posts to another topic, <a href="{new.get_absolute_url()}">{TITLE}</a>: {REASON}' in old
    assert f'began this topic with 2 posts of another topic, <a href="{topic.get_absolute_url()}">' in there
    assert "3 posts" in old
    again = text_of(steward.post(url(topic), confirm))
    assert "one of these posts was moved or withdrawn" in again
    assert Topic.objects.filter(title=TITLE).count() == 1
    entry = ModelLogEntry.objects.get(action="forum.topic.split")
    assert (entry.data["posts"], entry.data["into"]) == (sorted(chosen), new.pk)


def test_permanent_links_lead_to_the_new_place(topic, steward, moderator):
    post_id = ids(topic, 3)[0]
    new = split(topic, [post_id], moderator)
    assert steward.get(f"/forum/posts/{post_id}/")["Location"] == f"{new.get_absolute_url()}#post-1"


def test_everything_that_belongs_to_a_post_moves_along(topic, moderator, member, happen):
    file = SimpleUploadedFile("a.txt", b"Ask.")
    post = happen(post_reply, topic=topic, author=member, body="@" + str(topic.author) + " see", files=[file])
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    flag_post(post_id=post.pk, reporter=topic.author, reason="off_aim")
    Board.objects.update(holds_replies=True)
    edit_post(post_id=post.pk, editor=member, body="I meant something else")
    before = Post.objects.get(pk=post.pk)
    split(topic, [post.pk], moderator)
    post = Post.objects.get(pk=post.pk)
    assert (post.topic.title, post.number) == (TITLE, 1)
    assert (post.published_at, post.created_at, post.html) == (before.published_at, before.created_at, before.html)
    assert [post.attachments.count(), post.flags.count(), post.revisions.pending().count()] == [1, 1, 1]
    assert [row.person for row in post.mentions.all()] == [topic.author]


def test_no_post_number_is_used_twice_and_moved_posts_are_not_counted(topic, moderator, member):
    reader = MemberFactory(approved_at=at("2020-01-01"))
    mark_topic_read(topic=topic, reader=reader, number=2)
    split(topic, ids(topic, 3, 5), moderator)
    topic.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.reply_count, new_to(reader, topic)) == (4, 3, 2, 1)
    post = post_reply(topic=topic, author=member, body="Six")
    assert (post.number, new_to(reader, topic)) == (6, 2)
    mark_topic_read(topic=Topic.objects.get(pk=topic.pk), reader=reader, number=4)
    assert new_to(reader, topic) == 1
    post_reply(topic=topic, author=reader, body="Seven")
    assert new_to(reader, topic) == 2  # they have not read the sixth
    assert new_to(member, topic) == 1


def test_a_reader_who_has_read_to_the_end_has_no_gap_to_read(topic, moderator, member, sign_in):
    client = sign_in(member)
    client.get(topic.get_absolute_url())
    split(topic, ids(topic, 4, 5), moderator)
    assert new_to(member, topic) == 0
    six = post_reply(topic=topic, author=topic.author, body="Six")
    assert new_to(member, topic) == 1
    assert client.get(f"/forum/topics/{topic.pk}/unread/")["Location"].endswith("#post-6")
    more = text_of(client.get(f"/forum/topics/{topic.pk}/new/?after=3"))
    assert ("1 new" in more, f'href="{six.get_absolute_url()}"' in more) == (True, True)
    html = text_of(client.get(topic.get_absolute_url()))
    assert ("1 new since you last read" in html, "You have not read posts" in html) == (True, False)
    assert new_to(member, topic) == 0


def test_a_whole_page_may_go(moderator, steward):
    topic = make_topic(BoardFactory(), replies=POSTS_A_PAGE + 5)
    chosen = [post.pk for post in topic.posts.filter(number__range=(15, 26))]
    split(topic, chosen, moderator)
    topic.refresh_from_db()
    assert topic.last_number == 14
    assert steward.get(topic.get_absolute_url(), {"page": 2}).status_code == 404
    post_reply(topic=topic, author=topic.author, body="On the second page")
    html = text_of(steward.get(topic.get_absolute_url(), {"page": 2}))
    assert "#27" in html
    assert "moved 12 posts" in text_of(steward.get(topic.get_absolute_url()))


def test_posts_that_people_had_read_stay_read(topic, moderator):
    half, whole, caught, none = MemberFactory.create_batch(4, approved_at=at("2020-01-01"))
    mark_topic_read(topic=topic, reader=half, number=3)
    mark_topic_read(topic=topic, reader=whole, number=5)
    catch_up(reader=caught, boards=[topic.board], until=topic.last_post_at)
    there = BoardFactory()
    catch_up(reader=none, boards=[there], until=topic.last_post_at)
    new = split(topic, ids(topic, 2, 4, 5), moderator, board=there)
    assert [new_to(person, new) for person in (half, whole, caught, none)] == [2, 0, 0, 3]


def test_boards_count_their_published_posts(topic, moderator):
    there = BoardFactory()
    new = split(topic, ids(topic, 2, 3), moderator, board=there)
    rows = Board.objects.filter(pk__in=[topic.board_id, there.pk]).order_by("pk")
    assert [(b.topic_count, b.post_count, b.latest_topic) for b in rows] == [(1, 3, topic), (1, 2, new)]


def test_one_post_of_elsewhere_refuses_all(topic, steward, moderator):
    foreign = make_topic(replies=1)
    for wrong in (*ids(foreign, 2), *ids(topic, 1), 999_999):
        chosen = [*ids(topic, 2), wrong]
        page = text_of(steward.post(url(topic), sent(topic, *chosen)))
        assert "one of these posts was moved or withdrawn" in page
        with pytest.raises(Stale):
            split(topic, chosen, moderator)
    assert "was moved or withdrawn" in text_of(steward.post(url(topic), sent(topic, *ids(topic, 2), "x' or 1=1")))
    page = text_of(steward.post(url(topic), sent(topic, *ids(foreign, 2))))
    assert f'name="posts" value="{ids(foreign, 2)[0]}"' not in page  # it can be put right
    assert "Choose at least one post" in text_of(steward.post(url(topic), sent(topic)))
    with pytest.raises(Stale):
        split(topic, [], moderator)
    assert Topic.objects.count() == 2


def test_held_and_withdrawn_posts_are_not_split_off(topic, steward, moderator, member):
    Board.objects.update(holds_replies=True)
    held = post_reply(topic=Topic.objects.select_related("board").get(pk=topic.pk), author=member, body="I wait")
    gone = withdraw_post(post_id=ids(topic, 3)[0], author=topic.author)
    html = text_of(steward.get(url(topic)))
    assert [f'name="posts" value="{post_id}"' in html for post_id in (held.pk, gone.pk, *ids(topic, 1, 2))] == [
        False
    ] * 3 + [True]
    for wrong in (held, gone):
        with pytest.raises(Stale):
            split(topic, [wrong.pk], moderator)


def test_something_that_others_can_read_stays(topic, steward, moderator):
    withdraw_post(post_id=ids(topic, 1)[0], author=topic.author)
    everything = ids(topic, 2, 3, 4, 5)
    assert "Leave at least one post" in text_of(steward.post(url(topic), sent(topic, *everything)))
    with pytest.raises(Stale):
        split(topic, everything, moderator)


@pytest.mark.parametrize("moderates_source", [True, False])
@pytest.mark.parametrize("moderates_destination", [True, False])
def test_a_split_needs_a_moderator_of_both_boards(topic, moderator, steward, moderates_source, moderates_destination):
    there, other = BoardFactory(), MemberFactory(roles=["Moderators"])
    topic.board.moderators.add(moderator if moderates_source else other)
    there.moderators.add(moderator if moderates_destination else other)
    form = sent(topic, *ids(topic, 2), confirm="1", shown_hash=readers_after(topic.board, None).counts) | {
        "board": there.pk
    }
    status = steward.post(url(topic), form).status_code
    assert status == (403 if not moderates_source else 302 if moderates_destination else 200)
    may = moderates_source and moderates_destination
    assert Topic.objects.filter(board=there).exists() == may
    if not may:
        with pytest.raises(PermissionDenied):
            split(topic, ids(topic, 2), moderator, board=there)


def test_a_person_who_cannot_read_the_other_board_learns_neither_title_nor_address(topic, member, sign_in):
    circle = CircleFactory()
    mover = MemberFactory(roles=["Moderators"])
    circle.people.add(mover)
    new = split(topic, ids(topic, 2), mover, board=BoardFactory(circle=circle))
    client = sign_in(member)
    html = text_of(client.get(topic.get_absolute_url()))
    assert ("moved 1 post to another topic:" in html, TITLE in html, f"/{new.pk}/" in html) == (True, False, False)
    assert client.get(f"/forum/topics/{new.pk}/").status_code == 404
    circle.people.add(member)
    assert new.get_absolute_url() in text_of(client.get(topic.get_absolute_url()))


def test_a_marking_never_changes_by_it(moderator, steward):
    topic, there = make_topic(BoardFactory(), replies=2, marking="amber_strict"), BoardFactory(ceiling="green")
    words = text_of(steward.post(url(topic), sent(topic, *ids(topic, 2)) | {"board": there.pk}))
    assert "Choose a stricter one for that board first" in words
    with pytest.raises(Stale):
        split(topic, ids(topic, 2), moderator, board=there)
    new = split(topic, ids(topic, 2), moderator)
    assert new.marking == "amber_strict"


def test_tags_and_followers_move_along(topic, moderator, member):
    from ratsite.network.models import AffectedGroup

    topic.affected.set(AffectedGroup.objects.filter(slug="children"))
    follow(person=member, about=About.TOPIC, level=Level.OFF, target=topic)
    new = split(topic, ids(topic, 2), moderator)
    assert [group.slug for group in new.affected.all()] == ["children"]
    levels = dict(Subscription.objects.filter(topic=new).values_list("person", "level"))
    assert levels == {member.pk: "off", topic.author_id: "digest"}


def test_reading_the_moved_posts_reads_their_notifications(topic, moderator, member, sign_in, happen):
    follow(person=member, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    post = happen(post_reply, topic=topic, author=topic.author, body="Six")
    assert Notification.objects.unread().filter(person=member).count() == 1
    new = split(topic, [post.pk], moderator)
    sign_in(member).get(new.get_absolute_url())
    assert not Notification.objects.unread().filter(person=member).exists()


def test_reading_a_moved_post_reads_what_a_moderator_decided_about_it(topic, moderator, member, sign_in):
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    moved, stays = (post_reply(topic=topic, author=member, body="Six") for _ in range(2))
    for post in (moved, stays):
        approve_post(post_id=post.pk, moderator=moderator)
    new = split(topic, [moved.pk], moderator)
    unread = Notification.objects.unread().filter(person=member)
    sign_in(member).get(new.get_absolute_url())
    assert unread.count() == 1
    sign_in(member).get(topic.get_absolute_url())
    assert not unread.exists()


def test_a_person_who_is_excluded_at_the_split_reads_a_decision_when_they_return(topic, moderator, member, sign_in):
    post = post_reply(topic=topic, author=member, body="Six")
    notify_of_refused_file(post)
    User.objects.filter(pk=member.pk).update(excluded_until=timezone.now() + dt.timedelta(days=1))
    new = split(topic, [post.pk], moderator)
    User.objects.filter(pk=member.pk).update(excluded_until=None)
    sign_in(member).get(new.get_absolute_url())
    assert not Notification.objects.unread().filter(person=member).exists()


def test_reading_a_moved_post_reads_that_a_file_of_it_was_refused(topic, moderator, member, sign_in):
    post = post_reply(topic=topic, author=member, body="Six")
    notify_of_refused_file(post)
    unread = Notification.objects.unread().filter(person=member)
    assert unread.exists()
    sign_in(member).get(split(topic, [post.pk], moderator).get_absolute_url())
    assert not unread.exists()


def test_a_side_issue_is_parked_and_linked_both_ways(topic, moderator, steward):
    new = split(topic, ids(topic, 3), moderator, is_parked=True)
    html = text_of(steward.get(topic.get_absolute_url()))
    assert f'moved a side issue: 1 post in a topic of its own, <a href="{new.get_absolute_url()}">' in html
    assert topic.get_absolute_url() in text_of(steward.get(new.get_absolute_url()))
    assert ModelLogEntry.objects.filter(action="forum.topic.park").count() == 1


def answered_question(volunteer) -> tuple[Topic, Post]:
    """Return a question to housing and to health, and a volunteer's post, which answers for housing alone."""
    asked = make_topic(kind="question", asked_remits=Remit.objects.filter(slug__in=["housing", "health"]))
    housing = [Remit.objects.get(slug="housing").pk]
    return asked, post_reply(topic=asked, author=volunteer, body="Ring the letting team.", answers_for=housing)


def test_the_moderator_is_told_that_a_question_will_be_open_again(volunteer, steward):
    asked, answer = answered_question(volunteer)
    other = post_reply(topic=asked, author=volunteer, body="By the way.")
    told = "will be open again, because you are moving the post that answers it"
    html = text_of(steward.post(url(asked), sent(asked, answer.pk)))
    assert (html.count(told), "<dt>Question to Housing</dt>" in html) == (1, True)
    assert told not in text_of(steward.post(url(asked), sent(asked, other.pk)))
    accept_answer(post_id=other.pk, asker=asked.author)
    assert text_of(steward.post(url(asked), sent(asked, answer.pk))).count(told) == 0


def test_the_last_line_below_a_post_is_what_happened_last(volunteer, moderator):
    asked, answer = answered_question(volunteer)
    split(asked, [answer.pk], moderator)
    asked.refresh_from_db()
    kinds = [event.kind for event in events_on(asked, 1, volunteer)[1]]
    assert kinds == ["asked", "answered", "reopened", "split"]


def test_only_authors_of_moved_posts_who_lose_access_are_notified(topic, moderator, sign_in):
    circle = CircleFactory()
    circle.people.add(moderator)
    moved = topic.posts.get(number=2)
    split(topic, [moved.pk], moderator, board=BoardFactory(circle=circle))
    [notification] = Notification.objects.filter(source=MOVES)
    assert notification.person == moved.author
    page = sign_in(moved.author).get("/notifications/").text
    assert (topic.get_absolute_url() in page, TITLE in page) == (True, False)


def test_the_line_that_says_how_a_topic_began_is_above_all_others(moderator, volunteer):
    topic = make_topic()
    record_event(topic, EventKind.RENAMED, actor=moderator, after=1)
    record_event(topic, EventKind.BEGUN, actor=moderator, after=0)
    assert [event.kind for event in events_on(topic, 1, volunteer)[1]] == ["begun", "renamed"]


def test_posts_are_chosen_page_by_page_and_nothing_typed_is_lost(moderator, steward):
    topic = make_topic(BoardFactory(), replies=POSTS_A_PAGE + 5)
    first, later = ids(topic, 3)[0], ids(topic, 22)[0]
    page = text_of(steward.post(url(topic), {"posts": [first], "title": TITLE, "shown": "1", "page": "2"}))
    assert f'type="hidden" name="posts" value="{first}"' in page
    assert f'value="{TITLE}"' in page
    assert "There is a problem" not in page
    page = steward.post(url(topic), sent(topic, first, later, shown="2"))
    assert "Move 2 posts to" in text_of(page)
    back = text_of(steward.post(url(topic), sent(topic, first, later, back="1")))
    assert f'value="{first}" checked' in back
    assert "1 chosen on other pages" in back


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_a_new_title_is_escaped_and_checked(topic, moderator, steward, payload):
    new = split(topic, ids(topic, 2), moderator, title=payload)
    pages = [topic.get_absolute_url(), new.get_absolute_url(), url(new)]
    pages = [text_of(steward.get(page)) for page in pages]
    pages.append(text_of(steward.post(url(topic), sent(topic, *ids(topic, 3)) | {"title": payload})))
    for html in pages:
        assert ("<script>alert" in html, "<img src=x" in html, ">49<" in html) == (False, False, False)
    words = text_of(steward.post(url(topic), sent(topic, *ids(topic, 3)) | {"title": "Ring 07700 900123"}))
    assert "It may identify someone (phone number)" in words
    with pytest.raises(PermissionDenied):
        split(topic, ids(topic, 3), moderator, title="Ring 07700 900123")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three(topic, moderator, sign_in, member, django_assert_num_queries, count):
    client = sign_in(moderator, with_second_step=True)
    for number in range(2, 2 + count):
        split(topic, ids(topic, number), moderator)
    with django_assert_num_queries(7):  # session, person, roles, topic, board, posts, boards
        client.get(url(topic))
    client = sign_in(member)
    client.get(topic.get_absolute_url())
    with django_assert_num_queries(12):  # two more than a topic without events: those, and where they lead
        client.get(topic.get_absolute_url())
