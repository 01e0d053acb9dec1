"""Personal data copies."""

import datetime as dt
import io
import json
import tracemalloc
import uuid
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from forum.actions.change_topic import rename_topic
from forum.actions.mark_topic import mark_topic
from forum.actions.post import post_reply
from forum.models import Draft, Topic
from forum.queries.marking_change import preview_change
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.models import StoredFile, private_storage
from ratsite.lib.personal_data import sections
from ratsite.network.enums import Marking
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.privacy.actions.make_copy import ask_for_copy, delete_old_copies, discard_copy, retry_copies
from ratsite.privacy.copy_file import PAGE, write_copy
from ratsite.privacy.copy_page import STYLE_SHEET
from ratsite.privacy.copy_task import write_data_copy
from ratsite.privacy.models import DataCopy
from ratsite.sanctions.actions.write_note import note_about, send_message
from tests.factories import PASSWORD, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
DATA = reverse("privacy:data")
LARGE = 20 * 1024 * 1024  # bytes


@pytest.fixture
def at_the_door(client, member):
    """A client of a member who has just given their password."""
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def opened(person) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_copy(person, target)
    return zipfile.ZipFile(target)


def data_of(person) -> dict:
    return json.loads(opened(person).read("data.json"))


def everything_in(archive: zipfile.ZipFile) -> str:
    return "\n".join([*archive.namelist(), *(archive.read(name).decode() for name in archive.namelist())])


def test_the_copy_is_documented_and_says_times_in_utc(member):
    data = data_of(member)
    assert data["format"] == "ratsite-own-data-1"
    assert list(data["about"]) == list(data["lists"])
    [you] = data["lists"]["you"]
    assert you["email"] == member.email
    assert dt.datetime.fromisoformat(you["date_joined"]) == member.date_joined
    assert you["date_joined"].endswith("Z")
    assert "password" not in you


def test_the_page_says_in_words_what_the_site_says_in_words(member):
    record(member, "accounts.person.approved", actor=None)
    make_topic(author=member, title="Rooms <b>above</b> a shop", marking=Marking.AMBER_STRICT)
    page = flat(opened(member).read(PAGE))
    kept = "<p>How long we keep it: As long as their board keeps them.</p>"
    assert f"<h2>Topics that you started</h2><p>Other members read them.</p>{kept}" in page
    assert "<dt>Title</dt><dd>Rooms &lt;b&gt;above&lt;/b&gt; a shop</dd>" in page
    assert f"<dt>Marking</dt><dd>{Marking.AMBER_STRICT.label}" in page
    assert "<dt>What was done</dt><dd>Set to: Approved</dd>" in page
    assert f"user {member.pk}" not in page
    assert "<dt>Text</dt><dd>" in page
    assert page.index("<h1>") < page.index("<h2>Your account</h2>") < page.index("<h2>Topics that you")
    joined = date_format(timezone.localtime(member.date_joined), "j F Y, H:i")
    assert f"<dt>Date joined</dt><dd>{joined}</dd>" in page
    assert page.index("<h2>We hold nothing in these sections</h2>") < page.index("<li>Your drafts</li>")


def test_notes_of_the_stewards_are_not_in_a_copy(happen, member, moderator):
    """Notes may name the people who told the stewards."""
    note_about(person_id=member.pk, author=moderator, text="Ana says so", submission=uuid.uuid4())
    send_message(person_id=member.pk, author=moderator, text="Please stop", submission=uuid.uuid4())
    lists = data_of(member)["lists"]
    assert [message["text"] for message in lists["messages_to_you"]] == ["Please stop"]
    assert "Ana says so" not in str(lists)
    assert "moderation.note" not in str(lists)


def test_a_quote_that_is_marked_closely_since_is_not_in_the_copy(member, moderator):
    quoted = post_reply(topic=make_topic(), author=MemberFactory(), body="Their secret words")
    topic = make_topic()
    body = f"> [x]({quoted.get_absolute_url()}) wrote:\n>\n> Their secret words\n\nMy own words"
    post = post_reply(topic=topic, author=member, body=body)
    assert "Their secret words" in post_of(member, post)["source"]
    mark_topic_closely(quoted.topic, moderator)
    texts = str(data_of(member)["lists"])
    assert "Their secret words" not in texts
    assert texts.count("My own words") == 1
    assert "This quote cannot be shown here" in texts


def test_a_quote_of_what_a_person_can_no_longer_read_is_not_in_the_copy(member):
    circle = CircleFactory()
    circle.people.add(member)
    other = MemberFactory()
    circle.people.add(other)
    topic = make_topic(BoardFactory(circle=circle), author=other)
    quoted = post_reply(topic=topic, author=other, body="Words of the circle")
    body = f"> [x]({quoted.get_absolute_url()}) wrote:\n>\n> Words of the circle\n\nMy own words"
    post = post_reply(topic=topic, author=member, body=body)
    assert "Words of the circle" in post_of(member, post)["source"]
    values = {"place": "one", "topic": topic, "fields": {"body": [body]}, "saved_at": timezone.now()}
    Draft.objects.create(person=member, **values)
    circle.people.remove(member)
    person = User.objects.get(pk=member.pk)
    assert "My own words" in post_of(person, post)["source"]
    texts = everything_in(opened(person))
    assert "Words of the circle" not in texts
    assert texts.count("My own words") == 4  # each twice: to read, and for a computer


