import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post
from forum.actions.post import post_reply
from forum.enums import FlagReason, PostState
from forum.integrations.review_queue import FlaggedPosts, HeldPosts
from forum.models import Attachment, Board, Post, Revision, Topic
from forum.queries.hashes import shown_hash_of
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState, Role
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.moderation.actions.claim import claim
from ratsite.network.enums import Marking
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.integrations.review_queue import Appeals
from ratsite.sanctions.models import Sanction
from tests.crawl import body_of, held_file_url
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import decide, opened, press_twice
from tests.search.factories import make_enclosed

pytestmark = pytest.mark.django_db


def held_reply(author=None, board=None) -> Post:
    topic = make_topic(board)
    Board.objects.update(holds_newcomers=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    return post_reply(topic=topic, author=author or MemberFactory(), body="I am new here.")


def url_of(post: Post) -> str:
    return reverse("review:item", args=["posts", post.pk])


def test_the_queue_shows_why_each_thing_is_there(moderator, sign_in):
    post = held_reply()
    html = flat(sign_in(moderator, with_second_step=True).get("/review/").content)
    assert post.topic.title in html
    assert "A moderator must read everyone’s first three posts" in html


def test_a_moderator_approves_and_others_can_read_it(moderator, sign_in):
    post = held_reply()
    client = sign_in(moderator, with_second_step=True)
    assert decide(client, url_of(post), choice="approve")["Location"] == "/review/"
    assert "Approved. We have told its author, if they are still a member." in flat(client.get("/review/").content)
    post.refresh_from_db()
    assert post.is_live


def test_the_form_says_who_reads_the_reason_of_each_decision(moderator, sign_in):
    page = flat(sign_in(moderator, with_second_step=True).get(url_of(held_reply())).content)
    assert "The author will read this" not in page
    assert "You need a reason to reject, and the author reads it." in page
    assert "If you approve, only the audit log records your reason." in page


def test_who_decides_about_a_post_that_was_sent_back_before_reads_when_and_why(moderator, sign_in):
    post, today = held_reply(), timezone.localdate()
    said = f"A moderator sent this post back on {today.day} {today:%B %Y}: “Say no street”"
    client = sign_in(MemberFactory(roles=[Role.MODERATOR]), with_second_step=True)
    assert "sent this post back" not in flat(client.get(url_of(post)).content)
    reject_post(post_id=post.pk, moderator=moderator.with_second_step(), reason="Say no street")
    edit_post(post_id=post.pk, editor=post.author, body="I am new here too.")
    assert said in flat(client.get(url_of(post)).content)


def test_who_decides_about_a_change_reads_why_an_earlier_one_was_rejected(moderator, sign_in):
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    Post.objects.update(published_at=timezone.now() - dt.timedelta(hours=1))
    client = sign_in(MemberFactory(roles=[Role.MODERATOR]), with_second_step=True)
    words = "A moderator rejected an earlier change of this post on"

    def changed(body: str) -> tuple[Revision, bool]:
        edit_post(post_id=post.pk, editor=post.author, body=body)
        revision = Revision.objects.pending().get()
        page = flat(client.get(reverse("review:item", args=["edits", revision.pk])).content)
        return revision, words in page and "“Say no street”" in page

    revision, is_told = changed("It is in a street.")
    assert not is_told
    reject_edit(revision_id=revision.pk, moderator=moderator.with_second_step(), reason="Say no street")
    assert note_post(post_id=post.pk, moderator=moderator.with_second_step(), note="A raid", reason="It is hard")
    revision, is_told = changed("It is in a town.")
    assert is_told
    approve_edit(revision_id=revision.pk, moderator=moderator.with_second_step())
    assert not changed("It is in a small town.")[1]


def test_the_form_for_a_change_promises_no_new_post(moderator, sign_in):
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="It is in a town.")
    address = reverse("review:item", args=["edits", Revision.objects.pending().get().pk])
    page = flat(sign_in(moderator, with_second_step=True).get(address).content)
    assert "Approve: readers will see the new text, marked as edited" in page
    assert "readers will see it as new" not in page


