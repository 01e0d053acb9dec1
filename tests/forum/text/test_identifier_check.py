"""A text that may identify someone is stopped before others read it, and the form helps its writer to change it."""

import datetime as dt
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post, reject_edit
from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.actions.withdraw import withdraw_post
from forum.enums import HoldReason
from forum.models import Attachment, Draft, Post, Revision, Topic
from ratsite.files.quarantine import end_quarantine
from ratsite.network.models import AffectedGroup, Area
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import text_of

pytestmark = pytest.mark.django_db
PHONE = "07700 900123"
NHS = "943 476 5919"  # the NHS Data Dictionary's example
WORDS = f"She can be rung on {PHONE} in the evening."
PICTURE = b"\xff\xd8\xff\xe0" + b"\0" * 40  # begins as a JPEG does
WHY = "it is printed on their poster"
STOPPED = "Before others read this: could someone be recognised?"
SPEAK = "Why this does not identify anyone"


@pytest.fixture
def topic():
    return make_topic(author=MemberFactory())


@pytest.fixture
def writer(member, sign_in):
    return sign_in(member)


def reply(client, topic, body: str, **more):
    return client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": body, **more}, follow=True)


def about_children(topic: Topic) -> Topic:
    topic.affected.add(AffectedGroup.objects.get(slug="children"))
    return topic


def test_a_reply_with_a_phone_number_is_stopped_and_the_number_shown_in_its_place(writer, topic):
    text = text_of(reply(writer, topic, WORDS))
    assert STOPPED in text
    assert f"rung on <mark>{PHONE}</mark> in the evening" in text
    assert "This may identify someone: phone number. Remove it, or tell us why it does not identify anyone." in text
    assert WORDS in text.replace("&#x27;", "'")
    assert not Post.objects.filter(number=2).exists()
    assert Draft.objects.get().fields["body"] == [WORDS]


def test_a_text_with_removed_identifiers_is_shown_once_more_and_then_posted(writer, topic):
    text = text_of(reply(writer, topic, WORDS, redact="1"))
    without = "She can be rung on [phone number removed] in the evening."
    assert "We removed what we found. Nothing is posted yet" in text
    assert text.count(without) >= 2  # in the preview and in the form
    assert PHONE not in text
    assert Draft.objects.get().fields["body"] == [without]
    assert not Post.objects.filter(number=2).exists()
    reply(writer, topic, without)
    assert Post.objects.get(number=2).source == without


def test_removing_identifiers_leaves_nothing_of_a_person_or_a_home(writer, topic):
    words = "Ring Mrs Karen Hughes on 07700 900461 about the flat at 14 Brookfield Lane, B12 8QT"
    assert STOPPED in text_of(reply(writer, topic, words))
    text = text_of(reply(writer, topic, words, redact="1"))
    left = (
        "Ring Mrs [name removed] on [phone number removed] about the flat at [home address removed], "
        "[full postcode removed]"
    )
    assert text.count(left) >= 2  # in the preview and in the form
    assert not any(word in text for word in ("Karen", "Hughes", "Brookfield"))
    assert not Post.objects.filter(number=2).exists()


def test_after_taking_out_what_still_looks_like_a_person_is_shown_before_it_is_posted(writer, topic):
    words = f"Ring {PHONE}. A Vietnamese girl of her team came to Dudley on 3 March, aged 25."
    text = text_of(reply(writer, topic, words, redact="1"))
    assert "Worth a second look" in text
    assert "<mark>Vietnamese</mark>" in text
    assert not Post.objects.filter(number=2).exists()


def test_a_name_in_the_title_goes_with_a_number_in_the_text(writer, topic):
    sent = {"title": "Mrs Karen Hughes", "body": WORDS, "marking": "green", "may_act": "check", "redact": "1"}
    text = text_of(writer.post(reverse("forum:topic_new", args=[topic.board.slug]), sent))
    assert "Mrs [name removed]" in text
    assert "Karen" not in text