def test_an_old_title_of_another_person_s_topic_is_not_in_a_moderator_s_copy(moderator):
    topic = make_topic(title="Their first title")
    rename_topic(topic_id=topic.pk, moderator=moderator, title="A calmer title", reason="Clearer")
    [event] = data_of(moderator)["lists"]["events"]
    assert (event["topic"], event["kind"]) == (topic.pk, "renamed")
    assert "Their first title" not in everything_in(opened(moderator))


def post_of(person, post) -> dict:
    return next(row for row in data_of(person)["lists"]["posts"] if row["id"] == post.pk)


def mark_topic_closely(topic, moderator) -> None:
    marking, topic = Marking.AMBER_STRICT, Topic.objects.get(pk=topic.pk)
    shown_hash = preview_change(topic, marking, moderator).shown_hash
    assert mark_topic(topic_id=topic.pk, actor=moderator, marking=marking, reason="Kept closer", shown_hash=shown_hash)


def test_the_files_that_a_person_brought_are_in_the_copy(member, happen):
    upload = SimpleUploadedFile("notes.txt", b"Ask first.")
    post = happen(post_reply, topic=make_topic(), author=member, body="See the file", files=[upload])
    [row] = data_of(member)["lists"]["files"]
    assert row["in_this_copy_as"] == f"files/{post.attachments.get().stored_file_id}/notes.txt"
    assert opened(member).read(row["in_this_copy_as"]) == b"Ask first."


def test_a_file_that_is_gone_from_the_disk_stops_no_copy(member, happen):
    happen(post_reply, topic=make_topic(), author=member, body="See", files=[SimpleUploadedFile("n.txt", b"Ask.")])
    [row] = data_of(member)["lists"]["files"]
    stored = member.posts.get().attachments.get().stored_file
    stored.content.storage.delete(stored.content.name)
    assert opened(member).namelist() == [PAGE, STYLE_SHEET, "data.json"]
    assert row["name"] == "n.txt"


def test_a_copy_asks_the_same_for_one_post_and_for_three(member):
    """It takes a few queries for each section of the copy, and no more for each row."""
    topic = make_topic(author=member, replies=1)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            write_copy(member, io.BytesIO())
        return len(caught)

    asked()  # looks up once what the process then keeps
    one = asked()
    for _ in range(2):
        post_reply(topic=topic, author=member, body="Another reply.")
    assert asked() == one <= 3 * len(sections())


def test_memory_stays_the_same_whatever_the_files_weigh(member, tmp_path):
    stored = StoredFile(name="film.bin", size=LARGE, media_type="text/plain", sha256="0", uploaded_by=member)
    stored.content.save("film.bin", ContentFile(bytes(LARGE)), save=False)
    stored.save()
    with (tmp_path / "copy.zip").open("w+b") as target:
        tracemalloc.start()
        write_copy(member, target)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        with zipfile.ZipFile(target) as archive:
            assert archive.getinfo(f"files/{stored.pk}/film.bin").file_size == LARGE
    assert peak < LARGE / 4


def test_a_second_copy_is_notified_like_the_first(at_the_door, member, happen):
    for _ in range(2):
        happen(at_the_door.post, reverse("privacy:copy_make"))
    assert Notification.objects.unread().get(person=member).item_id == DataCopy.objects.get().pk
    assert "Your copy is ready" in flat(at_the_door.get(reverse("notifications:notification_list")).content)


def test_a_person_who_enters_their_password_returns_to_the_link(sign_in, member, happen):
    happen(ask_for_copy, person=member)
    client, copy = sign_in(member), DataCopy.objects.get()
    asked = client.get(reverse("privacy:copy_download", args=[copy.key]))
    assert asked.url == f"{reverse('account_reauthenticate')}?{urlencode({'next': DATA})}"
    assert "We will ask for your password first" in flat(client.get(DATA).content)
    back = client.post(asked.url, {"password": PASSWORD})
    assert back.url == DATA
    assert "Download it now" in flat(client.get(DATA).content)
    taken = client.get(reverse("privacy:copy_download", args=[copy.key]))
    assert zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content))).namelist()[0] == PAGE