def test_after_a_decision_the_next_item_opens(moderator, sign_in):
    first, taken, third = held_reply(), held_reply(), held_reply()
    other = MemberFactory(roles=[Role.MODERATOR])
    claim(queue="posts", item_id=taken.pk, person=other)
    client = sign_in(moderator, with_second_step=True)
    assert decide(client, url_of(first), choice="approve")["Location"] == url_of(third)
    assert "Approved. We have told its author, if they are still a member." in flat(client.get(url_of(third)).content)
    assert decide(client, url_of(third), choice="reject", reason="It names a street.")["Location"] == "/review/"


def test_an_item_links_its_topic_and_says_who_could_read_it_and_what_they_may_do(moderator, member, sign_in):
    circle = CircleFactory()
    circle.people.add(moderator, member)
    post = held_reply(member, BoardFactory(circle=circle, ceiling=Marking.RED))
    Topic.objects.filter(pk=post.topic_id).update(marking=Marking.RED)
    page = flat(sign_in(moderator, with_second_step=True).get(url_of(post)).content)
    assert f'In <a href="{post.topic.get_absolute_url()}">this topic</a>, {post.topic.board.name}' in page
    assert "3 people in 3 agencies" in page
    assert f"The circle “{circle.name}”" in page
    assert "Only the people named here" in page


def test_an_item_whose_topic_is_not_published_has_no_link_to_it(moderator, member, sign_in):
    post = make_topic(BoardFactory(holds_topics=True), member).posts.get()
    page = flat(sign_in(moderator, with_second_step=True).get(url_of(post)).content)
    assert post.topic.get_absolute_url() not in page
    assert post.topic.board.name in page


def test_a_rejection_without_a_reason_is_not_possible(moderator, sign_in):
    post = held_reply()
    response = sign_in(moderator, with_second_step=True).post(url_of(post), {"choice": "reject", "reason": ""})
    assert "Give a reason, so that the author can put it right" in flat(response.content)
    post.refresh_from_db()
    assert post.is_held


def test_the_author_reads_the_reason_and_gets_the_text_back(moderator, sign_in):
    post = held_reply()
    decide(sign_in(moderator, with_second_step=True), url_of(post), choice="reject", reason="It names a street.")
    html = flat(sign_in(post.author).get(post.topic.get_absolute_url()).content)
    assert "It names a street." in html
    assert "I am new here." in html


CHANGED = "This has changed since you opened it, so your decision was not saved."


@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_nobody_decides_about_a_post_that_changed_after_they_opened_it(moderator, sign_in, choice):
    post = held_reply()
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, url_of(post))
    edit_post(post_id=post.pk, editor=post.author, body="Her name is zyzzyva.")
    sent = {"choice": choice, "reason": "Too close", "shown_hash": seen}
    answer = client.post(url_of(post), sent)
    html = flat(answer.content)
    assert answer.status_code == 409
    assert CHANGED in html
    assert "Her name is zyzzyva." in html
    assert "Too close</textarea>" in html
    assert "checked" not in html
    post.refresh_from_db()
    assert (post.state, post.decided_by) == (PostState.HELD, None)
    assert decide(client, url_of(post), choice=choice, reason="Too close").status_code == 302
    post.refresh_from_db()
    assert post.decided_by == moderator


@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_nobody_decides_about_a_change_that_another_has_replaced(moderator, sign_in, choice):
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="A harmless change.")
    address = reverse("review:item", args=["edits", Revision.objects.get().pk])
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, address)
    edit_post(post_id=post.pk, editor=post.author, body="Her name is zyzzyva.")
    html = flat(client.post(address, {"choice": choice, "reason": "Too close", "shown_hash": seen}).content)
    assert CHANGED in html
    assert "zyzzyva" in html
    assert Revision.objects.pending().count() == 1
    assert decide(client, address, choice=choice, reason="Too close").status_code == 302
    assert not Revision.objects.pending().exists()