def test_a_justified_post_is_held_for_a_moderator_who_reads_text_and_justification(
    writer, topic, moderator, sign_in, client
):
    text = text_of(reply(writer, topic, WORDS, explanation=WHY))
    assert "Your post is waiting for a moderator" in text
    assert capfirst(str(HoldReason.IDENTIFIERS.label)) in text
    post = Post.objects.get(state="held")
    address = reverse("review:item", args=["posts", post.pk])
    staff_client = sign_in(moderator, with_second_step=True)
    seen = text_of(staff_client.get(address))
    assert f"Why the author says that this does not identify anyone: “{WHY}”" in seen
    assert PHONE not in seen
    assert f"<mark>{PHONE}</mark>" in text_of(staff_client.post(address, {"show": "1"}))
    assert approve_post(post_id=post.pk, moderator=moderator)
    assert PHONE in text_of(client.get(topic.get_absolute_url()))


def test_a_sure_identifier_can_only_be_removed(writer, topic):
    text = text_of(reply(writer, topic, f"NHS number {NHS}", explanation=WHY))
    assert STOPPED in text
    assert SPEAK not in text
    assert "This may identify someone: NHS number. Remove it" in text
    assert Post.objects.count() == 1
    assert NHS not in text_of(reply(writer, topic, f"NHS number {NHS}", redact="1"))


def test_a_justification_without_a_finding_holds_nothing(writer, topic):
    reply(writer, topic, "Nothing here.", explanation=WHY)
    post = Post.objects.get(number=2)
    assert (post.is_live, post.explanation) == (True, "")


@pytest.mark.parametrize("words", ["0121 496 0777", "+44 (0)121 496 0777", "Desk@Agency.Example", "08000 121 700"])
def test_contacts_that_agencies_and_helplines_publish_pass(writer, topic, words):
    AgencyFactory(public_contacts="Duty desk: 0121 496 0777, day and night\ndesk@agency.example")
    assert "Your post is published" in text_of(reply(writer, topic, f"Ring or write: {words} at any time."))


def test_the_wrong_helpline_number_is_stopped(writer, topic):
    assert STOPPED in text_of(reply(writer, topic, "Ring the helpline on 0800 121 700."))


def test_a_name_is_advice_and_stops_nobody(writer, topic):
    words = "Her cousin is called Hana Tesfay, she said."
    preview = text_of(reply(writer, topic, words, preview="1"))
    assert "Worth a second look" in preview
    assert "<mark>Hana Tesfay</mark>" in preview
    assert "Your post is published" in text_of(reply(writer, topic, words))


def test_a_text_about_a_child_cannot_be_justified_and_the_front_door_comes_first(writer, topic, member):
    area = Area.objects.get(slug="walsall")
    Area.objects.filter(pk=area.pk).update(front_door_name="The front door", front_door_phone="0121 496 0999")
    member.agency.areas.set([area])
    text = text_of(reply(writer, about_children(topic), WORDS, explanation=WHY))
    assert text.index("Safeguard and refer first.") < text.index("<mark>")
    assert ">The front door</a>" in text
    assert ">0121 496 0999</a>" in text
    assert SPEAK not in text
    assert Post.objects.count() == 1


def test_every_field_of_a_new_topic_that_others_read_is_checked(writer):
    board = BoardFactory()
    address = reverse("forum:topic_new", args=[board.slug], query={"kind": "discussion"})
    fields = {
        "title": "Seen with AB12 CDE",
        "body": f"She lives at B11 4AA. Ring {PHONE} first.",
        "content_note": "born 3/4/1990",
        "marking": board.marking,
        "may_act": "check",
    }
    text = text_of(writer.post(address, fields))
    for found in ("AB12 CDE", PHONE, "B11 4AA", "3/4/1990"):
        assert f"<mark>{found}</mark>" in text
    assert not Topic.objects.exists()
    text = text_of(writer.post(address, {**fields, "redact": "1"}))
    assert "Seen with [vehicle registration removed]" in text
    assert (
        text_of(writer.post(address, {**fields, "affected": [about_children_pk()], "explanation": WHY})).count(SPEAK)
        == 0
    )
    assert "Say in a few words why this does not identify" in text_of(
        writer.post(address, {**fields, "explanation": "x"})
    )
    assert not Topic.objects.exists()
    writer.post(address, {**fields, "explanation": WHY})
    assert Topic.objects.get().posts.get().hold_reasons == [HoldReason.IDENTIFIERS]


