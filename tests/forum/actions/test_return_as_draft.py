"""The files of a withdrawn post come back to its author with the draft, and undoing puts everything in its place."""

import pytest
from django.urls import reverse

from forum.actions.flag import flag_post, take_down
from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place
from forum.actions.save_draft_files import save_files
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import HoldReason, PostState
from forum.models import MOST_FILES, Attachment, Draft, DraftFile, Post
from ratsite.files.models import StoredFile, private_storage
from tests.crawl import body_of
from tests.factories import MemberFactory, make_topic, save_draft
from tests.forum.actions.test_attach_files import check, photo, say, text_file
from tests.forum.actions.test_save_draft_files import check_all, hidden, names_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(member):
    return member


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def post(author, topic) -> Post:
    return check(say(topic, author, text_file("one.txt", b"Ask first."), photo("yard.jpg")))


def named(files) -> list[str]:
    return list(files.order_by("created_at").values_list("stored_file__name", flat=True))


def test_five_photographs_come_back_with_the_text_and_are_posted_again_with_it(author, topic, sign_in):
    uploads = [text_file(f"{number}.txt", b"%d" % number) for number in range(MOST_FILES)]
    names, client = [upload.name for upload in uploads], sign_in(author)
    post = check(say(topic, author, *uploads))
    withdraw_post(post_id=post.pk, author=author)
    check_all()
    url = reverse("forum:topic_reply", args=[topic.pk])
    form = client.get(url)
    assert names_of(form) == names
    client.post(url, {"body": "See the files.", **hidden(form)})
    again = Post.objects.latest("pk")
    assert (again.state, named(again.attachments)) == (PostState.LIVE, names)
    assert not DraftFile.objects.exists()


def test_only_their_author_opens_the_files_that_came_back(author, post, sign_in):
    withdraw_post(post_id=post.pk, author=author)
    check_all()
    urls = [file.get_absolute_url() for file in DraftFile.objects.order_by("created_at")]
    responses = [sign_in(author).get(url) for url in urls]
    assert [response.status_code for response in responses] == [200, 200]
    assert [body_of(response) for response in responses][0] == b"Ask first."
    assert [sign_in(MemberFactory()).get(url).status_code for url in urls] == [404, 404]


def test_undoing_a_withdrawal_restores_the_files_once(author, post):
    before = list(post.attachments.values())
    withdraw_post(post_id=post.pk, author=author)
    undo_withdrawal(post_id=post.pk, author=author)
    assert list(post.attachments.values()) == before
    assert (Draft.objects.count(), DraftFile.objects.count(), StoredFile.objects.count()) == (0, 0, 2)


def test_undoing_leaves_a_draft_to_which_another_file_was_added(author, post):
    withdraw_post(post_id=post.pk, author=author)
    save_files(draft_id=Draft.objects.get().pk, person=author, uploads=[text_file("new.txt", b"New.")])
    undo_withdrawal(post_id=post.pk, author=author)
    assert named(DraftFile.objects) == ["one.txt", "yard.jpg", "new.txt"]
    assert named(post.attachments) == ["one.txt", "yard.jpg"]


def test_undoing_takes_no_file_from_the_corrected_post(author, topic, post):
    withdraw_post(post_id=post.pk, author=author)
    corrected = post_reply(topic=topic, author=author, body="See the files.", files=list(DraftFile.objects.all()))
    undo_withdrawal(post_id=post.pk, author=author)
    assert named(corrected.attachments) == named(post.attachments) == ["one.txt", "yard.jpg"]


def test_a_draft_that_is_there_already_keeps_its_own_file(author, topic, post):
    place = reply_place(topic)
    begun = save_draft(person=author, place=place, fields={"body": ["Begun"]}, sequence=0, topic=topic)
    save_files(draft_id=begun.pk, person=author, uploads=[text_file("own.txt", b"Own.")])
    withdraw_post(post_id=post.pk, author=author)
    drafts = Draft.objects.order_by("pk")
    assert [named(draft.files) for draft in drafts] == [["own.txt"], ["one.txt", "yard.jpg"]]
    undo_withdrawal(post_id=post.pk, author=author)
    assert [named(draft.files) for draft in drafts.all()] == [["own.txt"]]


def test_a_file_in_check_comes_back_is_checked_and_holds_the_next_post(author, topic):
    post = say(topic, author, text_file("ring.txt", b"Ring 07700 900123."))
    withdraw_post(post_id=post.pk, author=author)
    check_all()
    assert DraftFile.objects.get().hold_reasons == [HoldReason.IDENTIFIERS]
    undo_withdrawal(post_id=post.pk, author=author)
    post.refresh_from_db()
    assert (post.hold_reasons, named(post.attachments)) == ([HoldReason.IDENTIFIERS], ["ring.txt"])
    assert not DraftFile.objects.exists()


def test_a_refused_or_missing_file_does_not_come_back_and_stops_nothing(author, topic):
    contents = {"one.txt": b"One.", "gone.txt": b"Gone.", "refused.txt": b"OFFICIAL-SENSITIVE"}
    post = check(say(topic, author, *(text_file(name, content) for name, content in contents.items())))
    private_storage().delete(StoredFile.objects.get(name="gone.txt").content.name)
    withdraw_post(post_id=post.pk, author=author)
    assert named(DraftFile.objects) == ["one.txt"]


def test_the_files_of_a_post_that_is_taken_down_come_back_to_its_author(author, post, moderator):
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies")
    take_down(post_id=post.pk, moderator=moderator, reason="It names a street.")
    assert named(DraftFile.objects.filter(draft__person=author)) == ["one.txt", "yard.jpg"]
    assert not Attachment.objects.visible_to(author).exists()
