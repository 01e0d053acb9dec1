"""Files of posts: nobody gets a file that is not checked yet or that they may not read."""

import io
import resource
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from PIL import Image
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import HoldReason, PostState
from forum.models import Attachment, Board, Post, Revision, Topic
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.notifications.models import Mail
from ratsite.review.queries.queue import queue_of
from ratsite.sanctions.enums import SanctionKind
from tests.corpora.bombs import huge_png, office, pdf_of_size, pdf_that_unpacks
from tests.crawl import body_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat, text_of
from tests.membership_changes import end_membership
from tests.search.factories import found

pytestmark = pytest.mark.django_db
PLACE = b"52.4862 N, 1.8904 W"


def text_file(name: str = "card.txt", content: bytes = b"Ask first.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(name: str = "yard.jpg") -> SimpleUploadedFile:
    """A photo that EXIF rotates, with the place where it was taken in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B] = 6, PLACE.decode(), "CANARYCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=exif, comment=PLACE)
    return SimpleUploadedFile(name, out.getvalue())


def say(topic, author, *uploads) -> Post:
    return post_reply(topic=topic, author=author, body="See the file.", files=uploads)


def check(post: Post) -> Post:
    for pk in post.attachments.values_list("stored_file", flat=True):
        end_quarantine(file_id=str(pk))
    return Post.objects.get(pk=post.pk)


def shared(*uploads, board: Board | None = None, author=None) -> Attachment:
    """A file of a live post."""
    author = author or MemberFactory()
    check(say(make_topic(board, author), author, *(uploads or [text_file()])))
    return Attachment.objects.latest("created_at")


def thumbnail(file: Attachment) -> str:
    return reverse("forum:file_thumbnail", args=[file.pk])


def status(client, url: str, **options) -> int:
    response = client.get(url, **options)
    body_of(response)
    return response.status_code


def read(client, topic) -> str:
    return flat(client.get(topic.get_absolute_url()).content)


def test_a_post_with_files_goes_up_by_itself_when_they_are_checked(member, sign_in):
    topic = make_topic()
    url = reverse("forum:topic_reply", args=[topic.pk])
    data = {"body": "Two files.", "files": [text_file(), photo()]}
    response = sign_in(member).post(url, data, follow=True)
    html = flat(response.content)
    assert "Your files are being checked." in html
    assert "card.txt is being checked" in html
    assert "you will get an email" not in html
    held = Post.objects.latest("pk")
    assert (held.state, held.hold_reasons) == (PostState.HELD, [HoldReason.FILES])
    assert "card.txt" not in read(sign_in(topic.author), topic)
    held = check(held)
    assert (held.state, held.number, held.hold_reasons) == (PostState.LIVE, 2, [])
    html = read(sign_in(topic.author), topic)
    for file in held.attachments.all():
        assert file.get_absolute_url() in html


def test_the_check_starts_after_the_commit_and_ends_the_wait(member, django_capture_on_commit_callbacks):
    topic = make_topic()
    with django_capture_on_commit_callbacks(execute=True):
        post = say(topic, member, text_file())
        assert post.is_held
    assert Post.objects.get(pk=post.pk).is_live


def test_a_post_that_is_also_held_for_a_moderator_is_not_published_after_its_file_check(member, moderator):
    topic = make_topic()
    Board.objects.update(holds_newcomers=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    post = check(say(topic, member, text_file()))
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.NEWCOMER])
    approve_post(post_id=post.pk, moderator=moderator)
    assert Post.objects.get(pk=post.pk).is_live


def lock_topic(post: Post) -> None:
    Topic.objects.filter(pk=post.topic_id).update(is_locked=True)


def archive_board(post: Post) -> None:
    Board.objects.filter(pk=post.topic.board_id).update(state="archived")


def close_board(post: Post) -> None:
    Board.objects.filter(pk=post.topic.board_id).update(circle=CircleFactory())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (SanctionKind.PRE_MODERATE, HoldReason.SANCTION),
        (SanctionKind.SILENCE, HoldReason.MAY_NOT_WRITE),
        (SanctionKind.EXCLUDE, HoldReason.MAY_NOT_WRITE),
        (lambda post: end_membership(post.author), HoldReason.MAY_NOT_WRITE),
        (lock_topic, HoldReason.MAY_NOT_WRITE),
        (archive_board, HoldReason.MAY_NOT_WRITE),
        (close_board, HoldReason.MAY_NOT_WRITE),
    ],
)
def test_a_post_whose_author_could_not_write_it_now_waits_for_a_moderator_when_its_files_are_checked(
    member, moderator, sanction, change, reason
):
    post = say(make_topic(), member, text_file())
    if isinstance(change, SanctionKind):
        sanction(member, change)
    else:
        change(post)
    post = check(post)
    assert (post.state, post.hold_reasons) == (PostState.HELD, [reason])
    if change != close_board:  # whose readers alone moderate it now
        assert [case.item.pk for case in queue_of(moderator).cases] == [post.pk]


def test_a_post_that_only_waits_for_its_file_check_is_not_in_the_review_queue(member, moderator, sign_in):
    say(make_topic(title="Only files"), member, text_file())
    assert "Only files" not in text_of(sign_in(moderator, with_second_step=True).get("/review/"))


def test_bombs_end_refused_in_words_and_what_comes_with_them_is_checked(member, sign_in):
    topic = make_topic()
    bombs = {
        "pixels.png": (huge_png(30_000), "The picture is too large or is animated."),
        "parts.docx": (office({"word/media/bomb.xml": bytes(30_000_000)}), "The document unpacks to an enormous size"),
        "page.pdf": (pdf_of_size(2_000_000), "The PDF has a page of more than five metres."),
        "stream.pdf": (pdf_that_unpacks(1024**3), "The PDF unpacks to an enormous size"),
    }
    uploads = [SimpleUploadedFile(name, content) for name, (content, _) in bombs.items()]
    client, began, memory = sign_in(member), time.monotonic(), memory_used()
    address = reverse("forum:topic_reply", args=[topic.pk])
    client.post(address, {"body": "Four files, and one to read.", "files": [*uploads, text_file()]})
    post = check(Post.objects.latest("pk"))
    assert time.monotonic() - began < 20  # seconds, on a busy machine
    assert memory_used() - memory < 100 * 1024**2
    assert post.is_live
    html, others = flat(read(client, topic)), flat(read(sign_in(topic.author), topic))
    for name, (_, words) in bombs.items():
        assert f"{name} was refused, and nobody else can see it. {words}" in html
        assert name not in others
    assert "card.txt" in others


def memory_used() -> int:
    """Return the peak memory of this process, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_refused_file_is_left_out_and_its_author_is_notified(member, sign_in):
    topic = make_topic()
    post = check(say(topic, member, text_file(), text_file("card.pdf", b"%PDF-1.7 broken")))
    assert post.is_live
    assert "The PDF is damaged" in read(sign_in(member), topic)
    html = read(sign_in(topic.author), topic)
    assert ("card.txt" in html, "card.pdf" in html) == (True, False)
    mail = Mail.objects.get()
    assert (mail.to, "card.pdf" in mail.text + mail.subject, topic.title in mail.text) == (member.email, False, False)


def test_a_file_is_a_closed_download_and_its_thumbnail_a_picture(member, sign_in):
    file, client = shared(photo()), sign_in(member)
    download, small = client.get(file.get_absolute_url()), client.get(thumbnail(file))
    assert download["Content-Disposition"] == 'attachment; filename="yard.jpg"'
    assert (small["Content-Type"], small["Content-Disposition"]) == ("image/jpeg", 'inline; filename="picture.jpg"')
    for response in (download, small):
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store, private"
        assert "ETag" not in response
    with Image.open(io.BytesIO(body_of(small))) as picture:
        assert max(picture.size) <= 480
    assert len(body_of(download)) == file.stored_file.size


def test_a_picture_keeps_its_pixels_upright_and_nothing_else(member, sign_in):
    sent = photo()
    assert PLACE in sent.read()
    sent.seek(0)
    file, client = shared(sent), sign_in(member)
    for url, size in ((file.get_absolute_url(), (600, 900)), (thumbnail(file), (320, 480))):
        content = body_of(client.get(url))
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.size, dict(picture.getexif())) == (size, {})
        assert PLACE not in content
        assert b"CANARYCAMERA" not in content


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (text_file("a.svg", b"<svg onload='alert(1)'/>"), "Choose one of these kinds of file"),
        (text_file("a.gif", b"GIF89a"), "Choose one of these kinds of file"),
        (text_file("a.xhtml", b"<script>alert(1)</script>"), "Choose one of these kinds of file"),
        (text_file("a.jpg", b"MZ\x90\x00"), "does not match the file’s name (JPEG picture)"),
        (text_file("a.txt", b""), "a.txt: This file is empty. Choose another file."),
        (text_file("<img src=x onerror=alert(1)>.exe", b"MZ"), "Choose one of these kinds of file"),
    ],
)
def test_a_refused_file_loses_no_text(member, sign_in, upload, words):
    topic = make_topic()
    response = sign_in(member).post(
        reverse("forum:topic_reply", args=[topic.pk]), {"body": "All my words.", "files": [text_file(), upload]}
    )
    html = flat(response.content)
    assert words in html
    assert "All my words." in html
    assert "<img src=x" not in html
    assert list(response.context["form"].errors) == ["files"]
    assert ([file.name for file in StoredFile.objects.all()], topic.posts.count()) == (
        ["card.txt"],
        1,
    )  # with the draft


