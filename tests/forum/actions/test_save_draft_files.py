"""A file sent with a form is saved with the draft until the post is published, whatever error the form has."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.actions.discard_draft import delete_old_drafts
from forum.actions.post import post_reply
from forum.actions.save_draft_files import remove_file, save_files
from forum.enums import HoldReason, PostState
from forum.models import MOST_FILES, Attachment, Draft, DraftFile, Post, Topic
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from tests.crawl import body_of
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.forum.actions.test_attach_files import photo, text_file
from tests.markup import flat
from tests.membership_changes import end_membership

pytestmark = pytest.mark.django_db
STOP = {"preview": "1"}
PHONE = "Ring 07700 900123 at night."


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def writer(member, sign_in):
    return sign_in(member)


def reply_url(topic) -> str:
    return reverse("forum:topic_reply", args=[topic.pk])


def hidden(page) -> dict[str, str]:
    """Return the hidden fields of the page's form, as a browser sends them back."""
    composer = page.context["composer"]
    names = {"draft_version": composer.version, "draft_sequence": composer.sequence, "submission": composer.submission}
    return {name: str(value) for name, value in names.items()}


def names_of(page) -> list[str]:
    return [file.name for file in page.context["composer"].files]


def check_all() -> None:
    for file in StoredFile.objects.quarantined():
        end_quarantine(file_id=str(file.pk))


def left_on_disk() -> int:
    storage = StoredFile._meta.get_field("content").storage

    def count(folder: str) -> int:
        folders, files = storage.listdir(folder)
        return len(files) + sum(count(f"{folder}/{name}".strip("/")) for name in folders)

    return count("") if storage.exists("") else 0


STOPPED = {
    "identifiers": {"body": PHONE},
    "preview": {"body": "Fine.", "preview": "1"},
    "save": {"body": "Fine.", "save": "1"},
    "nothing typed": {"body": ""},
    "another file is refused": {"body": "Fine.", "refused": "1"},
    "too long a note": {"body": "Fine.", "content_note": "x" * 200},
}


@pytest.mark.parametrize("why", STOPPED)
@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_a_file_is_saved_with_the_draft_whatever_stopped_the_form_and_is_posted_with_it(
    member, writer, topic, form, why
):
    if form == "edit" and why == "save":
        return  # that form has no such button
    own = make_topic(author=member).posts.get()
    where = {
        "reply": reply_url(topic),
        "topic": reverse("forum:topic_new", args=[topic.board.slug]),
        "edit": reverse("forum:post_edit", args=[own.pk]),
    }[form]
    chosen = {"title": "Keys", "marking": "green", "may_act": "check"} if form == "topic" else {}
    sent = {**hidden(writer.get(where)), **chosen, **STOPPED[why]}
    files = [text_file(), *([SimpleUploadedFile("run.exe", b"MZ")] if sent.pop("refused", "") else [])]
    stopped = writer.post(where, {**sent, "files": files}, follow=True)
    assert (names_of(stopped), Attachment.objects.count()) == (["card.txt"], 0)
    assert "card.txt" in flat(stopped.content)
    page = writer.get(where)  # on another day, on another device
    assert names_of(page) == ["card.txt"]
    writer.post(where, {**hidden(page), **chosen, "body": "Mended."})
    check_all()
    post = Attachment.objects.get().post
    assert (post.source, post.author, post.state) == ("Mended.", member, PostState.LIVE)
    assert (Draft.objects.count(), DraftFile.objects.count(), StoredFile.objects.count()) == (0, 0, 1)


def test_the_fold_with_the_file_field_is_open_when_a_file_waits_in_it(writer, topic):
    closed = flat(writer.get(reply_url(topic)).content)
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()], "preview": "1"})
    opened = flat(writer.get(reply_url(topic)).content)
    assert [page.split('class="disclose composer__more"')[1].split(">")[0].strip() for page in (closed, opened)] == [
        "",
        "open",
    ]
    assert 'name="remove_file"' in opened


