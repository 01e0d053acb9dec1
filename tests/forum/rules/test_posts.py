"""Rules about posts: each is asked for every person, and for posts in every state that it depends on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.actions.flag import flag_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.models import Attachment, Board, DownloadReason, Post
from forum.rules.boards import (
    a_board_bars_own_agency,
    can_note_on,
)
from forum.rules.posts import (
    can_decide,
    can_edit,
    can_flag,
    can_note,
    can_reveal,
    can_reword,
    can_reword_edit,
    can_settle_flags,
    can_thank,
    can_undo_withdrawal,
    can_withdraw,
    fits_marking,
    fits_readers,
    has_no_conflict,
    needs_download_reason,
    why_no_undo,
)
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from tests.forum.rules.place import HOUR, MEMBERS, WRITERS, but

pytestmark = pytest.mark.django_db


def test_only_moderators_of_the_board_look_up_who_wrote_without_their_name(place):
    assert place.those(lambda who: can_reveal(who, place.post(2))) == set()
    reply = post_reply(topic=place.the_topic(), author=place.person("writer"), body="Because.", voice="agency")
    assert place.those(lambda who: can_reveal(who, reply)) == {"keeper"}
    User.objects.filter(pk=place.people["keeper"]).update(silenced_until=timezone.now() + HOUR)
    assert place.those(lambda who: can_reveal(who, reply)) == set()


def test_the_writer_alone_edits_and_withdraws(place):
    assert place.those(lambda who: can_edit(who, place.post(2))) == {"writer"}
    assert place.those(lambda who: can_withdraw(who, place.post(2))) == {"writer"}
    place.the_topic(is_locked=True)
    assert place.those(lambda who: can_edit(who, place.post(2))) == set()
    assert place.those(lambda who: can_withdraw(who, place.post(2))) == {"writer"}
    withdrawn = but(place.post(2), state=PostState.WITHDRAWN)
    assert place.those(lambda who: can_edit(who, withdrawn) or can_withdraw(who, withdrawn)) == set()


def test_a_member_who_has_left_withdraws_nothing(place):
    assert place.those(lambda who: can_withdraw(who, place.post(2, author=place.people["left"]))) == set()


def test_the_writer_alone_undoes_a_withdrawal_until_it_ends(place):
    post = place.post(2)
    assert why_no_undo(place.person("writer"), post) == "You can no longer undo this."
    withdraw_post(post_id=post.pk, author=place.person("writer"))
    post = Post.objects.select_related("topic__board", "author").get(pk=post.pk)
    assert place.those(lambda who: can_undo_withdrawal(who, post)) == {"writer"}
    assert why_no_undo(place.person("author"), post) == "You can no longer undo this."
    held = place.person("writer")
    held.held_until = timezone.now() + HOUR
    says = "A moderator must read your posts before they are published, so post your text again from your drafts."
    assert why_no_undo(held, post) == says
    post.topic.is_locked = True
    assert "locked" in why_no_undo(place.person("writer"), post)


def test_moderators_of_the_board_decide_but_not_about_their_own(place):
    assert place.those(lambda who: can_decide(who, place.post(2))) == {"keeper"}
    own = place.post(2, author=place.people["keeper"])
    assert place.those(lambda who: can_decide(who, own)) == set()
    assert has_no_conflict(place.person("keeper"), own) is False


def test_a_board_may_bar_decisions_about_the_own_agency(place):
    place.board(bars_own_agency=False)
    keeper, post = place.person("keeper"), place.post(2)
    assert has_no_conflict(keeper, post)
    assert not a_board_bars_own_agency(keeper)
    User.objects.filter(pk=place.people["writer"]).update(agency=keeper.agency)
    assert has_no_conflict(keeper, place.post(2))
    place.board(bars_own_agency=True)
    assert not has_no_conflict(keeper, place.post(2))
    assert a_board_bars_own_agency(keeper)
    # The agency for which the post was written counts too, and having none is no agency in common.
    User.objects.filter(pk=place.people["writer"]).update(agency=None)
    assert not has_no_conflict(keeper, but(place.post(2), agency=keeper.agency))
    assert has_no_conflict(keeper, but(place.post(2), agency=None))
    keeper.agency = None
    assert has_no_conflict(keeper, but(place.post(2), agency=None))


@pytest.mark.parametrize(("rule", "state"), [(can_reword, "held"), (can_reword_edit, "live")])
def test_a_text_is_changed_before_approval_where_one_moderator_is_enough(place, rule, state):
    other = {"held": "live", "live": "held"}[state]
    assert place.those(lambda who: rule(who, but(place.post(2), state=state))) == {"keeper"}
    assert place.those(lambda who: rule(who, but(place.post(2), state=other))) == set()
    place.board(needs_two_approvals=True)
    assert place.those(lambda who: rule(who, but(place.post(2), state=state))) == set()


def test_notes_are_put_on_live_posts_by_moderators_of_the_board(place):
    assert place.those(lambda who: can_note(who, place.post(2))) == {"keeper"}
    assert place.those(lambda who: can_note(who, but(place.post(2), state="held"))) == set()
    User.objects.filter(pk=place.people["keeper"]).update(silenced_until=timezone.now() + HOUR)
    assert place.those(lambda who: can_note_on(who, place.board())) == set()


def test_a_closely_marked_file_asks_for_a_reason_each_time_but_its_authors(place):
    topic, writer = place.the_topic(), place.person("writer")
    uploads = [SimpleUploadedFile(name, name.encode()) for name in ("plan.txt", "map.txt")]
    post = post_reply(topic=topic, author=writer, body="With a plan.", files=uploads)
    for file in post.attachments.all():
        end_quarantine(file_id=str(file.stored_file_id))

    def asked_why() -> list[set[str]]:
        files = Attachment.objects.select_related("post__topic").filter(post=post).order_by("stored_file__name")
        return [place.those(lambda who, file=file: needs_download_reason(who, file)) for file in files]

    assert asked_why() == [set(), set()]
    place.the_topic(marking=Marking.AMBER_STRICT)
    known = {name for name in place.people if name != "writer"}
    assert asked_why() == [known, known]
    plan, given = post.attachments.get(stored_file__name="plan.txt"), timezone.now()
    person_id = place.people["asked"]
    DownloadReason.objects.create(post=post, attachment=plan, person_id=person_id, reason="To plan.", created_at=given)
    assert asked_why() == [known, known - {"asked"}]


def test_others_posts_are_flagged_and_thanked_for(place):
    assert place.those(lambda who: can_flag(who, place.post(2))) == MEMBERS - {"writer"}
    assert place.those(lambda who: can_thank(who, place.post(2))) == WRITERS - {"writer"}
    withdraw_post(post_id=place.post(2).pk, author=place.person("writer"))
    assert place.those(lambda who: can_flag(who, place.post(2))) == set()
    assert place.those(lambda who: can_thank(who, place.post(2))) == set()


def test_a_moderator_who_reported_a_post_does_not_decide_its_reports(place):
    post, keeper, elsewhere = place.post(2), place.person("keeper"), place.person("elsewhere")
    flag_post(post_id=post.pk, reporter=keeper, reason="other", text="Look.")
    flags = list(post.flags.open())
    assert (can_settle_flags(keeper, post, flags), can_settle_flags(elsewhere, post, flags)) == (False, True)
    assert can_settle_flags(place.person("writer"), post, flags) is False
    assert can_settle_flags(keeper, post, [])


def test_a_post_is_quoted_where_the_marking_and_the_readers_are_no_wider(place):
    post = place.post(2)
    place.the_topic(marking=Marking.AMBER_STRICT)
    post = place.post(2)
    assert [fits_marking(post, marking) for marking in (Marking.GREEN, Marking.AMBER_STRICT, Marking.RED)] == [
        False,
        True,
        True,
    ]
    board = Board.objects.get(topics=place.closed)
    inside = Post.objects.select_related("topic__board").get(topic=place.closed)
    assert (fits_readers(post, board), fits_readers(inside, place.board())) == (True, False)
    assert fits_readers(inside, board)