def about_children_pk() -> int:
    return AffectedGroup.objects.get(slug="children").pk


def test_an_edit_is_stopped_too_and_the_approved_text_stays_while_it_is_held(writer, topic, member, moderator, clock):
    post = post_reply(topic=topic, author=member, body="She works at night.")
    clock.now += dt.timedelta(hours=1)
    address = reverse("forum:post_edit", args=[post.pk])
    assert STOPPED in text_of(writer.post(address, {"body": WORDS}))
    assert STOPPED in text_of(writer.post(address, {"body": "She works.", "reason": f"She rang from {PHONE}"}))
    assert "[phone number removed]" in text_of(writer.post(address, {"body": WORDS, "redact": "1"}))
    text = text_of(writer.post(address, {"body": WORDS, "explanation": WHY}, follow=True))
    assert "Your change is waiting for a moderator" in text
    post.refresh_from_db()
    assert (post.source, post.explanation) == ("She works at night.", "")
    revision = Revision.objects.pending().get()
    assert (revision.hold_reasons, revision.explanation) == ([HoldReason.IDENTIFIERS], WHY)
    assert approve_edit(revision_id=revision.pk, moderator=moderator)
    post.refresh_from_db()
    assert post.source == WORDS


def test_an_identifier_holds_a_new_post_or_edit_also_a_steward_s(topic, moderator):
    board = topic.board
    assert post_reply(topic=topic, author=moderator, body=WORDS).is_held
    opening = start_topic(
        board=board, author=moderator, title=f"Rung by {PHONE}", body="Twice.", marking=board.marking, may_act="check"
    )
    assert opening.hold_reasons == [HoldReason.IDENTIFIERS]
    live = post_reply(topic=topic, author=moderator, body="Twice.")
    edit_post(post_id=live.pk, editor=moderator, body=WORDS)
    assert Revision.objects.pending().get().hold_reasons == [HoldReason.IDENTIFIERS]


def test_the_queue_costs_the_same_for_one_find_and_three(topic, moderator, sign_in, django_assert_num_queries):
    client = sign_in(moderator, with_second_step=True)
    post_reply(topic=topic, author=MemberFactory(), body=WORDS)
    client.get("/review/")
    with CaptureQueriesContext(connection) as one:
        client.get("/review/")
    cost = len(one)
    for _ in range(2):
        post_reply(topic=topic, author=MemberFactory(), body=WORDS)
    client.get("/review/")  # stores the new count for the band
    with django_assert_num_queries(cost):
        client.get("/review/")


def test_an_identifier_in_the_title_is_shown_to_the_moderator_who_decides(topic, moderator, sign_in):
    post = start_topic(
        board=topic.board, author=MemberFactory(), title="Seen with AB12 CDE", body="Twice.", marking="green",
        may_act="check", content_note=f"ring {PHONE}",
    )  # fmt: skip
    client = sign_in(moderator, with_second_step=True)
    address = reverse("review:item", args=["posts", post.pk])
    assert "AB12 CDE" not in text_of(client.get(address))
    seen = text_of(client.post(address, {"show": "1"}))
    assert "<mark>AB12 CDE</mark>" in seen
    assert f"<mark>{PHONE}</mark>" in seen


