"""Once a withdrawal cannot be undone, no file of the post is left on the disk that nobody may open."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.decide_retention import end_topic_hold, hold_topic
from forum.actions.discard_draft import discard_draft
from forum.actions.end_withdrawal import TAKEN_DOWN_FILES_STAY, delete_withdrawn_files
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.post import post_reply
from forum.actions.save_draft import MOST_LOST, save_without_place
from forum.actions.save_draft_files import save_files
from forum.actions.undo_withdrawal import delete_old_withdrawals, undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.models import Draft, DraftFile, Post, Withdrawal
from forum.models.post import UNDO_FOR
from ratsite.accounts.models import User
from ratsite.files.models import FileText, StoredFile, private_storage
from ratsite.privacy.actions.place_hold import place_hold
from ratsite.sanctions.enums import AppealOutcome
from ratsite.sanctions.models import Sanction
from tests.crawl import held_file_url
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import check, photo, say, status, text_file
from tests.markup import flat

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


def test_a_hold_keeps_the_files_of_a_post_that_mentions_the_person_by_an_earlier_name(author, ten_minutes):
    called = MemberFactory()
    post = post_reply(
        topic=make_topic(), author=author, body=f"What says @{called.get_full_name()}?", files=[text_file(), photo()]
    )
    check(post)
    User.objects.filter(pk=called.pk).update(first_name="Zebedee", last_name="Quill")
    place_hold(person_id=called.pk, coordinator=MemberFactory(roles=["Coordinators"]), reason="An inquiry", until=None)
    paths = withdraw_and_discard(post)
    ten_minutes()
    assert on_disk(paths) == paths


def let_a_month_pass() -> None:
    Post.objects.update(decided_at=timezone.now() - TAKEN_DOWN_FILES_STAY)


def withdraw_and_discard(post: Post) -> list[str]:
    """Withdraw the post and delete the draft; return the paths of the post's own files."""
    paths = paths_of(post)
    assert len(paths) == 3
    withdraw_post(post_id=post.pk, author=post.author)
    discard_draft(Draft.objects.get(person=post.author))
    return paths


def test_the_files_of_a_withdrawn_post_are_deleted_after_ten_minutes(post, ten_minutes):
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
    let_a_month_pass()
    ten_minutes()
    assert (on_disk(paths), post.attachments.count()) == ([], 0)


def test_the_files_of_a_post_that_is_taken_down_stay_a_month_so_that_a_hold_can_be_placed(
    post, flag, moderator, ten_minutes
):
    paths = paths_of(post)
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    ten_minutes()
    assert on_disk(paths) == paths
    let_a_month_pass()
    hold_topic(topic_id=post.topic_id, steward=moderator, reason="An inquiry", until=None)
    ten_minutes()
    assert on_disk(paths) == paths
    end_topic_hold(topic_id=post.topic_id, steward=moderator, reason="The inquiry is over.")
    ten_minutes()
    assert (on_disk(paths), StoredFile.objects.count(), Draft.objects.get().files.count()) == ([], 2, 2)


def test_the_files_of_a_post_that_is_taken_down_stay_while_its_author_appeals(post, flag, moderator, ten_minutes):
    paths, now = paths_of(post), timezone.now()
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    let_a_month_pass()
    sanction = Sanction.objects.create(
        person=post.author,
        kind="silence",
        reason=REASON,
        imposed_by=moderator,
        imposed_at=now,
        ends_at=now + dt.timedelta(days=1),
        appeal="It names nobody.",
        appealed_at=now,
    )
    ten_minutes()
    assert on_disk(paths) == paths
    Sanction.objects.filter(pk=sanction.pk).update(
        appeal_outcome=AppealOutcome.UNCHANGED, appeal_answer=REASON, appeal_decided_by=MemberFactory()
    )
    ten_minutes()
    assert on_disk(paths) == []


@pytest.fixture
def full_disk(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(private_storage()), "_save", fail)


def test_a_full_disk_does_not_stop_an_author_who_withdraws_a_post(author, post, ten_minutes, sign_in, full_disk):
    paths, url, client = paths_of(post), reverse("forum:post_withdraw", args=[post.pk]), sign_in(author)
    page = client.post(url, follow=True).content.decode()
    assert [name in page for name in ("card.txt", "yard.jpg")] == [True, True]
    ten_minutes()
    draft = Draft.objects.get()
    assert (Post.objects.get(pk=post.pk).state, draft.fields["body"]) == ("withdrawn", ["See the file."])
    assert (on_disk(paths), draft.files.count()) == (paths, 0)


