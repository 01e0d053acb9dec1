"""A reader reports a post; a moderator decides, and everyone concerned is notified."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place
from forum.actions.undo_withdrawal import delete_old_withdrawals, undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import FlagOutcome
from forum.integrations.review_queue import FlaggedPosts
from forum.models import Board, Draft, Flag, Post, Topic, Withdrawal
from forum.models.post import UNDO_FOR
from forum.queries.hashes import shown_hash_of
from forum.rules.posts import QUIET
from ratsite.accounts.actions.leave import leave
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.notifications.models import Mail
from tests.crawl import held_file_url
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, save_draft
from tests.forum.actions.test_attach_files import check, status, text_file
from tests.markup import text_of
from tests.meanwhile import after_query
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db
WORDS = "It names the road and the day."
REASON = "The road is named. Say the district."


@pytest.fixture
def author():
    return MemberFactory()


@pytest.fixture
def post(author) -> Post:
    return post_reply(topic=make_topic(author=MemberFactory()), author=author, body="At the end of the road.")


@pytest.fixture
def other_moderator():
    return MemberFactory(roles=["Moderators"])


@pytest.fixture
def flag(post, member) -> Flag:
    return flag_post(post_id=post.pk, reporter=member, reason="identifies", text=WORDS)


def url(post: Post) -> str:
    return reverse("forum:post_flag", args=[post.pk])


def item(post: Post) -> str:
    return reverse("review:item", args=["flags", post.pk])


def test_a_reader_reports_a_post_and_finds_their_report(post, member, sign_in):
    client = sign_in(member)
    assert url(post) in text_of(client.get(post.topic.get_absolute_url()))
    text = text_of(client.post(url(post), {"reason": "identifies", "text": WORDS}, follow=True))
    assert "Thank you. A moderator will look at the post." in text
    text = text_of(client.get("/forum/flags/"))
    assert WORDS in text
    assert "Nobody has decided yet" in text


def test_a_post_on_an_archived_board_can_be_reported(post, member, sign_in):
    Board.objects.update(state="archived")
    assert url(post) in text_of(sign_in(member).get(post.topic.get_absolute_url()))


def test_a_report_needs_a_reason_and_the_reason_something_else_needs_a_text(post, member, sign_in):
    client = sign_in(member)
    assert "Choose what is closest to the problem" in text_of(client.post(url(post), {"text": WORDS}))
    assert "Say in a few words what is wrong" in text_of(client.post(url(post), {"reason": "other"}))
    assert not Flag.objects.exists()


def test_a_second_report_replaces_the_first_until_a_moderator_has_decided(flag, post, member, moderator):
    flag_post(post_id=post.pk, reporter=member, reason="off_aim")
    assert Flag.objects.get().reason == "off_aim"
    leave_post(post_id=post.pk, moderator=moderator, reason="It is on the aim")
    flag_post(post_id=post.pk, reporter=member, reason="other", text="Look again")
    assert Flag.objects.count() == 2


def test_nobody_reports_their_own_post_or_one_that_is_not_published(post, author, member, sign_in):
    assert sign_in(author).get(url(post)).status_code == 403
    with pytest.raises(PermissionDenied):
        flag_post(post_id=post.pk, reporter=author, reason="off_aim")
    withdraw_post(post_id=post.pk, author=author)
    assert sign_in(member).get(url(post)).status_code == 404
    with pytest.raises(PermissionDenied):
        flag_post(post_id=post.pk, reporter=member, reason="off_aim")


@pytest.mark.parametrize(("whose", "status"), [("own", 403), ("hidden", 404)])
def test_a_report_that_is_refused_is_saved_as_a_draft_and_the_page_says_why(post, author, sign_in, whose, status):
    hidden = make_topic(BoardFactory(circle=CircleFactory())).posts.get()
    answer = sign_in(author).post(url(post if whose == "own" else hidden), {"reason": "off_aim", "text": WORDS})
    text = text_of(answer, status)
    assert ("You may not do that here" in text) == (status == 403)
    assert 'in <a href="/drafts/">your drafts' in text
    assert [draft.fields["body"] for draft in Draft.objects.all()] == [[WORDS]]


def test_a_post_that_one_cannot_read_cannot_be_reported(member, sign_in):
    hidden = make_topic(BoardFactory(circle=CircleFactory())).posts.get()
    assert sign_in(member).get(url(hidden)).status_code == 404


def test_the_moderator_sees_the_post_and_the_report_but_not_its_reporter(flag, post, moderator, member, sign_in):
    client = sign_in(moderator, with_second_step=True)
    queue = text_of(client.get("/review/"))
    assert "Reported post" in queue
    assert "Readers say: It identifies someone" in queue
    text = text_of(client.get(item(post)))
    assert WORDS in text
    assert "At the end of the road." in text
    assert str(member) not in text


def test_a_moderator_does_not_learn_that_their_own_post_was_reported(moderator, other_moderator, sign_in):
    own = post_reply(topic=make_topic(title="On the aim"), author=moderator, body="Yes.")
    flag_post(post_id=own.pk, reporter=MemberFactory(), reason="other", text=WORDS)
    client = sign_in(moderator, with_second_step=True)
    assert client.get(item(own)).status_code == 404
    assert "On the aim" not in text_of(client.get("/review/?show=not-mine"))
    leave_post(post_id=own.pk, moderator=other_moderator, reason=REASON)
    assert REASON not in text_of(client.get("/review/history/"))
    assert REASON in text_of(sign_in(other_moderator, with_second_step=True).get("/review/history/"))


def test_a_moderator_who_may_not_decide_does_not_read_what_others_reported(moderator, sign_in):
    colleague = MemberFactory(agency=moderator.agency)
    theirs = post_reply(topic=make_topic(title="Rooms"), author=colleague, body="Yes.")
    flag_post(post_id=theirs.pk, reporter=MemberFactory(), reason="identifies", text=WORDS)
    client = sign_in(moderator, with_second_step=True)
    for page in (text_of(client.get(item(theirs))), text_of(client.get("/review/?show=not-mine"))):
        assert "Rooms" in page
        assert "A reader reported it" in page
        assert ("identifies someone" in page, WORDS in page) == (False, False)


def test_a_moderator_takes_no_closely_marked_file_without_a_reason_by_reporting_its_post(
    author, moderator, other_moderator, sign_in
):
    post = make_topic(author=author, marking=Marking.AMBER_STRICT).posts.get()
    edit_post(post_id=post.pk, editor=author, body="See the file.", files=[text_file()])
    check(post)
    flag_post(post_id=post.pk, reporter=moderator, reason="off_aim")
    url = held_file_url(post.attachments.get())
    client = sign_in(moderator, with_second_step=True)
    assert status(client, url) == 404
    assert url not in text_of(client.get(item(post)))
    client = sign_in(other_moderator, with_second_step=True)
    assert status(client, url) == 200
    assert url in text_of(client.get(item(post)))


@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_either_way_the_moderator_says_why(flag, post, moderator, sign_in, choice):
    client = sign_in(moderator, with_second_step=True)
    assert "Give a reason" in text_of(client.post(item(post), {"choice": choice, "reason": ""}))
    assert Flag.objects.open().exists()


def test_a_post_that_is_taken_down_is_hidden_and_its_author_gets_the_text_and_the_reason(
    flag, post, author, moderator, member, sign_in
):
    client = sign_in(moderator, with_second_step=True)
    decide(client, item(post), choice="approve", reason=REASON)
    text = text_of(client.get("/review/"))
    assert "Taken down. We have told its author and those who reported it why, if they are still members." in text
    text = text_of(sign_in(member).get(post.topic.get_absolute_url()))
    assert "At the end of the road." not in text
    assert "Post 2 was taken down by a moderator" in text
    assert REASON not in text
    assert REASON in text_of(sign_in(member).get("/forum/flags/"))
    text = text_of(sign_in(author).get(post.topic.get_absolute_url()))
    assert f"Only you can see the moderator’s reason: {REASON}" in text
    assert [f"{REASON}{sign}" in text for sign in ".”"] == [False, False]
    assert "At the end of the road." in text_of(sign_in(author).get("/drafts/"))
    entry = ModelLogEntry.objects.get(action="forum.post.take_down")
    assert (entry.user, "road" in str(entry.data.get("title", ""))) == (moderator, False)


@pytest.mark.parametrize("name", ["forum:post_edit", "forum:post_withdraw"])
def test_the_author_of_a_post_taken_down_reads_that_a_moderator_did_it_and_why(
    flag, post, author, moderator, name, sign_in
):
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    client = sign_in(author)
    page = client.get(reverse(name, args=[post.pk]))
    text = text_of(page, status=page.status_code)
    assert (page.status_code, "moderator took" in text) == (403 if name == "forum:post_edit" else 200, True)
    assert (REASON in text, "your drafts" in text.lower()) == (True, True)
    assert ("You withdrew" in text, "is withdrawn" in text, "no longer undo" in text) == (False, False, False)


def test_the_author_of_a_topic_taken_down_reads_why_and_the_reason_ends_with_one_full_stop(
    author, moderator, member, sign_in
):
    topic = make_topic(author=author)
    flag_post(post_id=topic.posts.get().pk, reporter=member, reason="identifies", text=WORDS)
    take_down(post_id=topic.posts.get().pk, moderator=moderator, reason=REASON)
    texts = [text_of(sign_in(who).get(topic.get_absolute_url()), status=410) for who in (author, member)]
    assert [f"Only you can see the moderator’s reason: {REASON}" in text for text in texts] == [True, False]


def test_a_post_that_its_author_corrected_meanwhile_is_shown_and_not_taken_down(flag, post, author, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    read = opened(client, item(post))
    edit_post(post_id=post.pk, editor=author, body="Somewhere in the district.")
    response = client.post(item(post), {"choice": "approve", "reason": REASON, "shown_hash": read})
    assert "Somewhere in the district." in text_of(response, status=409)
    assert REASON in text_of(response, status=409)
    assert Post.objects.get(pk=post.pk).is_live


@pytest.mark.parametrize("is_by_same_reader", [True, False])
def test_a_report_that_the_moderator_has_not_read_is_shown_before_anything_is_decided(
    flag, post, member, moderator, sign_in, is_by_same_reader
):
    client = sign_in(moderator, with_second_step=True)
    read = opened(client, item(post))
    again = member if is_by_same_reader else MemberFactory()
    flag_post(post_id=post.pk, reporter=again, reason="identifies", text="The flat is hers.")
    response = client.post(item(post), {"choice": "reject", "reason": REASON, "shown_hash": read})
    assert "The flat is hers." in text_of(response, status=409)
    assert set(Flag.objects.values_list("outcome", flat=True)) == {""}


def test_a_draft_that_was_begun_meanwhile_is_not_overwritten(flag, post, author, moderator):
    topic = post.topic
    save_draft(person=author, place=reply_place(topic), fields={"body": ["New"]}, sequence=0, topic=topic)
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    assert sorted(draft.fields["body"][0] for draft in Draft.objects.filter(person=author)) == [
        "At the end of the road.",
        "New",
    ]


def test_an_opening_post_without_answers_takes_its_topic_along_and_comes_back_with_its_title(author, member, moderator):
    topic = make_topic(author=author, title="On the road")
    opening = topic.posts.get()
    flag_post(post_id=opening.pk, reporter=member, reason="identifies")
    assert take_down(post_id=opening.pk, moderator=moderator, reason=REASON)
    assert not Topic.objects.visible_to(member).filter(pk=topic.pk).exists()
    assert Draft.objects.get(person=author).fields["title"] == ["On the road"]
    board = Board.objects.get(pk=topic.board_id)
    assert (board.topic_count, board.post_count) == (0, 0)


@pytest.mark.parametrize("is_writing", [True, False])
def test_the_content_note_comes_back_with_the_post(author, member, moderator, sign_in, is_writing):
    topic = make_topic()
    post = post_reply(topic=topic, author=author, body="At the end of the road.", content_note="describes violence")
    if is_writing:
        save_draft(person=author, place=reply_place(topic), fields={"body": ["New"]}, sequence=0, topic=topic)
    flag_post(post_id=post.pk, reporter=member, reason="identifies")
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    address = "/drafts/" if is_writing else reverse("forum:topic_reply", args=[topic.pk])
    page = text_of(sign_in(author).get(address))
    assert "At the end of the road." in page
    assert ("describes violence</p>" in page) if is_writing else ('value="describes violence"' in page)


def test_when_a_reported_post_stays_the_reader_is_notified_why_and_the_author_is_not(
    flag, post, author, moderator, member, sign_in
):
    client = sign_in(moderator, with_second_step=True)
    decide(client, item(post), choice="reject", reason="The road is not named")
    assert Post.objects.get(pk=post.pk).is_live
    text = text_of(sign_in(member).get("/forum/flags/"))
    assert "The post stays" in text
    assert "The moderator says: The road is not named" in text
    assert set(Mail.objects.values_list("to", flat=True)) == {member.email}


def test_emails_have_no_text_of_the_post_the_report_or_the_reason(flag, post, moderator):
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    mails = [mail.subject + mail.text for mail in Mail.objects.all()]
    assert len(mails) == 2
    assert [mail for mail in mails if "road" in mail or post.topic.title in mail] == []


def test_one_decision_settles_all_reports_of_a_post(flag, post, moderator):
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="live_case")
    assert take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    assert not take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    assert not leave_post(post_id=post.pk, moderator=moderator, reason=REASON)
    assert set(Flag.objects.values_list("outcome", flat=True)) == {FlagOutcome.TAKEN_DOWN}


def test_a_moderator_reads_what_its_author_withdraws_and_what_changed_since_the_report(
    flag, post, author, moderator, sign_in
):
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - QUIET * 2)
    edit_post(post_id=post.pk, editor=author, body="At the end of the lane.", reason="Clearer")
    post.revisions.filter(reason="Clearer").update(source="At the end of the lane, 07700 900123.")
    withdraw_post(post_id=post.pk, author=author)
    Withdrawal.objects.update(created_at=timezone.now() - UNDO_FOR)
    delete_old_withdrawals()
    assert [other.get(item(post)).status_code for other in (sign_in(author), sign_in(flag.reporter))] == [403, 403]
    client = sign_in(moderator, with_second_step=True)
    assert item(post) in text_of(client.get("/review/"))
    page = text_of(client.get(item(post)))
    assert "withdrawn by its author" in page
    assert "road" in page.partition("<del>")[2].partition("</del>")[0]
    assert WORDS in page
    assert "07700 900123" not in page
    decide(client, item(post), choice="approve", reason=REASON)
    flag.refresh_from_db()
    assert (flag.outcome, Post.objects.get(pk=post.pk).decision_reason) == (FlagOutcome.TAKEN_DOWN, REASON)
    assert Draft.objects.filter(person=author).count() == 1


def test_a_report_of_a_withdrawn_post_can_be_closed_and_the_reader_is_notified_why(flag, post, author, moderator):
    withdraw_post(post_id=post.pk, author=author)
    assert leave_post(post_id=post.pk, moderator=moderator, reason="It is gone")
    flag.refresh_from_db()
    assert (flag.outcome, flag.answer) == (FlagOutcome.WITHDRAWN, "It is gone")
    assert Mail.objects.get().subject == "A moderator has decided on the post you reported"


def test_a_withdrawal_that_is_undone_changes_nothing_for_a_report(flag, post, author):
    withdraw_post(post_id=post.pk, author=author)
    undo_withdrawal(post_id=post.pk, author=author)
    assert list(Post.objects.flagged()) == [post]
    assert not Mail.objects.exists()


def test_a_post_that_is_taken_down_after_its_withdrawal_does_not_come_back(flag, post, author, moderator):
    withdraw_post(post_id=post.pk, author=author)
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    with pytest.raises(PermissionDenied):
        undo_withdrawal(post_id=post.pk, author=author)


def test_a_decision_is_refused_if_the_post_was_withdrawn_since_it_was_shown(flag, post, author, moderator):
    shown_hash = shown_hash_of(post)
    withdraw_post(post_id=post.pk, author=author)
    with pytest.raises(Stale):
        leave_post(post_id=post.pk, moderator=moderator, reason=REASON, shown_hash=shown_hash)


def test_a_report_sent_while_the_page_is_read_is_not_closed_unseen(flag, post, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    second = {"post_id": post.pk, "reporter": MemberFactory(), "reason": "other", "text": "And the day."}
    with after_query('SELECT "forum_flag"."id"', lambda: flag_post(**second)):
        shown_hash = opened(client, item(post))
    text = text_of(client.post(item(post), {"choice": "reject", "reason": REASON, "shown_hash": shown_hash}), 409)
    assert "And the day." in text
    assert Flag.objects.open().count() == 2


@pytest.mark.parametrize("page", ["queue", "item"])
def test_a_report_settled_while_the_page_is_read_is_left_out(flag, post, moderator, page):
    queue, other = FlaggedPosts(), MemberFactory(roles=["Moderators"])
    settle = partial(leave_post, post_id=post.pk, moderator=other.with_second_step(), reason=REASON)
    reader = moderator.with_second_step()
    assert len(queue.waiting(reader)) == 1
    with after_query('SELECT "forum_post"."id"', settle):
        found = queue.waiting(reader) if page == "queue" else queue.find(reader, post.pk)
    assert not found


def test_a_moderator_looks_up_who_withdrew_a_reported_post_without_a_name(flag, post, author, moderator):
    Post.objects.filter(pk=post.pk).update(voice="role")
    withdraw_post(post_id=post.pk, author=author)
    assert list(Post.objects.to_be_revealed_to(moderator)) == [post]
    leave_post(post_id=post.pk, moderator=moderator, reason=REASON)
    assert not Post.objects.to_be_revealed_to(moderator).exists()


def test_nobody_decides_about_their_own_report_post_or_agency_s_post(post, moderator, sign_in):
    flag_post(post_id=post.pk, reporter=moderator, reason="off_aim")
    client = sign_in(moderator, with_second_step=True)
    assert client.post(item(post), {"choice": "approve", "reason": REASON}).status_code == 403
    with pytest.raises(PermissionDenied):
        take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    agency = AgencyFactory()
    colleague = MemberFactory(agency=agency, roles=["Moderators"])
    theirs = post_reply(
        topic=make_topic(BoardFactory(bars_own_agency=True)), author=MemberFactory(agency=agency), body="Yes."
    )
    flag_post(post_id=theirs.pk, reporter=MemberFactory(), reason="off_aim")
    with pytest.raises(PermissionDenied):
        leave_post(post_id=theirs.pk, moderator=colleague, reason=REASON)


def test_a_person_who_lost_the_board_meanwhile_neither_reports_nor_decides(post, member, moderator):
    """The page was open; rights are checked again when the form is sent."""
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="off_aim")
    Board.objects.filter(pk=post.topic.board_id).update(circle=CircleFactory())
    with pytest.raises(PermissionDenied):
        flag_post(post_id=post.pk, reporter=member, reason="off_aim")
    for decide_now in (take_down, leave_post):
        with pytest.raises(PermissionDenied):
            decide_now(post_id=post.pk, moderator=moderator, reason=REASON)
    assert Flag.objects.open().count() == 1


def test_the_queue_costs_the_same_for_one_flag_and_three(post, moderator, sign_in, django_assert_num_queries):
    client = sign_in(moderator, with_second_step=True)
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="off_aim")
    client.get("/review/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/review/")
    cost = len(one)
    for _ in range(2):
        other = post_reply(topic=post.topic, author=MemberFactory(), body="More.")
        flag_post(post_id=other.pk, reporter=MemberFactory(), reason="off_aim")
    client.get("/review/")  # stores the new count for the band
    with django_assert_num_queries(cost):
        client.get("/review/")


def test_three_posts_that_were_taken_down_cost_what_one_costs(
    post, member, moderator, sign_in, django_assert_num_queries
):
    client, topic = sign_in(member), post.topic

    def take_one_down() -> None:
        gone = post_reply(topic=topic, author=MemberFactory(), body="More.")
        flag_post(post_id=gone.pk, reporter=MemberFactory(), reason="off_aim")
        take_down(post_id=gone.pk, moderator=moderator, reason=REASON)

    take_one_down()
    client.get(topic.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(topic.get_absolute_url())
    cost = len(one)
    take_one_down()
    take_one_down()
    client.get(topic.get_absolute_url())  # which also marks as read
    with django_assert_num_queries(cost):
        client.get(topic.get_absolute_url())


def test_a_reporter_who_has_left_gets_no_email_about_the_decision(flag, post, moderator):
    leave(person=flag.reporter)
    Mail.objects.all().delete()
    assert leave_post(post_id=post.pk, moderator=moderator, reason=REASON)
    assert not Mail.objects.exists()