@override_settings(MAX_FILE_BYTES=1000)
@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_a_file_too_large_is_refused_and_the_typed_text_is_shown_again(member, sign_in, form):
    topic = make_topic(author=member)
    url = {
        "reply": reverse("forum:topic_reply", args=[topic.pk]),
        "topic": reverse("forum:topic_new", args=[topic.board.slug]),
        "edit": reverse("forum:post_edit", args=[topic.posts.get().pk]),
    }[form]
    fields = {"title": "Mine", "body": "All my words.", "marking": "green", "may_act": "check"}
    files = [text_file("large.txt", b"a" * 2000), text_file("small.txt")]
    response = sign_in(member).post(url, {"files": files, **fields})
    html = flat(response.content)
    assert ("Choose a file of at most 1000" in html, "instead of “large.txt”" in html) == (True, True)
    assert response.context["form"]["body"].value() == "All my words."
    assert Post.objects.count() == 1
    assert [file.name for file in StoredFile.objects.all()] == ["small.txt"]  # with the draft


def test_five_files_and_no_more(member, sign_in):
    topic = make_topic(author=member)
    url = reverse("forum:topic_reply", args=[topic.pk])
    files = [text_file(f"{number}.txt") for number in range(6)]
    assert "at most 5 files" in flat(sign_in(member).post(url, {"body": "x", "files": files}).content)
    with pytest.raises(PermissionDenied):
        say(topic, member, *files)
    post = check(say(topic, member, *files[:5]))
    edit = reverse("forum:post_edit", args=[post.pk])
    html = flat(sign_in(member).post(edit, {"body": "x", "files": [text_file()]}).content)
    assert "A post can have at most 5 files" in html