def test_a_justification_is_deleted_when_the_post_is_withdrawn(topic, member):
    post = post_reply(topic=topic, author=member, body=WORDS, explanation=WHY)
    assert withdraw_post(post_id=post.pk, author=member).explanation == ""


def test_nothing_found_is_written_into_a_log(writer, topic, moderator, caplog):
    with caplog.at_level(logging.DEBUG):
        reply(writer, topic, f"NHS number {NHS}, phone {PHONE}")
        reply(writer, topic, WORDS, explanation=WHY)
    approve_post(post_id=Post.objects.get(state="held").pk, moderator=moderator)
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    logged += [str(entry.data) for entry in ModelLogEntry.objects.all()]
    assert [line for line in logged if PHONE in line or NHS in line] == []


class TestFiles:
    def file(self, name="card.txt", content=b"Ask first.") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    def check(self) -> None:
        for pk in Attachment.objects.values_list("stored_file", flat=True):
            end_quarantine(file_id=str(pk))

    def test_the_name_of_a_file_is_checked_before_it_is_stored(self, writer, topic):
        text = text_of(reply(writer, topic, "See this.", files=[self.file("call_07700_900123_now.txt")]))
        assert "<mark>07700_900123</mark>" in text
        assert "rename it on your device and choose it again" in text
        assert not Attachment.objects.exists()

    @pytest.mark.parametrize("body", ["See this.", f"Call {PHONE}."])
    def test_a_find_in_the_name_of_a_file_alone_has_no_button_to_remove_it(self, writer, topic, body):
        html = reply(writer, topic, body, files=[self.file("call_07700_900123_now.txt")]).text
        assert "rename it on your device and choose it again" in html
        assert ("Remove it for me" in html, "Change it below, or:" in html) == (PHONE in body,) * 2

    @pytest.mark.parametrize("name", ["Karen Hughes house.jpg", "14_brookfield_lane.txt", "NHS_943_476_5919.txt"])
    def test_a_find_in_the_name_of_a_file_is_told_beside_the_field_and_the_text_stays(self, writer, topic, name):
        content = PICTURE if name.endswith("jpg") else b"Ask first."
        response = reply(writer, topic, "See this.", files=[self.file(name, content)])
        assert "Rename the file, then choose it again" in str(response.context["form"]["files"].errors)
        assert Draft.objects.get().fields["body"] == ["See this."]
        assert not Attachment.objects.exists()

    def test_a_post_is_held_when_the_text_of_its_file_may_identify_a_person(self, topic, member, moderator):
        post = post_reply(topic=topic, author=member, body="See this.", files=[self.file(content=WORDS.encode())])
        self.check()
        post.refresh_from_db()
        assert (post.is_held, post.hold_reasons) == (True, [HoldReason.IDENTIFIERS])
        assert approve_post(post_id=post.pk, moderator=moderator)

    def test_a_harmless_file_goes_up_with_its_post_by_itself(self, topic, member):
        post = post_reply(topic=topic, author=member, body="See this.", files=[self.file()])
        self.check()
        post.refresh_from_db()
        assert post.is_live

    @pytest.mark.parametrize("is_approved", [True, False])
    def test_a_file_added_to_a_published_post_is_held_alone(self, topic, member, moderator, is_approved):
        post = post_reply(topic=topic, author=member, body="See this.")
        edit_post(post_id=post.pk, editor=member, body=post.source, files=[self.file(content=WORDS.encode())])
        self.check()
        reader = MemberFactory()
        assert not Attachment.objects.visible_to(reader).exists()
        revision = Revision.objects.pending().get()
        if is_approved:
            assert approve_edit(revision_id=revision.pk, moderator=moderator)
            assert Attachment.objects.visible_to(reader).exists()
            post.refresh_from_db()
            assert post.edited_at is None  # no word was changed
        else:
            assert reject_edit(revision_id=revision.pk, moderator=moderator, reason="It names somebody")
            assert not Attachment.objects.exists()