def test_a_form_that_is_sent_again_with_the_same_file_stores_it_once(writer, topic):
    for _ in range(3):  # as with the browser's back button
        writer.post(reply_url(topic), {"body": "Fine.", "files": [photo()], "preview": "1"})
        check_all()  # which draws a picture anew
    writer.post(reply_url(topic), {**hidden(writer.get(reply_url(topic))), "body": "Fine.", "files": [photo()]})
    assert (StoredFile.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_person_s_drafts_have_a_limited_number_of_files(writer, topic, monkeypatch):
    monkeypatch.setattr("forum.actions.save_draft_files.MOST_WAITING", 3)
    for place, count in ((make_topic(), 2), (topic, 2)):
        files = [text_file(f"{number}.txt", str(number).encode()) for number in range(count)]
        page = writer.post(reply_url(place), {"body": "Fine.", "files": files, "preview": "1"})
    assert names_of(page) == ["0.txt"]
    assert "There is no room for 1.txt. First remove a file from this draft or from another draft" in flat(page.content)
    assert DraftFile.objects.count() == 3


def test_a_draft_takes_as_many_files_as_a_post_and_names_those_left_out(writer, topic):
    first = [text_file(f"{number}.txt", str(number).encode()) for number in range(MOST_FILES - 1)]
    writer.post(reply_url(topic), {"body": "Fine.", "files": first, "preview": "1"})
    more = [text_file("five.txt", b"five"), text_file("six.txt", b"six")]
    page = writer.post(reply_url(topic), {**hidden(writer.get(reply_url(topic))), "body": "Fine.", "files": more})
    html = flat(page.content)
    assert (len(names_of(page)), names_of(page)[-1]) == (MOST_FILES, "five.txt")
    assert "There is no room for six.txt" in html
    assert "A post can have at most 5 files" in html
    assert topic.posts.count() == 1


def test_a_button_removes_a_file_from_the_draft_and_leaves_the_text(writer, topic):
    page = writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file(), photo()], "preview": "1"})
    removed = page.context["composer"].files[0]
    sent = {**hidden(page), "body": "Fine, and more.", "remove_file": str(removed.pk)}
    after = writer.post(reply_url(topic), sent, follow=True)
    assert (names_of(after), after.context["form"]["body"].value()) == (["yard.jpg"], "Fine, and more.")
    assert writer.post(reply_url(topic), sent, follow=True).status_code == 200  # sent twice
    assert (StoredFile.objects.count(), topic.posts.count()) == (1, 1)


def test_a_name_that_may_identify_someone_stops_the_form_again_until_it_is_removed(writer, topic):
    page = writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file("07700 900123.txt")], "preview": "1"})
    again = writer.post(reply_url(topic), {**hidden(page), "body": "Fine."})
    assert "files" in again.context["form"].errors
    file = again.context["composer"].files[0]
    writer.post(reply_url(topic), {**hidden(again), "body": "Fine.", "remove_file": str(file.pk)})
    writer.post(reply_url(topic), {**hidden(writer.get(reply_url(topic))), "body": "Fine."})
    assert (topic.posts.count(), DraftFile.objects.count()) == (2, 0)


def test_a_file_that_the_check_refused_meanwhile_is_not_posted(writer, topic):
    page = writer.post(reply_url(topic), {"body": "F.", "files": [text_file(content=b"OFFICIAL-SENSITIVE")]} | STOP)
    check_all()
    shown = flat(writer.get(reply_url(topic)).content)
    assert "This file cannot be shared. The file has a protective marking" in shown
    again = writer.post(reply_url(topic), {**hidden(page), "body": "F."})
    assert "Remove card.txt: it cannot be shared" in flat(again.content)
    assert topic.posts.count() == 1


@pytest.mark.parametrize("is_checked_first", [True, False])
@pytest.mark.parametrize("form", ["reply", "edit"])
def test_a_finding_in_a_draft_s_file_holds_the_post_like_a_finding_in_a_new_file(
    member, writer, topic, form, is_checked_first
):
    own = make_topic(author=member).posts.get()
    where = reply_url(topic) if form == "reply" else reverse("forum:post_edit", args=[own.pk])
    page = writer.post(where, {"body": "Fine.", "files": [text_file(content=PHONE.encode())]} | STOP)
    if is_checked_first:
        check_all()
        assert "so a moderator will look at your post" in flat(writer.get(where).content)
    writer.post(where, {**hidden(page), "body": "Fine."})
    check_all()
    file = Attachment.objects.get()
    held = file.post if form == "reply" else file.post.revisions.pending().get()
    assert (held.hold_reasons, file.identifies) == ([HoldReason.IDENTIFIERS], True)
    assert not Attachment.objects.visible_to(MemberFactory()).exists()


def test_a_checked_file_that_says_nothing_does_not_hold_the_post(writer, topic):
    page = writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    check_all()
    writer.post(reply_url(topic), {**hidden(page), "body": "Fine."})
    post = Attachment.objects.get().post
    assert (post.state, post.file_count) == (PostState.LIVE, 1)