def test_an_edit_adds_a_file_that_others_see_once_it_is_checked_and_takes_one_off_at_once(member, sign_in):
    file = shared(text_file("old.txt"), author=member)
    url, post = file.get_absolute_url(), file.post
    sign_in(member).post(
        reverse("forum:post_edit", args=[post.pk]),
        {"body": post.source, "files": [text_file("new.txt")], "remove": [str(file.pk)]},
    )
    reader = MemberFactory()
    html = read(sign_in(reader), post.topic)
    assert ("old.txt" in html, "new.txt" in html) == (False, False)
    assert sign_in(member).get(url).status_code == 404
    check(post)
    assert "new.txt" in read(sign_in(reader), post.topic)
    entry = ModelLogEntry.objects.get(action="forum.file.remove")
    assert (entry.user, entry.label, entry.data) == (member, f"post {post.pk}", {"reason": ""})


def test_nobody_takes_a_file_off_anothers_post(member, sign_in):
    file, own = shared(), shared(author=member)
    response = sign_in(member).post(
        reverse("forum:post_edit", args=[own.post_id]), {"body": "x", "remove": [str(file.pk)]}
    )
    assert list(response.context["form"].errors) == ["remove"]
    edit_post(post_id=own.post_id, editor=member, body="x", remove=[file.pk])
    assert Attachment.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("approved", [True, False])