def test_a_person_presses_a_button_and_is_notified_when_the_copy_is_there(at_the_door, member, happen, mailoutbox):
    happen(at_the_door.post, reverse("privacy:copy_make"))
    copy = DataCopy.objects.get()
    assert (copy.person, copy.is_ready) == (member, True)
    told = Notification.objects.get(person=member)
    assert (told.source, told.item_id) == ("copies", copy.pk)
    assert "Your copy" in flat(at_the_door.get(reverse("notifications:notification_list")).content)
    response = at_the_door.get(reverse("privacy:copy_download", args=[copy.key]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert json.loads(archive.read("data.json"))["lists"]["you"][0]["email"] == member.email
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{copy.filename}"'


def test_the_email_about_it_reveals_nothing(member, happen, clock):
    happen(ask_for_copy, person=member)
    clock.forward(hours=1)
    queue_due_emails()
    content = compose(Mail.objects.get(person=member)).content
    assert content.subject == "Something new for you"
    assert "copy" not in (content.text + content.html).lower()


def test_the_password_is_asked_for_before_the_download(member, sign_in, happen):
    happen(ask_for_copy, person=member)
    address = reverse("privacy:copy_download", args=[DataCopy.objects.get().key])
    assert sign_in(member).get(address).url.startswith(reverse("account_reauthenticate"))


def test_another_person_s_copy_is_not_found(client, happen):
    owner, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    happen(ask_for_copy, person=owner)
    address = reverse("privacy:copy_download", args=[DataCopy.objects.get().key])
    client.force_login(coordinator)
    missing = client.get(reverse("privacy:copy_download", args=["00000000-0000-4000-8000-000000000000"]))
    theirs = client.get(address)
    assert (theirs.status_code, theirs.content) == (404, missing.content)
    assert dict(theirs.headers) == dict(missing.headers)


def test_a_person_has_one_copy_at_a_time(member, happen):
    DataCopy.objects.create(person=member, asked_at=member.date_joined)
    assert ask_for_copy(person=member) is False
    copy = DataCopy.objects.get()
    assert write_data_copy(copy_id=copy.pk) is True
    assert write_data_copy(copy_id=copy.pk) is False
    before = DataCopy.objects.get().content.name
    assert happen(ask_for_copy, person=member) is True
    assert DataCopy.objects.get().content.name != before
    assert not private_storage().exists(before)


def test_a_copy_is_gone_after_seven_days(member, happen, clock, sign_in):
    happen(ask_for_copy, person=member)
    copy = DataCopy.objects.get()
    clock.forward(days=7, seconds=1)
    assert sign_in(member).get(reverse("privacy:copy_download", args=[copy.key])).status_code == 404
    assert happen(delete_old_copies) == 1
    assert not private_storage().exists(copy.content.name)
    assert delete_old_copies() == 0


def test_a_person_deletes_their_copy_before_its_time(member, happen, sign_in):
    happen(ask_for_copy, person=member)
    name = DataCopy.objects.get().content.name
    happen(sign_in(member).post, reverse("privacy:copy_discard"))
    assert not DataCopy.objects.exists()
    assert not private_storage().exists(name)
    assert discard_copy(person=member) is False


def test_a_person_who_has_left_meanwhile_gets_no_copy(member, happen):
    copy = DataCopy.objects.create(person=member, asked_at=member.date_joined)
    set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=None)
    assert write_data_copy(copy_id=copy.pk) is False
    assert not DataCopy.objects.visible_to(member).ready().exists()


def test_the_page_says_what_is_held_and_why(member, sign_in, django_assert_num_queries):
    response = sign_in(member).get(DATA)
    text = flat(response.content)
    assert [part.title for part in sections() if part.title.replace("’", "’") not in text.replace("&#x27;", "'")] == []
    assert "Make my copy" in text


def test_a_title_given_by_another_person_on_a_board_closed_to_the_author_is_not_in_their_copy(moderator):
    circle = CircleFactory()
    person = MemberFactory()
    circle.people.add(person, moderator)
    renamed, own = [make_topic(BoardFactory(circle=circle), person, title=title) for title in ("First", "My own")]
    rename_topic(topic_id=renamed.pk, moderator=moderator, title="Of the circle", reason="Clearer")
    board = BoardFactory(circle=circle, name="Quiet board")
    board.moderators.add(person)
    assert "Of the circle" in everything_in(opened(person))
    assert "Quiet board" in everything_in(opened(person))
    circle.people.remove(person)
    texts = everything_in(opened(person))
    assert "Of the circle" not in texts
    assert "Quiet board" not in texts
    assert "My own" in texts


def test_a_copy_that_cannot_be_made_ends_and_its_person_can_ask_again(at_the_door, member, happen):
    copy = DataCopy.objects.create(person=member, asked_at=timezone.now() - dt.timedelta(days=1, hours=1))
    assert "Your copy is being made" in flat(at_the_door.get(reverse("privacy:data")).content)
    retry_copies()
    page = flat(at_the_door.get(reverse("privacy:data")).content)
    assert "We could not make your copy" in page
    assert "Make my copy" in page
    assert "Your copy could not be made" in flat(at_the_door.get(reverse("notifications:notification_list")).content)
    happen(at_the_door.post, reverse("privacy:copy_make"))
    assert DataCopy.objects.get(person=member).is_ready
    assert not DataCopy.objects.filter(pk=copy.pk).exists()


def test_a_copy_whose_worker_died_is_made_after_all(member, happen):
    DataCopy.objects.create(person=member, asked_at=timezone.now() - dt.timedelta(hours=1))
    happen(retry_copies)
    assert DataCopy.objects.get(person=member).is_ready
