"""Two forms are saved, or a post is withdrawn and restored, at the same time: no text is lost."""

import threading
import time
import uuid
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.actions.change_topic import set_topic_lock
from forum.actions.end_withdrawal import end_withdrawal
from forum.actions.lock_rows import recheck_on_board
from forum.actions.post import post_reply
from forum.actions.save_draft import Seen, reply_place, save_signed_out, save_typed
from forum.actions.save_draft_files import remove_file, save_files
from forum.actions.undo_withdrawal import delete_old_withdrawals, undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.models import Attachment, Draft, DraftFile, Post, Topic, Withdrawal
from forum.models.post import UNDO_FOR
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import text_file
from tests.threads import HELD, WHERE_TWO_WRITE, at_once, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def texts(person) -> list[str]:
    return sorted(draft.text for draft in Draft.objects.filter(person=person))


@pytest.fixture
def save_as():
    """save_as(action) returns the action for a new member and topic, and that member."""

    def bind(action) -> tuple[partial, object]:
        member, topic = MemberFactory(), make_topic()
        return partial(action, person=member, place=reply_place(topic), topic_id=topic.pk), member

    return bind


def test_two_forms_sent_signed_out_save_both_texts(save_as):
    save, member = save_as(save_signed_out)
    sent = [partial(save, fields={"body": [text]}, submission=uuid.uuid4()) for text in ("One", "Two")]
    assert [draft.text.strip() for draft in while_open(*sent)] == ["One", "Two"]
    assert texts(member) == ["One", "Two"]


def saving(save_as, **fields) -> tuple[partial, object]:
    save, member = save_as(save_typed)
    return partial(save, seen=Seen(), form=uuid.uuid4(), **fields), member


@pytest.mark.parametrize("meet", [while_open, at_once])
def test_two_first_saves_of_one_text_make_one_draft(save_as, meet):
    save, member = saving(save_as, fields={"body": ["One"]})
    outcomes = meet(save, save)
    assert [outcome.draft.text.strip() for outcome in outcomes] == ["One", "One"]
    assert texts(member) == ["One"]


@pytest.mark.parametrize("meet", [while_open, at_once])
def test_two_first_saves_of_two_texts_make_two_drafts(save_as, meet):
    save, member = saving(save_as)
    outcomes = meet(*(partial(save, fields={"body": [text]}) for text in ("One", "Two")))
    assert sorted(outcome.is_other for outcome in outcomes) == [False, True]
    assert texts(member) == ["One", "Two"]


def test_a_version_that_is_saved_while_another_is_posted_stays_with_its_new_text(save_as):
    save, member = saving(save_as)
    versions = [save(fields={"body": [text]}).draft for text in ("Desk", "Phone")]
    seen = Seen(versions[1].version, versions[1].sequence)
    more = partial(save, fields={"body": ["Phone, and more"]}, seen=seen)
    post = partial(post_reply, topic=versions[0].topic, author=member, body="Desk and Phone", draft=Seen("", 1))
    saved, posted = while_open(more, post)
    assert (saved.is_other, posted.source, texts(member)) == (False, "Desk and Phone", ["Phone, and more"])


@pytest.fixture
def draft_file(save_as):
    save, member = saving(save_as, fields={"body": ["One"]})
    draft = save().draft
    save_files(draft_id=draft.pk, person=member, uploads=[text_file(content=b"Ring 07700 900123 at night.")])
    file = DraftFile.objects.get(draft=draft)
    StoredFile.objects.filter(pk=file.stored_file_id).update(state="quarantined", checked_at=None, text_read_at=None)
    file.stored_file.texts.all().delete()
    DraftFile.objects.filter(pk=file.pk).update(hold_reasons=[])
    return DraftFile.objects.get(pk=file.pk)


@pytest.mark.parametrize("is_check_first", [True, False])
def test_a_finding_during_posting_holds_the_post(draft_file, is_check_first):
    draft = draft_file.draft
    post = partial(post_reply, topic=draft.topic, author=draft.person, body="One", files=[draft_file])
    check = partial(end_quarantine, file_id=str(draft_file.stored_file_id))
    outcomes = while_open(*([check, post] if is_check_first else [post, check]))
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    sent = Post.objects.get(author=draft.person)
    assert (sent.state, sent.hold_reasons) == ("held", ["identifiers"])
    assert Attachment.objects.get(post=sent).identifies