def test_a_file_of_a_held_edit_is_held_for_the_moderator(member, moderator, sign_in, approved):
    post = make_topic(author=member).posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=member, body=post.source, files=[text_file("late.txt")])
    check(post)
    reader = sign_in(MemberFactory())
    assert "late.txt" not in read(reader, post.topic)
    url = post.attachments.get().get_absolute_url()
    assert reader.get(url).status_code == 404
    revision = Revision.objects.pending().get().pk
    if approved:
        approve_edit(revision_id=revision, moderator=moderator)
    else:
        reject_edit(revision_id=revision, moderator=moderator, reason="Not here")
    assert ("late.txt" in read(reader, post.topic)) is approved
    assert status(reader, url) == (200 if approved else 404)


@pytest.mark.parametrize("change", ["circle", "withdrawn", "rejected", "quarantined", "left"])
def test_direct_and_thumbnail_addresses_close_at_once(member, moderator, sign_in, change):
    board = BoardFactory()
    file = shared(photo(), board=board)
    missing = "00000000-0000-4000-8000-000000000000"
    client = sign_in(member)
    assert status(client, file.get_absolute_url()) == status(client, thumbnail(file)) == 200
    if change == "circle":
        Board.objects.update(circle=CircleFactory())
    elif change == "withdrawn":
        withdraw_post(post_id=file.post_id, author=file.post.author)
    elif change == "rejected":
        Post.objects.filter(pk=file.post_id).update(
            state="held", number=None, published_at=None, hold_reasons=["newcomer"]
        )
        reject_post(post_id=file.post_id, moderator=moderator, reason="No")
    elif change == "quarantined":
        StoredFile.objects.update(state="quarantined")
    else:
        member.agency.is_active = False
        member.agency.save()
    for url in (file.get_absolute_url(), thumbnail(file)):
        client = sign_in(member)
        closed = client.get(url)
        client = sign_in(member)
        absent = client.get(url.replace(str(file.pk), missing))
        assert (closed.status_code, closed.content) == (absent.status_code, absent.content)
        assert closed.status_code == (403 if change == "left" else 404)


def test_a_true_hash_or_another_name_opens_nothing_and_says_nothing(member, sign_in):
    author = MemberFactory()
    circle = CircleFactory()
    circle.people.add(author)
    hidden, file = shared(board=BoardFactory(circle=circle), author=author), shared()
    client = sign_in(member)
    for sha in (hidden.stored_file.sha256, "0" * 64):
        assert status(client, hidden.get_absolute_url(), headers={"If-None-Match": f'"{sha}"'}) == 404
        assert status(client, file.get_absolute_url(), headers={"If-None-Match": f'"{sha}"'}) == 200
    assert status(client, f"/forum/files/{file.pk}/other.txt") == 404
    assert status(client, thumbnail(file)) == 404  # it is no picture


def test_a_post_with_a_file_is_found_by_asking_for_files(member, sign_in):
    file = shared()
    make_topic(title="Without any")
    client = sign_in(member)
    assert found(client, "has:file see") == [file.post.topic.title]
    assert found(client, "has:file without") == []


@pytest.mark.parametrize("count", [1, 3])
def test_files_cost_the_same_for_one_and_three(member, sign_in, django_assert_num_queries, count):
    topic = make_topic(author=member)
    for _ in range(count):
        check(say(topic, member, text_file(), text_file()))
    client = sign_in(MemberFactory())
    read(client, topic)
    with django_assert_num_queries(11):  # one more than a page without files
        read(client, topic)