def test_a_full_disk_does_not_stop_a_moderator_who_takes_a_post_down(post, flag, moderator, ten_minutes, full_disk):
    paths = paths_of(post)
    take_down(post_id=post.pk, moderator=moderator, reason=REASON)
    let_a_month_pass()
    ten_minutes()
    assert (Post.objects.get(pk=post.pk).state, on_disk(paths)) == ("withdrawn", paths)


def test_a_file_that_was_away_while_the_post_was_withdrawn_is_not_deleted(author, post, ten_minutes):
    stored = post.attachments.get(stored_file__name="card.txt").stored_file
    path = Path(stored.content.path)
    path.rename(path.with_suffix(".away"))
    withdraw_post(post_id=post.pk, author=author)
    path.with_suffix(".away").rename(path)
    ten_minutes()
    assert [file.stored_file.name for file in post.attachments.all()] == ["card.txt"]
    assert (path.exists(), Draft.objects.get().files.get().name) == (True, "yard.jpg")


def test_a_file_that_the_check_refused_is_deleted_without_a_copy(author, ten_minutes):
    post = check(say(make_topic(), author, text_file(content=b"\x00\xff")))
    stored = post.attachments.get().stored_file
    assert stored.state == "refused"
    withdraw_post(post_id=post.pk, author=author)
    ten_minutes()
    assert StoredFile.objects.count() == 0


def test_a_post_that_came_back_can_be_withdrawn_again_without_losing_a_file(author, post, ten_minutes, monkeypatch):
    withdraw_post(post_id=post.pk, author=author)
    undo_withdrawal(post_id=post.pk, author=author)
    monkeypatch.setattr("forum.actions.save_draft_files.store_upload", lambda **kwargs: 1 / 0)
    withdraw_post(post_id=post.pk, author=author)
    ten_minutes()
    assert post.attachments.count() == 2


def test_the_log_says_once_that_the_files_of_a_withdrawn_post_were_deleted(author, post, ten_minutes):
    withdraw_post(post_id=post.pk, author=author)
    ten_minutes()
    entries = ModelLogEntry.objects.filter(object_id=str(post.pk)).values_list("action", "user")
    assert [*entries.filter(action__contains="file")] == [("forum.post.delete_files", None)]


def test_a_hold_on_the_topic_keeps_the_files_until_it_ends(post, moderator, ten_minutes):
    hold_topic(topic_id=post.topic_id, steward=moderator, reason="An inquiry", until=None)
    paths = withdraw_and_discard(post)
    ten_minutes()
    assert on_disk(paths) == paths
    end_topic_hold(topic_id=post.topic_id, steward=moderator, reason="The inquiry is over.")
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


def test_a_draft_with_files_stays_if_its_author_has_many_lost_drafts(author):
    lost = [
        save_without_place(person=author, submission=uuid.uuid4(), fields={"body": ["Words"]}) for _ in range(MOST_LOST)
    ]
    save_files(draft_id=lost[0].pk, person=author, uploads=[text_file()])
    for _ in range(2):
        save_without_place(person=author, submission=uuid.uuid4(), fields={"body": ["More"]})
    assert list(DraftFile.objects.values_list("draft", flat=True)) == [lost[0].pk]
    assert Draft.objects.count() == MOST_LOST + 1


def test_a_form_that_is_refused_in_two_tabs_keeps_both_texts(author):
    form = {"person": author, "submission": uuid.uuid4()}
    for text in ("From one tab", "From the other", "From the other, and more"):
        save_without_place(**form, fields={"body": [text]})
    assert sorted(draft.text for draft in Draft.objects.all()) == ["From one tab", "From the other, and more"]


def test_a_draft_without_a_place_that_was_saved_again_is_shown_again_before_it_is_deleted(author, sign_in):
    form = {"person": author, "submission": uuid.uuid4()}
    shown = save_without_place(**form, fields={"body": ["It waits"]})
    save_without_place(**form, fields={"body": ["It waits for a day"]})
    address = reverse("drafts:draft_discard", args=[shown.pk])
    page = sign_in(author).post(address, {"sequence": shown.sequence})
    assert (page.status_code, "It waits for a day" in flat(page.content)) == (409, True)
    assert Draft.objects.get().text == "It waits for a day"


def test_the_page_for_the_decision_says_that_the_files_go_and_what_stops_that(post, flag, moderator, sign_in):
    page = sign_in(moderator, with_second_step=True).get(reverse("review:item", args=["flags", post.pk]))
    assert "delete its files after 30 days. If they may be evidence, put the topic under a legal hold" in flat(
        page.content
    )