def test_only_its_writer_opens_a_draft_s_file_and_only_once_it_is_checked(member, writer, topic, sign_in):
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    file = DraftFile.objects.get()
    nowhere = reverse("drafts:draft_file", args=[uuid.uuid4(), "card.txt"])
    assert writer.get(file.get_absolute_url()).status_code == 404
    check_all()
    response = writer.get(file.get_absolute_url())
    assert (response.status_code, body_of(response), response["Cache-Control"]) == (
        200,
        b"Ask first.",
        "no-store, private",
    )
    assert writer.get(file.get_absolute_url().replace("card", "other")).status_code == 404
    other = sign_in(MemberFactory())
    pages = [other.get(address) for address in (file.get_absolute_url(), nowhere)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert not DraftFile.objects.visible_to(Topic.objects.get().author).exists()


def test_nobody_removes_or_posts_the_file_of_another_persons_draft(member, writer, topic, sign_in):
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    file, other = DraftFile.objects.get(), MemberFactory()
    assert not remove_file(file_id=file.pk, person=other)
    sign_in(other).post(reply_url(topic), {"body": "Mine.", "remove_file": str(file.pk)})
    post_reply(topic=topic, author=other, body="Mine.", files=[file])
    assert (DraftFile.objects.count(), Attachment.objects.count()) == (1, 0)
    draft = Draft.objects.get(person=member)
    assert save_files(draft_id=draft.pk, person=other, uploads=[text_file("b.txt", b"b")]) == ["b.txt"]


def test_a_file_sent_twice_is_posted_once(writer, topic):
    page = writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    sent = {**hidden(page), "body": "Fine."}
    first, second = writer.post(reply_url(topic), sent), writer.post(reply_url(topic), sent)
    assert (first.url, Attachment.objects.count(), topic.posts.count()) == (second.url, 1, 2)


@pytest.mark.parametrize("how", ["after thirty days", "thrown away"])
def test_a_file_is_deleted_from_the_disk_with_its_draft(member, writer, topic, how, django_capture_on_commit_callbacks):
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file(), photo()]} | STOP)
    check_all()
    file, before = DraftFile.objects.first(), left_on_disk()
    with django_capture_on_commit_callbacks(execute=True):
        if how == "thrown away":
            draft = Draft.objects.get()
            writer.post(reverse("drafts:draft_discard", args=[draft.pk]), {"sequence": draft.sequence})
        else:
            Draft.objects.update(saved_at=timezone.now() - dt.timedelta(days=31))
            assert writer.get(file.get_absolute_url()).status_code == 404
            delete_old_drafts()
    assert (DraftFile.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert before - left_on_disk() == 3  # two files and a thumbnail


def test_a_person_who_has_left_cannot_open_the_file_of_their_draft(member, writer, topic):
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    check_all()
    address = DraftFile.objects.get().get_absolute_url()
    end_membership(member)
    assert writer.get(address).status_code in (302, 403)
    assert not DraftFile.objects.visible_to(type(member).objects.get(pk=member.pk)).exists()


def test_the_list_of_drafts_shows_each_draft_s_files(member, writer, topic):
    writer.post(reply_url(topic), {"body": "", "files": [text_file()]})
    assert "card.txt" in flat(writer.get("/drafts/").content)
    assert Draft.objects.get().text == ""


def test_a_new_text_that_another_device_saved_meanwhile_keeps_its_own_file(member, writer, topic):
    writer.post(reply_url(topic), {"body": "On the phone.", "files": [text_file()]} | STOP)
    page = writer.post(reply_url(topic), {"body": "On the desk.", "files": [photo()]} | STOP)
    assert (names_of(page), len(page.context["composer"].others)) == (["yard.jpg"], 1)
    writer.post(reply_url(topic), {**hidden(page), "body": "On the desk."})
    assert Attachment.objects.get().stored_file.name == "yard.jpg"
    assert [file.name for file in Draft.objects.get().files.all()] == ["card.txt"]


def test_the_form_costs_the_same_for_one_file_and_for_three(writer, django_assert_num_queries):
    counts = []
    for number in (1, 3):
        topic = make_topic(BoardFactory())
        files = [text_file(f"{place}.txt", str(place).encode()) for place in range(number)]
        writer.post(reply_url(topic), {"body": "Fine.", "files": files, "save": "1"})
        writer.get(reply_url(topic))
        with django_assert_num_queries(100, exact=False) as seen:
            writer.get(reply_url(topic))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_files_of_a_draft_stay_when_its_place_has_closed(member, writer, topic):
    writer.post(reply_url(topic), {"body": "Fine.", "files": [text_file()]} | STOP)
    Topic.objects.update(is_locked=True)
    page = writer.get(reply_url(topic))
    assert (page.status_code, names_of(page)) == (403, ["card.txt"])
    stopped = writer.post(reply_url(topic), {**hidden(page), "body": "Fine.", "files": [photo()]})
    assert (stopped.status_code, sorted(names_of(stopped))) == (403, ["card.txt", "yard.jpg"])
    assert Post.objects.count() == 1