def test_a_mistake_in_the_form_does_not_hide_that_the_post_was_changed(moderator, sign_in):
    post = held_reply()
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, url_of(post))
    edit_post(post_id=post.pk, editor=post.author, body="Her name is zyzzyva.")
    html = flat(client.post(url_of(post), {"choice": "reject", "reason": "", "shown_hash": seen}).content)
    assert f'name="shown_hash" value="{seen}"' in html
    assert client.post(url_of(post), {"choice": "approve", "shown_hash": seen}).status_code == 409


def test_nobody_decides_about_files_or_for_readers_that_they_have_not_seen(moderator, sign_in):
    post, client = held_reply(), sign_in(moderator, with_second_step=True)
    seen = opened(client, url_of(post))
    file = SimpleUploadedFile("card-list.txt", b"Ask first.")
    edit_post(post_id=post.pk, editor=post.author, body=post.source, files=[file])
    assert client.post(url_of(post), {"choice": "approve", "shown_hash": seen}).status_code == 409
    seen = opened(client, url_of(post))
    circle = CircleFactory()
    circle.people.add(moderator)
    Board.objects.update(circle=circle)
    assert client.post(url_of(post), {"choice": "approve", "shown_hash": seen}).status_code == 409
    post.refresh_from_db()
    assert post.is_held


def test_a_person_who_stopped_being_a_moderator_meanwhile_decides_nothing(moderator):
    post = held_reply()
    post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    with pytest.raises(PermissionDenied):
        approve_post(post_id=post.pk, moderator=moderator)


def test_no_decision_is_made_by_pressing_the_button_alone(moderator, sign_in):
    post = held_reply()
    response = sign_in(moderator, with_second_step=True).post(url_of(post), {"reason": ""})
    assert "Choose a decision" in flat(response.content)


def test_a_moderator_does_not_decide_on_their_own_post(moderator, sign_in):
    post = held_reply(author=moderator)
    client = sign_in(moderator, with_second_step=True)
    assert "No. You or your agency wrote it" in flat(client.get(url_of(post)).content)
    assert client.post(url_of(post), {"choice": "approve"}).status_code == 403
    post.refresh_from_db()
    assert post.is_held


@pytest.mark.parametrize(("bars", "status"), [(True, 403), (False, 302)])
def test_the_board_says_whether_an_own_agency_s_post_may_be_decided(moderator, sign_in, bars, status):
    board = BoardFactory(bars_own_agency=bars)
    post = held_reply(author=MemberFactory(agency=moderator.agency), board=board)
    sent = {"choice": "approve", "shown_hash": shown_hash_of(post)}
    assert sign_in(moderator, with_second_step=True).post(url_of(post), sent).status_code == status


def test_the_second_of_two_moderators_reads_that_the_item_is_decided(moderator, sign_in):
    post = held_reply()
    first, second = sign_in(moderator, with_second_step=True), MemberFactory(roles=["Moderators"])
    decide(first, url_of(post), choice="approve")
    assert sign_in(second, with_second_step=True).post(url_of(post), {"choice": "approve"}).status_code == 404
    post.refresh_from_db()
    assert post.decided_by == moderator


def test_a_late_second_press_says_what_this_moderator_decided(moderator, sign_in, clock):
    post = held_reply()
    clock.set("2026-11-23", "09:00")
    client = sign_in(moderator, with_second_step=True)
    decide(client, url_of(post), choice="reject", reason="It names a road")
    page = client.post(url_of(post), {"choice": "approve", "reason": "I pressed twice"})
    html = flat(page.content)
    assert page.status_code == 404
    assert "You have already decided this: “Rejected”, 23 November 2026, 09:00. Nothing was changed just now." in html
    assert ('href="/review/history/"' in html, "I pressed twice" in html) == (True, True)


def held_edit() -> str:
    """Return the address of a change that waits in the review queue."""
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="It is in a town.")
    return reverse("review:item", args=["edits", Revision.objects.pending().get().pk])


@pytest.mark.parametrize(("choice", "outcome"), [("approve", "Edit approved"), ("reject", "Edit rejected")])
def test_a_late_second_press_says_what_this_moderator_decided_on_a_change(moderator, sign_in, choice, outcome):
    address = held_edit()
    page = press_twice(sign_in(moderator, with_second_step=True), address, choice)
    assert f"You have already decided this: “{outcome}”" in page
    other = sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    assert f"{moderator} has already decided this: “{outcome}”" in flat(other.get(address).content)