def test_a_file_that_is_removed_while_it_is_posted_is_in_one_place_or_none(draft_file):
    draft = draft_file.draft
    post = partial(post_reply, topic=draft.topic, author=draft.person, body="One", files=[draft_file])
    sent, is_removed = while_open(post, partial(remove_file, file_id=draft_file.pk, person=draft.person))
    assert (sent.file_count, is_removed) == (1, False)
    assert StoredFile.objects.filter(pk=draft_file.stored_file_id).exists()


def test_one_file_sent_twice_at_once_is_stored_once(save_as):
    save, member = saving(save_as, fields={"body": ["One"]})
    draft = save().draft
    keep = [partial(save_files, draft_id=draft.pk, person=member, uploads=[text_file()]) for _ in range(2)]
    assert at_once(*keep) == [[], []]
    assert draft.files.count() == 1


def withdrawn(*files) -> tuple[partial, partial, int]:
    """Functions with which an author withdraws a reply and undoes it, and the reply's id."""
    topic, author = make_topic(), MemberFactory()
    post = post_reply(topic=topic, author=author, body="One", files=files)
    sent = {"post_id": post.pk, "author": author}
    return partial(withdraw_post, **sent), partial(undo_withdrawal, **sent), post.pk


def counts_of(post_id: int) -> tuple[str, int, int]:
    post = Post.objects.select_related("topic__board").get(pk=post_id)
    return post.state, post.topic.board.post_count, post.topic.posts.live().count()


@pytest.mark.parametrize("meet", [while_open, at_once])
def test_a_withdrawal_sent_twice_at_once_counts_once(meet):
    withdraw, undo, post_id = withdrawn()
    assert [post.state for post in meet(withdraw, withdraw)] == ["withdrawn"] * 2
    assert counts_of(post_id) == ("withdrawn", 1, 1)
    assert [post.state for post in meet(undo, undo)] == ["live"] * 2
    assert counts_of(post_id) == ("live", 2, 2)


def test_a_reply_that_is_written_while_the_only_post_comes_back_counts():
    withdraw, undo, post_id = withdrawn()
    topic = Post.objects.get(pk=post_id).topic
    first = topic.posts.get(number=1)
    withdraw()
    withdraw_post(post_id=first.pk, author=first.author)
    reply = partial(post_reply, topic=topic, author=MemberFactory(), body="Two")
    outcomes = while_open(undo, reply, may_raise=PermissionDenied)
    assert [outcome.number for outcome in outcomes] == [2, 3]
    assert counts_of(post_id) == ("live", 2, 2)
    topic.refresh_from_db()
    assert (topic.last_number, topic.board.topic_count) == (3, 1)


def test_undoing_waits_for_a_moderator_who_locks_the_topic(moderator):
    withdraw, undo, post_id = withdrawn()
    withdraw()
    topic_id = Post.objects.get(pk=post_id).topic_id
    Topic.objects.get(pk=topic_id).board.moderators.add(moderator)
    lock = partial(set_topic_lock, topic_id=topic_id, moderator=moderator, is_locked=True, reason="It is settled")
    locked, undone = while_open(lock, undo, may_raise=PermissionDenied)
    assert (locked, type(undone)) == (True, PermissionDenied)
    assert counts_of(post_id) == ("withdrawn", 1, 1)


def times_up(post_id: int) -> None:
    Withdrawal.objects.filter(post=post_id).update(created_at=timezone.now() - UNDO_FOR)


def test_undoing_in_the_moment_in_which_the_ten_minutes_end_is_refused_and_no_error():
    withdraw, undo, post_id = withdrawn()
    withdraw()
    times_up(post_id)
    ended, undone = while_open(delete_old_withdrawals, undo, may_raise=PermissionDenied)
    assert (ended, type(undone)) == (None, PermissionDenied)
    assert counts_of(post_id)[0] == "withdrawn"
    assert not Withdrawal.objects.filter(post=post_id).exists()


def test_the_job_waits_for_an_author_who_may_just_still_undo_it(monkeypatch):
    """The author's right is asked a moment before the ten minutes end, and the job runs a moment after."""
    withdraw, undo, post_id = withdrawn(text_file())
    withdraw()
    is_asked = threading.Event()

    def ask_and_pause(*about):
        author = recheck_on_board(*about)
        is_asked.set()
        time.sleep(HELD)
        return author

    def job() -> None:
        is_asked.wait()
        end_withdrawal(post_id)

    monkeypatch.setattr("forum.actions.undo_withdrawal.recheck_on_board", ask_and_pause)
    undone, ended = at_once(undo, job, may_raise=Withdrawal.DoesNotExist)
    assert ended is None
    assert (undone.state, undone.source, undone.attachments.count()) == (PostState.LIVE, "One", 1)
    assert not Draft.objects.filter(person=undone.author).exists()
