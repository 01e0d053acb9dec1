"""Once a withdrawal cannot be undone, no file of the post is left on the disk that nobody may open."""

import pytest

from forum.actions.decide_retention import end_topic_hold, hold_topic
from forum.actions.end_withdrawal import delete_withdrawn_files
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.save_draft import discard_draft
from forum.actions.undo_withdrawal import delete_old_withdrawals, undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.models import Draft, Post, Withdrawal
from forum.models.post import UNDO_FOR
from ratsite.files.models import FileText, StoredFile, private_storage
from ratsite.privacy.actions.place_hold import place_hold
from tests.crawl import held_file_url
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import check, photo, say, status, text_file

pytestmark = pytest.mark.django_db
REASON = "It names a street."


@pytest.fixture
def author(member):
    return member


@pytest.fixture
def post(author) -> Post:
    return check(say(make_topic(), author, text_file(), photo()))


@pytest.fixture
def flag(post):
    return flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies")


@pytest.fixture
def ten_minutes(django_capture_on_commit_callbacks):
    """ten_minutes() lets the withdrawals be over and runs the job."""

    def passing() -> None:
        for was in Withdrawal.objects.all():
            was.created_at -= UNDO_FOR
            was.save()
        with django_capture_on_commit_callbacks(execute=True):
            delete_old_withdrawals()

    return passing


def paths_of(post: Post) -> list[str]:
    files = StoredFile.objects.filter(attachment__post=post)
    return [path for file in files for path in (file.content.name, file.thumbnail.name) if path]


def on_disk(paths: list[str]) -> list[str]:
    return [path for path in paths if private_storage().exists(path)]


def withdraw_and_discard(post: Post) -> list[str]:
    """Withdraw the post and delete the draft; return the paths of the post's own files."""
    paths = paths_of(post)
    assert len(paths) == 3
    withdraw_post(post_id=post.pk, author=post.author)
    discard_draft(Draft.objects.get(person=post.author))
    return paths


def test_nothing_of_the_files_stays_when_the_ten_minutes_are_over(post, ten_minutes):
    paths = withdraw_and_discard(post)
    delete_withdrawn_files()
    assert on_disk(paths) == paths
    ten_minutes()
    assert (on_disk(paths), StoredFile.objects.count(), FileText.objects.count()) == ([], 0, 0)
    assert Post.objects.get(pk=post.pk).file_count == 0


def test_the_files_in_the_draft_stay(author, post, ten_minutes):
    withdraw_post(post_id=post.pk, author=author)
    ten_minutes()
    assert [file.name for file in Draft.objects.get().files.all()] == ["card.txt", "yard.jpg"]
    assert StoredFile.objects.count() == 2


def test_the_files_of_a_post_that_is_back_stay(author, post, ten_minutes):
    withdraw_post(post_id=post.pk, author=author)
    undo_withdrawal(post_id=post.pk, author=author)
    ten_minutes()
    assert post.attachments.count() == 2


@pytest.mark.parametrize("decide", [take_down, leave_post])
def test_the_files_of_a_reported_post_stay_until_a_moderator_has_decided(
    post, flag, moderator, ten_minutes, sign_in, decide
):
    paths = withdraw_and_discard(post)
    ten_minutes()
    client = sign_in(moderator, with_second_step=True)
    assert [status(client, held_file_url(file)) for file in post.attachments.all()] == [200, 200]
    decide(post_id=post.pk, moderator=moderator, reason=REASON)
    ten_minutes()
    assert (on_disk(paths), post.attachments.count()) == ([], 0)


def test_the_files_of_a_post_that_is_taken_down_stay_only_in_its_author_s_draft(post, flag, moderator, ten_minutes):
    paths = paths_of(post)
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    ten_minutes()
    assert (on_disk(paths), StoredFile.objects.count(), Draft.objects.get().files.count()) == ([], 2, 2)


def test_a_hold_on_the_topic_keeps_the_files_until_it_ends(post, moderator, ten_minutes):
    hold_topic(topic_id=post.topic_id, steward=moderator, reason="An inquiry", until=None)
    paths = withdraw_and_discard(post)
    ten_minutes()
    assert on_disk(paths) == paths
    end_topic_hold(topic_id=post.topic_id, steward=moderator)
    ten_minutes()
    assert on_disk(paths) == []


@pytest.mark.parametrize("who", ["the author", "somebody mentioned"])
def test_a_hold_on_a_person_keeps_the_files(author, post, ten_minutes, who):
    called = MemberFactory()
    Post.objects.filter(pk=post.pk).update(source=f"What says @{called.get_full_name()}?")
    held = author if who == "the author" else called
    place_hold(person_id=held.pk, coordinator=MemberFactory(roles=["Coordinators"]), reason="An inquiry", until=None)
    paths = withdraw_and_discard(post)
    ten_minutes()
    assert on_disk(paths) == paths
