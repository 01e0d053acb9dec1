"""Merge two topics: no post is lost, nothing becomes unread again, and no post gets more readers than before."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.approve import reject_post
from forum.actions.change_topic import archive_topic
from forum.actions.follow import follow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.merge_topic import merge_topic
from forum.actions.notify_author import notify_of_refused_file
from forum.actions.post import post_reply
from forum.actions.print_topic import print_topic
from forum.actions.run_poll import end_poll
from forum.actions.save_draft import reply_place
from forum.actions.set_may_act import change_may_act
from forum.actions.split_topic import Part, split_topic
from forum.enums import ACTS, MOVES, POST_SOURCE, REFUSED_FILES, About, MayAct
from forum.models import Board, Draft, Post, Subscription, Topic, TopicRead
from forum.queries.audience import readers_after
from forum.queries.recipients import group_of
from forum.queries.remits_heard import remits_heard
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import AffectedGroup, Remit
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from ratsite.notifications.unsubscribe import stop_url
from tests.clock import at
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, save_draft
from tests.forum.actions.test_run_ground_check import end as end_ground_check
from tests.forum.actions.test_run_ground_check import moderator_of, propose, sign
from tests.forum.actions.test_run_poll import start as start_poll_in
from tests.markup import text_of
from tests.queries import LOG_LOCK

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
REASON = "Both ask the same."


@pytest.fixture
def into() -> Topic:
    return make_topic(BoardFactory(), replies=2, title="The older one")


@pytest.fixture
def topic(into) -> Topic:
    return make_topic(into.board, replies=1, title="The younger one")


@pytest.fixture
def steward(sign_in, moderator):
    return sign_in(moderator, with_second_step=True)


def merge(topic: Topic, into: Topic, moderator, shown_hash: str = "") -> bool:
    topic, into = (Topic.objects.select_related("board__circle").get(pk=one.pk) for one in (topic, into))
    shown_hash = shown_hash or readers_after(topic.board, into.board.circle).counts
    return merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=moderator, reason=REASON, shown_hash=shown_hash)


def url(topic: Topic) -> str:
    return reverse("forum:topic_merge", args=[topic.pk])


def new_to(person, topic: Topic) -> int:
    return Topic.objects.with_reading(person).get(pk=topic.pk).new_posts


def test_two_topics_become_one_after_a_look(topic, into, steward):
    posts = list(topic.posts.order_by("number").values_list("pk", flat=True))
    address = topic.get_absolute_url()
    sent = {"other": f"https://forum.example{into.get_absolute_url()}?page=1#post-2", "reason": REASON}
    page = steward.post(url(topic), sent)
    assert "Merge “The younger one” into “The older one”?" in text_of(page)
    assert "Nobody will gain access" in text_of(page)
    sent |= {"confirm": "1", "shown_hash": page.context["readers"].counts}
    answer = steward.post(url(topic), sent, follow=True)
    assert "The topics have been merged." in text_of(answer)
    first = f'<a href="/forum/posts/{posts[0]}/">post 4</a>'
    line = f"merged another topic into this one: “The younger one”, whose first post is now {first}: Both ask the same."
    assert line in text_of(answer)
    assert list(into.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert list(into.posts.filter(number__gt=3).order_by("number").values_list("pk", flat=True)) == posts
    for old in (address, f"/forum/topics/{topic.pk}/", f"/forum/topics/{topic.pk}/another-slug/"):
        assert steward.get(old)["Location"] == into.get_absolute_url()
    assert steward.get(f"/forum/posts/{posts[0]}/")["Location"] == f"{into.get_absolute_url()}#post-4"
    assert steward.post(url(topic), sent, follow=True).redirect_chain == [(into.get_absolute_url(), 302)]
    assert ModelLogEntry.objects.filter(action="forum.topic.merge").count() == 1


def test_words_of_the_title_name_the_other_topic(topic, into, steward):
    page = steward.post(url(topic), {"other": "OLDER", "reason": REASON})
    assert "Merge “The younger one” into “The older one”?" in text_of(page)
    assert f'name="into" value="{into.pk}"' in page.content.decode()
    back = steward.post(url(topic), {"other": "OLDER", "into": into.pk, "reason": REASON, "back": "1"})
    assert back.context["form"]["other"].value() == "OLDER"


def test_the_moderator_confirms_the_topic_that_they_were_shown_and_no_other(topic, into, steward):
    sent = {"other": "older", "reason": REASON}
    page = steward.post(url(topic), sent)
    make_topic(into.board, author=into.author, title="Another older one")
    sent |= {"into": page.context["into"].pk, "confirm": "1", "shown_hash": page.context["readers"].counts}
    assert steward.post(url(topic), sent)["Location"] == f"/forum/topics/{into.pk}/"


def test_a_title_that_begins_with_a_number_is_a_title(topic, into, steward):
    for title in (f"{into.pk}/101 calls", "20241"):
        named = make_topic(into.board, title=title)
        page = steward.post(url(topic), {"other": title, "reason": REASON})
        assert page.context["into"] == named
    assert steward.post(url(topic), {"other": str(into.pk), "reason": REASON}).context["into"] == into


def test_one_of_two_topics_with_the_same_title_is_chosen_by_its_number(topic, into, steward):
    same = make_topic(into.board, title="The older one")
    page = text_of(steward.post(url(topic), {"other": "The older one", "reason": REASON}))
    assert "Enter the number of one of these topics:" in page
    for one in (into, same):
        assert f"“The older one” on the board {into.board.name}, number {one.pk}" in page
    assert steward.post(url(topic), {"other": str(same.pk), "reason": REASON}).context["into"] == same


def test_words_of_several_titles_are_asked_for_again_and_a_whole_title_is_enough(topic, into, steward):
    make_topic(into.board, title="The older one, again")
    make_topic(BoardFactory(circle=CircleFactory()), title="The older one, hidden")
    page = steward.post(url(topic), {"other": "older one", "reason": REASON})
    html = text_of(page)
    assert "Enter the number of one of these topics: “The older one, again” on the board" in html
    assert ("“The older one” on" in html, "The older one, hidden" in html) == (True, False)
    assert 'value="older one"' in page.content.decode()
    page = steward.post(url(topic), {"other": "the older one", "reason": REASON})
    assert "into “The older one”?" in text_of(page)


def test_doing_it_twice_does_nothing_the_second_time(topic, into, moderator):
    shown_hash = readers_after(topic.board, None).counts
    values = {
        "topic_id": topic.pk,
        "into_id": into.pk,
        "moderator": moderator,
        "reason": REASON,
        "shown_hash": shown_hash,
    }
    assert [merge_topic(**values), merge_topic(**values)] == [True, False]
    assert into.events.count() == 1


def test_boards_count_their_published_posts(topic, moderator):
    into = make_topic(BoardFactory())
    merge(topic, into, moderator)
    rows = Board.objects.filter(pk__in=[topic.board_id, into.board_id]).order_by("pk")
    assert [(board.topic_count, board.post_count) for board in rows] == [(1, 3), (1, 3)]
    assert Board.objects.get(pk=into.board_id).latest_topic == into


def test_nothing_is_new_twice_and_nothing_is_swallowed(clock, moderator):
    clock.forward(hours=1)
    into = make_topic(BoardFactory(), replies=2)
    topic = make_topic(into.board, replies=1)
    both, this, other, caught, none = MemberFactory.create_batch(5, approved_at=at("2020-01-01"))
    for person, marks in ((both, (2, 3)), (this, (2, 0)), (other, (0, 3))):
        mark_topic_read(topic=topic, reader=person, number=marks[0])
        mark_topic_read(topic=into, reader=person, number=marks[1])
    catch_up(reader=caught, boards=[into.board], until=clock.now)
    clock.forward(hours=1)
    merge(topic, into, moderator)
    assert [new_to(person, into) for person in (both, this, other, caught, none)] == [0, 5, 2, 0, 5]
    clock.forward(hours=1)
    catch_up(reader=none, boards=[into.board], until=clock.now)
    clock.forward(hours=1)
    post_reply(topic=Topic.objects.get(pk=into.pk), author=moderator, body="Six")
    assert [new_to(person, into) for person in (both, other, caught, none)] == [1, 3, 1, 1]
    assert not TopicRead.objects.filter(topic=topic).exists()


@pytest.mark.parametrize("is_merged_back", [True, False])
def test_a_topic_that_was_split_and_merged_again_does_not_say_that_it_began_so(
    into, moderator, sign_in, is_merged_back
):
    readers = readers_after(into.board, into.board.circle).counts
    part = Part([into.posts.get(number=3).pk], "Split off", into.board_id)
    new = split_topic(topic_id=into.pk, moderator=moderator, part=part, reason=REASON, shown_hash=readers)
    gone, stays = (new, into) if is_merged_back else (into, new)
    merge(gone, stays, moderator)
    page = text_of(sign_in(MemberFactory()).get(Topic.objects.get(pk=stays.pk).get_absolute_url()))
    words = page.partition('<div class="thread')[2]
    assert ("merged another topic into this one" in words, "1 post to another topic" in words) == (True, True)
    assert ("began this topic" in words) == (not is_merged_back)
    assert f'another topic, <a href="{stays.get_absolute_url()}"' not in " ".join(words.split())


def test_authors_who_cannot_read_the_other_topic_are_notified(topic, moderator):
    circle = CircleFactory()
    circle.people.add(moderator)
    authors = {*topic.posts.values_list("author", flat=True)}
    merge(topic, make_topic(BoardFactory(circle=circle)), moderator)
    assert {*Notification.objects.filter(source=MOVES).values_list("person", flat=True)} == authors


def test_gone_numbers_stay_gone(topic, into, moderator):
    for one, number in ((topic, 2), (into, 3)):
        posts = [Post.objects.get(topic=one, number=number).pk]
        post_reply(topic=one, author=moderator, body="After it")
        shown_hash = readers_after(one.board, None).counts
        part = Part(posts, "Aside", one.board_id)
        split_topic(topic_id=one.pk, moderator=moderator, part=part, reason=REASON, shown_hash=shown_hash)
    reader = MemberFactory(approved_at=at("2020-01-01"))
    assert merge(topic, into, moderator) is True
    into.refresh_from_db()
    numbers = list(into.posts.order_by("number").values_list("number", flat=True))
    assert (numbers, into.gone_numbers, into.post_count) == ([1, 2, 4, 5, 7], [3, 6], 5)
    assert new_to(reader, into) == 5


def test_an_own_off_is_never_overridden(topic, into, moderator):
    off_here, off_there, chose_here, chose_both = MemberFactory.create_batch(4)
    wishes = [
        (off_here, topic, Level.OFF), (off_here, into, Level.DIGEST), (off_there, into, Level.OFF),
        (off_there, topic, Level.AT_ONCE), (chose_here, topic, Level.AT_ONCE),
        (chose_both, topic, Level.AT_ONCE), (chose_both, into, Level.DIGEST),
    ]  # fmt: skip
    for person, target, level in wishes:
        follow(person=person, about=About.TOPIC, level=level, target=target)
    merge(topic, into, moderator)
    levels = dict(Subscription.objects.filter(topic=into).values_list("person", "level"))
    found = [levels[person.pk] for person in (off_here, off_there, chose_here, chose_both)]
    assert found == ["off", "off", "at_once", "digest"]
    assert not Subscription.objects.filter(topic=topic).exists()


def test_a_closer_marking_goes_into_no_more_open_topic(moderator, steward):
    closer, open_one = make_topic(BoardFactory(), marking="amber_strict"), make_topic(BoardFactory())
    html = text_of(steward.post(url(closer), {"other": str(open_one.pk), "reason": REASON}))
    assert "merge the other topic into this one" in html
    with pytest.raises(Stale):
        merge(closer, open_one, moderator)
    assert merge(open_one, closer, moderator) is True


def test_a_trend_note_is_not_merged_away_but_can_take_in_another_topic(into, moderator, steward):
    note = make_topic(into.board, kind="trend")
    html = text_of(steward.post(url(note), {"other": str(into.pk), "reason": REASON}))
    assert "Merge the other topic into this one instead" in html
    with pytest.raises(Stale):
        merge(note, into, moderator)
    assert merge(into, note, moderator) is True


def test_an_archived_topic_takes_none(topic, into, moderator, steward):
    archive_topic(topic_id=into.pk, moderator=moderator, is_archived=True, reason=REASON)
    assert "restore" in text_of(steward.post(url(topic), {"other": str(into.pk), "reason": REASON}))
    with pytest.raises(Stale):
        merge(topic, into, moderator)


@pytest.mark.parametrize("moderates_source", [True, False])
@pytest.mark.parametrize("moderates_destination", [True, False])
def test_a_merge_needs_a_moderator_of_both_boards(topic, moderator, steward, moderates_source, moderates_destination):
    into, other = make_topic(BoardFactory()), MemberFactory(roles=["Moderators"])
    topic.board.moderators.add(moderator if moderates_source else other)
    into.board.moderators.add(moderator if moderates_destination else other)
    shown_hash = readers_after(topic.board, None).counts
    sent = {"other": str(into.pk), "reason": REASON, "confirm": "1", "shown_hash": shown_hash}
    status = steward.post(url(topic), sent).status_code
    assert status == (403 if not moderates_source else 302 if moderates_destination else 200)
    may = moderates_source and moderates_destination
    assert Topic.objects.filter(pk=topic.pk, merged_into=into).exists() == may
    if not may:
        with pytest.raises(PermissionDenied):
            merge(topic, into, moderator)


@pytest.mark.parametrize("sent", ["", "999999", "x", "https://other.example/3", "/forum/posts/1/", "1; drop"])
def test_a_topic_that_the_moderator_may_not_merge_is_refused_like_an_unknown_address(topic, steward, sent):
    html = text_of(steward.post(url(topic), {"other": sent, "reason": REASON}))
    assert "Enter the title or address of" in html
    assert "Nothing is saved yet" not in html


def test_a_topic_that_the_moderator_cannot_see_and_itself_are_none_either(topic, moderator, steward):
    hidden = make_topic(BoardFactory(circle=CircleFactory()), title="Hidden from them")
    pages = [text_of(steward.post(url(topic), {"other": str(pk), "reason": REASON})) for pk in (hidden.pk, topic.pk)]
    assert ["Enter the title or address of another topic" in page for page in pages] == [True, True]
    assert "Hidden from them" not in pages[0]
    with pytest.raises(PermissionDenied):
        merge(topic, hidden, moderator)


def test_a_person_who_cannot_read_the_other_topic_finds_nothing_at_the_old_address(topic, member, sign_in):
    circle, mover = CircleFactory(), MemberFactory(roles=["Moderators"])
    circle.people.add(mover)
    into = make_topic(BoardFactory(circle=circle))
    assert merge(topic, into, mover) is True
    client = sign_in(member)
    for end in ("", "the-younger-one/", "unread/", "reply/", "work/merge/"):
        gone, missing = (client.get(f"/forum/topics/{pk}/{end}") for pk in (topic.pk, 999_999))
        assert (gone.status_code, gone.content) == (404, missing.content)
    assert sign_in(mover).get(f"/forum/topics/{topic.pk}/unread/")["Location"].startswith(into.get_absolute_url())


def test_an_address_leads_on_when_the_other_one_is_merged_too(topic, into, moderator, steward):
    third = make_topic(into.board)
    merge(topic, into, moderator)
    merge(into, third, moderator)
    assert steward.get(f"/forum/topics/{topic.pk}/")["Location"] == third.get_absolute_url()


def test_drafts_and_notifications_move_along(topic, into, moderator, member, sign_in, happen):
    other = MemberFactory()
    for person in (member, other):
        save_draft(person=person, place=reply_place(topic), fields={"body": ["Mine"]}, sequence=0, topic=topic)
    save_draft(person=other, place=reply_place(into), fields={"body": ["There"]}, sequence=0, topic=into)
    follow(person=member, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="Told of")
    merge(topic, into, moderator)
    assert Draft.objects.get(person=member).place == reply_place(into)
    assert sorted(draft.text for draft in Draft.objects.filter(person=other)) == ["Mine", "There"]
    assert "Mine" in text_of(sign_in(other).get("/drafts/"))
    sign_in(member).get(into.get_absolute_url())
    assert not Notification.objects.unread().filter(person=member).exists()


def test_a_decision_about_a_post_is_read_with_the_topic_into_which_it_was_merged(topic, into, moderator, sign_in):
    author = MemberFactory()
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    post = post_reply(topic=topic, author=author, body="Six")
    reject_post(post_id=post.pk, moderator=moderator, reason=REASON)
    merge(topic, into, moderator)
    sign_in(author).get(into.get_absolute_url())
    assert not Notification.objects.unread().filter(person=author).exists()


def test_a_person_who_is_excluded_at_the_merge_reads_their_notifications_when_they_return(
    topic, into, moderator, member, sign_in, happen
):
    follow(person=member, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="Told of")
    post = post_reply(topic=topic, author=member, body="Seven")
    happen(change_may_act, topic_id=topic.pk, actor=moderator, may_act=MayAct.NO, reason="A visit is planned")
    notify_of_refused_file(post)
    Topic.objects.filter(pk=into.pk).update(may_act="no")
    unread = Notification.objects.unread().filter(person=member)
    assert {*unread.values_list("source", flat=True)} == {POST_SOURCE, ACTS, REFUSED_FILES}
    User.objects.filter(pk=member.pk).update(excluded_until=timezone.now() + dt.timedelta(days=1))
    assert merge(topic, into, moderator) is True
    User.objects.filter(pk=member.pk).update(excluded_until=None)
    sign_in(member).get(into.get_absolute_url())
    assert not unread.exists()


def test_tags_of_both_hold(topic, into, moderator):
    topic.affected.set(AffectedGroup.objects.filter(slug="children"))
    merge(topic, into, moderator)
    assert into.affected.filter(slug="children").exists()


def test_an_open_poll_and_ground_check_stay_in_reach_when_a_newer_one_comes_along(topic, into, moderator, sign_in):
    poll, check = start_poll_in(into), propose(into)
    end_poll(poll_id=start_poll_in(topic, question="Where shall we meet?").pk, person=topic.author)
    published = end_ground_check(propose(topic, None, "It is one firm."))
    for slug in ("housing", "policing"):
        sign(published, moderator_of(slug))
    merge(topic, into, moderator)
    client = sign_in(into.author)
    html = text_of(client.get(into.get_absolute_url()))
    assert "When shall we meet?" in html
    assert "Start a poll" not in html
    for page in (poll.get_absolute_url(), check.get_absolute_url(), published.get_absolute_url()):
        assert f'href="{page}"' in html
    for name, one in (("topic_poll", poll), ("topic_ground_check", check)):
        assert client.get(reverse(f"forum:{name}", args=[into.pk]))["Location"] == one.get_absolute_url()
    assert client.post(poll.get_absolute_url(), {"option": poll.options.first().pk}).status_code == 302
    assert client.post(reverse("forum:poll_end", args=[poll.pk])).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_merging_costs_the_same_for_one_and_three(moderator, django_assert_num_queries, count):
    into = make_topic(BoardFactory(), replies=count)
    topic = make_topic(into.board, into.author, replies=count)
    for reader in MemberFactory.create_batch(count):
        mark_topic_read(topic=topic, reader=reader, number=1)
    with django_assert_num_queries(67 + LOG_LOCK):
        assert merge(topic, into, moderator) is True


def test_a_merge_lets_nobody_act_who_may_not(topic, into, moderator, steward):
    Topic.objects.filter(pk=topic.pk).update(may_act="no")
    page = text_of(steward.post(url(topic), {"other": str(into.pk), "reason": REASON}))
    here, there = "Do not act: it could tip someone off", "Check with the poster first"
    assert f"This topic says “{here}”, and the other topic says “{there}”." in page
    with pytest.raises(Stale):
        merge(topic, into, moderator)
    Topic.objects.filter(pk=into.pk).update(may_act="no")
    assert merge(topic, into, moderator) is True


def test_a_notification_about_acting_is_read_with_the_topic_into_which_its_topic_was_merged(
    topic, into, moderator, happen, sign_in
):
    happen(change_may_act, topic_id=topic.pk, actor=moderator, may_act=MayAct.NO, reason="A visit is planned")
    Topic.objects.filter(pk=into.pk).update(may_act="no")
    told = Notification.objects.get(verb="act", person=topic.author)
    assert happen(merge, topic, into, moderator) is True
    client = sign_in(topic.author)
    into.refresh_from_db()
    happen(client.get, into.get_absolute_url())
    told.refresh_from_db()
    assert told.read_at is not None


def test_a_person_who_read_that_it_was_free_to_use_is_notified_that_it_no_longer_is(
    topic, into, moderator, happen, sign_in
):
    Topic.objects.filter(pk=topic.pk).update(may_act="free")
    Topic.objects.filter(pk=into.pk).update(may_act="no")
    had_read, had_not, there = MemberFactory.create_batch(3, approved_at=at("2026-01-05", "09:00"))
    mark_topic_read(topic=topic, reader=had_read, number=topic.last_number)
    mark_topic_read(topic=into, reader=there, number=into.last_number)
    assert happen(merge, topic, into, moderator) is True
    told = set(Notification.objects.filter(verb="act").values_list("person", flat=True))
    assert had_read.pk in told
    assert not told & {had_not.pk, there.pk, moderator.pk}
    page = text_of(sign_in(had_read).get(into.get_absolute_url()))
    assert "“Do not act: it could tip someone off”. Before, it was “" in page
    assert f"” in the topic “{topic.title}”" in page


def test_the_link_that_stops_emails_about_a_merged_topic_stops_those_about_the_other(topic, into, moderator, client):
    follower = MemberFactory()
    follow(person=follower, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    link = stop_url(follower, source=POST_SOURCE, group=group_of(topic.pk))
    merge(topic, into, moderator)
    assert client.post(link).status_code == 200
    kept = Subscription.objects.get(person=follower, about=About.TOPIC)
    assert (kept.topic, kept.level) == (into, Level.CATCH_UP)


def test_a_person_who_printed_a_topic_is_still_notified_after_it_was_merged(topic, into, moderator, member, steward):
    print_topic(topic_id=topic.pk, reader=member)
    merge(topic, into, moderator)
    page = steward.get(reverse("forum:topic_downloads", args=[into.pk]))
    assert text_of(page).count(f"{member}, {member.agency.name}") == 1


# What a merge does with the rows that belong to a topic, by the field that names the topic.
FATES = {
    "Ask.topic": "moved, or closed where the other topic asks the same remit",
    "Board.latest_topic": "computed again",
    "Draft.topic": "moved",
    "GroundCheck.topic": "moved",
    "Poll.topic": "moved",
    "Post.topic": "moved",
    "RetentionDecision.topic": "left: it was taken about the topic as it was",
    "Signal.topic": "a trend note is not merged",
    "Subscription.topic": "joined",
    "Topic.asked_from": "moved: the question is shown beside the other topic",
    "Topic.merged_into": "moved: earlier addresses lead on",
    "TopicEvent.about": "left: the event tells of the topic as it was",
    "TopicEvent.other": "left: the event tells of the topic as it was",
    "TopicEvent.topic": "moved",
    "TopicHold.topic": "a topic under a legal hold is not merged",
    "TopicPrint.topic": "left: whoever reads it follows merged_into",
    "TopicRead.topic": "joined",
    "Topic_affected.topic": "joined",
    "Topic_forms.topic": "joined",
    "TrendNote.topic": "a trend note is not merged",
    "Briefing.topic": "left: whoever reads it follows merged_into",
    "MadeFrom.topic": "left: whoever reads it follows merged_into",
}


def test_a_merge_knows_every_row_that_belongs_to_a_topic():
    relations = [
        field for field in Topic._meta.get_fields(include_hidden=True) if field.one_to_many or field.one_to_one
    ]
    found = {f"{field.related_model._meta.object_name}.{field.field.name}" for field in relations if field.auto_created}
    assert found == set(FATES)


def test_a_question_asked_from_a_merged_topic_is_shown_with_the_remaining_topic(topic, into, moderator):
    remits = Remit.objects.filter(slug="faith")
    question = make_topic(topic.board, kind="question", asked_remits=remits, asked_from=topic)
    merge(topic, into, moderator)
    assert [one.question_id for one in remits_heard(into, question.author).asked_elsewhere] == [question.pk]


def test_a_merged_question_takes_along_the_topic_it_was_asked_from(topic, moderator):
    ask = {"kind": "question", "asked_remits": Remit.objects.filter(slug="faith")}
    question, into = make_topic(topic.board, asked_from=topic, **ask), make_topic(topic.board, **ask)
    merge(question, into, moderator)
    into.refresh_from_db()
    assert into.asked_from == topic


def test_a_question_merged_into_the_question_it_was_asked_from_is_not_asked_from_itself(moderator):
    first = make_topic(kind="question", asked_remits=Remit.objects.filter(slug="faith"))
    question = make_topic(first.board, kind="question", asked_remits=Remit.objects.all()[:1], asked_from=first)
    merge(question, first, moderator)
    first.refresh_from_db()
    assert first.asked_from is None