def test_a_decision_on_one_change_is_not_given_for_another(moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    address = held_edit()
    decide(client, address, choice="reject", reason="It says too much")
    unknown = reverse("review:item", args=["edits", Revision.objects.get().pk + 1])
    assert "You have already decided" in flat(client.get(address).content)
    assert "Someone may already have decided it" in flat(client.get(unknown).content)


def test_an_old_decision_on_a_change_is_not_searched_for_in_the_whole_log(moderator, sign_in, clock):
    client = sign_in(moderator, with_second_step=True)
    address = held_edit()
    decide(client, address, choice="reject", reason="It says too much")
    clock.forward(days=29)
    assert "You have already decided" in flat(sign_in(moderator, with_second_step=True).get(address).content)
    clock.forward(days=2)
    assert "Someone may already have decided it" in flat(sign_in(moderator, with_second_step=True).get(address).content)


def test_the_limit_of_the_queue_of_held_posts_takes_the_first_that_are_due(moderator, monkeypatch):
    again, later = held_reply(), held_reply()
    now = timezone.now()
    Post.objects.filter(pk=again.pk).update(created_at=now - dt.timedelta(days=9), sent_again_at=now)
    Post.objects.filter(pk=later.pk).update(created_at=now - dt.timedelta(days=1))
    monkeypatch.setattr("forum.integrations.review_queue.REVIEW_LIMIT", 1)
    assert [item.pk for item in HeldPosts().waiting(moderator.with_second_step())] == [later.pk]


def test_the_limit_of_the_queue_of_reported_posts_takes_the_first_that_are_due(moderator, monkeypatch):
    old, new = (make_topic().posts.get() for _ in range(2))
    for post in (new, old):  # the newer post is reported first
        flag_post(post_id=post.pk, reporter=MemberFactory(), reason=FlagReason.OTHER, text="They shout")
    monkeypatch.setattr("forum.integrations.review_queue.REVIEW_LIMIT", 1)
    assert [item.pk for item in FlaggedPosts().waiting(moderator.with_second_step())] == [new.pk]


def test_the_limit_of_the_queue_of_appeals_takes_the_first_that_are_due(coordinator, monkeypatch):
    now, appealed = timezone.now(), []
    for hours in (90, 2):  # the shorter sanction is appealed against last, and due first
        person = MemberFactory()
        about = {"kind": SanctionKind.SILENCE, "reason": "They shout", "steward": coordinator}
        impose(person_id=person.pk, ends_at=now + dt.timedelta(hours=hours), **about)
        sanction = Sanction.objects.get(person=person)
        Sanction.objects.filter(pk=sanction.pk).update(
            appeal="Please", appealed_at=now - dt.timedelta(hours=hours / 10)
        )
        appealed.append(sanction.pk)
    monkeypatch.setattr("ratsite.sanctions.integrations.review_queue.REVIEW_LIMIT", 1)
    assert [item.pk for item in Appeals().waiting(coordinator.with_second_step())] == appealed[1:]


def test_who_decides_second_reads_what_was_decided_and_by_whom(moderator, sign_in, clock):
    post = held_reply()
    clock.set("2026-11-23", "09:00")
    other = sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    seen = opened(other, url_of(post))
    reject_post(post_id=post.pk, moderator=moderator, reason="It names a road")
    html = flat(other.post(url_of(post), {"choice": "approve", "reason": "It is fine", "shown_hash": seen}).content)
    said = f"{moderator} has already decided this: “Rejected”, 23 November 2026, 09:00. Nothing was changed just now."
    assert (said in html, "It is fine</textarea>" in html, "It names a road" in html) == (True, True, False)


def test_only_people_who_may_see_the_history_of_an_item_read_what_was_decided(moderator, sign_in):
    post, author = held_reply(), MemberFactory(roles=["Moderators"])
    flagged = held_reply(author=author)
    reject_post(post_id=post.pk, moderator=moderator, reason="It names a road")
    approve_post(post_id=flagged.pk, moderator=moderator)
    flag_post(post_id=flagged.pk, reporter=MemberFactory(), reason="identifies")
    leave_post(post_id=flagged.pk, moderator=moderator, reason="It is on their poster")
    post.topic.board.moderators.add(moderator)
    client = sign_in(author, with_second_step=True)
    for address in (url_of(post), reverse("review:item", args=["flags", flagged.pk])):
        html = flat(client.get(address).content)
        assert ("Someone may already have decided it" in html, "has already decided" in html) == (True, False)


def test_a_board_with_moderators_of_its_own_is_theirs_alone(moderator, sign_in):
    post = held_reply()
    other = MemberFactory(roles=["Moderators"])
    post.topic.board.moderators.add(other)
    assert sign_in(moderator, with_second_step=True).get(url_of(post)).status_code == 404
    assert sign_in(other, with_second_step=True).get(url_of(post)).status_code == 200


def test_a_password_alone_opens_no_queue(moderator, sign_in):
    response = sign_in(moderator).get("/review/")
    assert response["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Freview%2F"


def test_a_steward_without_a_second_step_is_redirected_to_set_one_up(sign_in):
    from django.contrib.auth.models import Group

    person = MemberFactory()
    person.groups.add(Group.objects.get(name="Moderators"))
    assert sign_in(person).get("/review/")["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(moderator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        held_reply()
    client = sign_in(moderator, with_second_step=True)
    client.get("/review/")
    # session, person, roles; held posts with what was asked, held edits, flagged posts with all they print, appeals,
    # second looks, reported reading lists, ground checks, phrases, briefings; who is looking, who has approved, what
    # one left to others
    with django_assert_num_queries(18):
        client.get("/review/")


def test_a_board_whose_only_named_moderator_lost_the_role_or_left_is_everybodys(moderator):
    board, named = BoardFactory(), MemberFactory(roles=["Moderators"])
    board.moderators.add(named)
    theirs = Board.objects.filter(pk=board.pk)
    assert not theirs.moderated_by(moderator).exists()
    set_roles(person_id=named.pk, roles=set(), coordinator=None)
    assert theirs.moderated_by(moderator).exists()
    set_roles(person_id=named.pk, roles={Role.MODERATOR}, coordinator=None)
    assert theirs.moderated_by(moderator).exists()  # until the board names them anew
    board.moderators.add(named)
    assert not theirs.moderated_by(moderator).exists()
    set_member_state(person_id=named.pk, state=MemberState.LEFT, coordinator=None, reason="Moved on")
    assert theirs.moderated_by(moderator).exists()


def status(client, url: str) -> int:
    response = client.get(url)
    body_of(response)
    return response.status_code


def held_with_file() -> Attachment:
    """A held reply with a checked file."""
    topic = make_topic()
    Board.objects.update(holds_newcomers=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    file = SimpleUploadedFile("card-list.txt", b"Ask first.")
    post = post_reply(topic=topic, author=MemberFactory(), body="I am new here.", files=[file])
    attachment = post.attachments.get()
    end_quarantine(file_id=str(attachment.stored_file_id))
    return Attachment.objects.get(pk=attachment.pk)


def test_a_moderator_opens_the_files_of_a_held_post_until_it_is_decided(moderator, sign_in):
    file = held_with_file()
    client, url = sign_in(moderator, with_second_step=True), held_file_url(file)
    html = flat(client.get(url_of(file.post)).content)
    assert f'File: <a href="{url}">card-list.txt</a> (checked)' in html
    response = client.get(url)
    assert (response["Content-Disposition"], body_of(response)) == (
        'attachment; filename="card-list.txt"', b"Ask first.",
    )  # fmt: skip
    assert client.get(file.get_absolute_url()).status_code == 404
    reject_post(post_id=file.post_id, moderator=moderator, reason="No")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("change", ["quarantined", "refused", "files alone", "other moderators", "circle"])
def test_a_file_that_is_not_checked_or_not_theirs_to_decide_stays_closed(moderator, sign_in, change):
    file = held_with_file()
    if change == "files alone":
        Post.objects.filter(pk=file.post_id).update(hold_reasons=["files"])
    elif change == "other moderators":
        file.post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    elif change == "circle":
        Board.objects.update(circle=CircleFactory())
    else:
        StoredFile.objects.update(state=change, refusal="No")
    client = sign_in(moderator, with_second_step=True)
    assert client.get(held_file_url(file)).status_code == 404
    page = client.get(url_of(file.post))
    assert page.status_code == (200 if change in ("quarantined", "refused") else 404)
    assert held_file_url(file) not in flat(page.content)


def test_a_moderator_opens_the_files_of_a_reported_post_until_it_is_decided(moderator, sign_in):
    post = make_enclosed(SimpleUploadedFile("card-list.txt", b"Ask first.")).posts.get()
    file, client = post.attachments.get(), sign_in(moderator, with_second_step=True)
    assert status(client, held_file_url(file)) == 404
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies")
    html = flat(client.get(reverse("review:item", args=["flags", post.pk])).content)
    assert f'File: <a href="{held_file_url(file)}">card-list.txt</a> (checked)' in html
    assert status(client, held_file_url(file)) == 200
    leave_post(post_id=post.pk, moderator=moderator, reason="It is on their poster")
    assert status(client, held_file_url(file)) == 404


def test_a_flagged_post_s_files_are_for_the_moderators_of_its_board_alone(moderator, sign_in):
    post = make_enclosed(SimpleUploadedFile("card-list.txt", b"Ask first.")).posts.get()
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies")
    post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    client = sign_in(moderator, with_second_step=True)
    assert status(client, held_file_url(post.attachments.get())) == 404


def test_a_held_file_asks_a_moderator_for_the_second_step(moderator, sign_in):
    assert sign_in(moderator).get(held_file_url(held_with_file()))["Location"].startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("approved", [True, False])
def test_files_that_came_with_a_held_change_are_named_and_opened_until_it_is_decided(moderator, sign_in, approved):
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    old, new = (SimpleUploadedFile(f"{name}.txt", b"Ask first.") for name in ("old", "new"))
    edit_post(post_id=post.pk, editor=post.author, body="Changed.", files=[old, new])
    old, new = post.attachments.order_by("stored_file__name").reverse()
    for file in (old, new):
        end_quarantine(file_id=str(file.stored_file_id))
    Attachment.objects.filter(pk=old.pk).update(waits=False)  # as if it had stood there before
    client, revision = sign_in(moderator, with_second_step=True), Revision.objects.pending().get()
    html = flat(client.get(reverse("review:item", args=["edits", revision.pk])).content)
    assert (f'<a href="{held_file_url(new)}">new.txt</a> (checked)' in html, "old.txt" in html) == (True, False)
    assert [status(client, held_file_url(file)) for file in (old, new)] == [404, 200]
    if approved:
        approve_edit(revision_id=revision.pk, moderator=moderator)
    else:
        reject_edit(revision_id=revision.pk, moderator=moderator, reason="No")
    assert status(client, held_file_url(new)) == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_file_and_three(moderator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        held_with_file()
    client = sign_in(moderator, with_second_step=True)
    client.get("/review/")
    with django_assert_num_queries(18):  # as many as without files: the queue names none
        client.get("/review/")


def test_a_post_whose_file_check_stopped_comes_to_a_moderator_after_a_day(moderator, clock):
    topic = make_topic()
    file = SimpleUploadedFile("card-list.txt", b"Ask first.")
    post = post_reply(topic=topic, author=MemberFactory(), body="See.", files=[file])
    StoredFile.objects.update(state="quarantined")
    Post.objects.filter(pk=post.pk).update(state=PostState.HELD, hold_reasons=["files"], number=None, published_at=None)
    assert not Post.objects.in_queue().exists()
    clock.set("2026-11-23", "09:00")
    Post.objects.update(created_at=clock.now)
    clock.forward(hours=23)
    assert not Post.objects.in_queue().exists()
    clock.forward(hours=1)
    assert Post.objects.in_queue().get() == post
