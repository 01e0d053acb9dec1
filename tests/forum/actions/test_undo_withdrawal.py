"""Undo a withdrawal after other people have acted: what they did meanwhile stays."""

import pytest

from forum.actions.approve import approve_edit
from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import AskState, EventKind, HoldReason, PostState
from forum.models import Attachment, Post
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import check, say, text_file
from tests.forum.actions.test_withdraw import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(member):
    return member


def test_an_answer_that_a_colleague_gave_meanwhile_stays(author):
    opening, reply = answered(MemberFactory(), author)
    ask, colleague = opening.topic.asks.get(answer=reply), MemberFactory()
    colleague.agency.remits.add(ask.remit)
    withdraw_post(post_id=reply.pk, author=author)
    later = post_reply(topic=opening.topic, author=colleague, body="So do we.", answers_for=[ask.remit_id])
    undo_withdrawal(post_id=reply.pk, author=author)
    ask.refresh_from_db()
    assert ask.answer == later
    kinds = opening.topic.events.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.ASKED, EventKind.ANSWERED, EventKind.REOPENED, EventKind.ANSWERED]


def test_a_question_whose_answer_was_withdrawn_too_is_open_when_it_is_back(author):
    opening, reply = answered(author)
    ask = opening.topic.asks.get(answer=reply)
    withdraw_post(post_id=opening.pk, author=author)
    withdraw_post(post_id=reply.pk, author=reply.author)
    undo_withdrawal(post_id=opening.pk, author=author)
    ask.refresh_from_db()
    assert (ask.state, ask.answer) == (AskState.OPEN, None)


@pytest.mark.parametrize(
    ("content", "state", "reasons"),
    [
        (b"Ask first.", PostState.LIVE, []),
        (b"Ring 07700 900123.", PostState.HELD, [HoldReason.IDENTIFIERS]),
    ],
)
def test_a_held_post_whose_file_was_checked_meanwhile_no_longer_waits_for_it(author, content, state, reasons):
    post = say(make_topic(), author, text_file(content=content))
    withdraw_post(post_id=post.pk, author=author)
    check(post)
    undo_withdrawal(post_id=post.pk, author=author)
    post.refresh_from_db()
    assert (post.state, post.hold_reasons, post.attachments.get().identifies) == (state, reasons, bool(reasons))


def test_a_moderator_sees_the_file_of_a_live_post_whose_check_found_something_meanwhile(author, moderator):
    post = post_reply(topic=make_topic(), author=author, body="We see it too.")
    edit_post(post_id=post.pk, editor=author, body="See the file.", files=[text_file(content=b"Ring 07700 900123.")])
    assert Post.objects.get(pk=post.pk).is_live
    withdraw_post(post_id=post.pk, author=author)
    check(post)
    undo_withdrawal(post_id=post.pk, author=author)
    edit = post.revisions.pending().get()
    assert edit.hold_reasons == [HoldReason.IDENTIFIERS]
    assert list(Attachment.objects.moderated_by(moderator)) == [post.attachments.get()]
    approve_edit(revision_id=edit.pk, moderator=moderator)
    file = post.attachments.get()
    assert (file.waits, file.identifies) == (False, False)
