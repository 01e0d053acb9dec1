"""Neither moderators nor authors can remove content of a topic under a legal hold."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone

from forum.actions.anonymise import anonymise_topic
from forum.actions.approve import reject_edit
from forum.actions.change_topic import archive_topic, rename_topic, slow_topic
from forum.actions.decide_retention import decide_fate, hold_topic
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Fate, FlagReason, RevisionState
from forum.models import Attachment, Post, Topic, TopicHold
from forum.queries.audience import readers_after
from forum.queries.quotes import shown_in
from forum.queries.retention import why_topic_must_stay
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.markup.markdown import slots
from ratsite.lib.optimistic_lock import Stale
from ratsite.privacy.actions.place_hold import place_hold
from ratsite.privacy.models import LegalHold
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.forum.actions.test_merge_topic import merge
from tests.forum.actions.test_split_topic import split
from tests.forum.queries.test_retention import make_due
from tests.markup import flat

pytestmark = pytest.mark.django_db
WHY = "An inquiry"


@pytest.fixture
def steward(sign_in, moderator):
    return sign_in(moderator, with_second_step=True)


@pytest.fixture
def topic(moderator) -> Topic:
    found = make_topic(replies=2)
    hold_topic(topic_id=found.pk, steward=moderator, reason=WHY, until=None)
    return found


def hold_sentence(topic: Topic) -> str:
    return f"The law requires us to keep “{topic.title}”: {WHY}"


def hold_person(person) -> None:
    place_hold(person_id=person.pk, coordinator=MemberFactory(roles=["Coordinators"]), reason=WHY, until=None)


def with_file(topic: Topic, author) -> Post:
    upload = SimpleUploadedFile("notes.txt", b"Ask first.")
    post = post_reply(topic=topic, author=author, body="See the notes.", files=[upload])
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    return post


def logged_fields(post: Post) -> set[str]:
    return set(post.revisions.values_list("source", flat=True))


def test_a_held_topic_is_neither_merged_nor_split(topic, moderator):
    other = make_topic(topic.board)
    with pytest.raises(Stale):
        merge(topic, other, moderator)
    with pytest.raises(Stale):
        merge(other, topic, moderator)
    reply = topic.posts.get(number=2)
    with pytest.raises(Stale):
        split(topic, [reply.pk], moderator)
    assert topic.posts.count() == 3
    assert why_topic_must_stay(topic) == hold_sentence(topic)


def test_a_held_topic_is_neither_renamed_nor_archived_and_the_rest_stays_possible(topic, moderator):
    about = {"topic_id": topic.pk, "moderator": moderator}
    for refused in (
        lambda: rename_topic(**about, title="Doors that change", reason="Clearer"),
        lambda: archive_topic(**about, is_archived=True, reason="Old"),
    ):
        with pytest.raises(PermissionDenied, match=hold_sentence(topic)):
            refused()
    assert slow_topic(**about, minutes=60) is True


def test_a_held_topic_stays_held_on_another_board(topic, moderator):
    there = BoardFactory()
    shown_hash = readers_after(topic.board, None).counts
    about = {"topic_id": topic.pk, "moderator": moderator, "board_id": there.pk, "reason": "It fits there"}
    assert move_topic(**about, shown_hash=shown_hash) is True
    assert TopicHold.objects.in_force().get().topic == topic
    assert why_topic_must_stay(topic) == hold_sentence(topic)


def test_a_moderator_reads_why_the_topic_is_held_and_keeps_what_they_typed(topic, steward):
    other = make_topic(topic.board)
    page = {verb: reverse(f"forum:topic_{verb}", args=[topic.pk]) for verb in ("rename", "archive", "split", "merge")}
    typed = {
        "rename": {"title": "Doors that change", "reason": "Clearer"},
        "archive": {"archive": "1", "reason": "Nobody asks any more"},
        "split": {
            "title": "Doors that change",
            "board": topic.board_id,
            "posts": topic.posts.get(number=2).pk,
            "reason": "A question of its own",
        },
        "merge": {"other": str(other.pk), "reason": "Both ask the same"},
    }
    for verb, data in typed.items():
        answer = flat(steward.post(page[verb], data).content)
        assert hold_sentence(topic) in answer
        assert data.get("title", data.get("reason")) in answer
    into_it = {"other": str(topic.pk), "reason": "Both ask the same"}
    answer = flat(steward.post(reverse("forum:topic_merge", args=[other.pk]), into_it).content)
    assert f"Choose another topic. {hold_sentence(topic)}" in answer


def test_the_moderator_s_pages_say_that_a_topic_is_under_a_hold(topic, steward):
    assert hold_sentence(topic) in flat(steward.get(reverse("forum:topic_manage", args=[topic.pk])).content)
    other = make_topic(topic.board)
    assert "The law" not in flat(steward.get(reverse("forum:topic_manage", args=[other.pk])).content)


@pytest.mark.parametrize("whom", ["topic", "author"])
def test_a_file_under_a_hold_is_not_removed_and_the_typed_text_is_shown_again(whom, moderator, sign_in):
    author, topic = MemberFactory(), make_topic()
    post = with_file(topic, author)
    if whom == "topic":
        hold_topic(topic_id=topic.pk, steward=moderator, reason=WHY, until=None)
    else:
        hold_person(author)
    file = post.attachments.get()
    with pytest.raises(PermissionDenied):
        edit_post(post_id=post.pk, editor=author, body="See the notes.", remove=[file.pk])
    data = {"body": "See these notes.", "remove": [str(file.pk)]}
    answer = flat(sign_in(author).post(reverse("forum:post_edit", args=[post.pk]), data).content)
    assert "You cannot remove files from this post for now. If you withdraw the post, nobody else can" in answer
    assert "See these notes." in answer
    assert (WHY in answer, "law" in answer.lower()) == (False, False)
    assert file.stored_file.content.storage.exists(file.stored_file.content.name)


def test_a_post_withdrawn_or_changed_under_a_hold_is_kept_for_the_people_who_ask_for_it(topic, happen, sign_in):
    """This includes texts that nobody else has read: early edits, a held post, and a waiting edit."""
    author = MemberFactory()
    post = with_file(topic, author)
    edit_post(post_id=post.pk, editor=author, body="Different words.")
    board = topic.board
    board.holds_replies = True
    board.save()
    waiting = post_reply(topic=Topic.objects.get(pk=topic.pk), author=author, body="Nobody has read this.")
    edit_post(post_id=waiting.pk, editor=author, body="Nor this.")
    edit_post(post_id=post.pk, editor=author, body="Ring 07911 123456 today.", explanation="A helpline")
    edit_post(post_id=post.pk, editor=author, body="Ring 07911 123457 today.", explanation="A helpline")
    history = flat(sign_in(author).get(reverse("forum:post_history", args=[post.pk])).content)
    assert "See the notes" not in history  # a hold is not told to whoever wrote it
    for one in (post, waiting):
        happen(withdraw_post, post_id=one.pk, author=author)
    assert logged_fields(post) == {
        "See the notes.", "Different words.", "Ring 07911 123456 today.", "Ring 07911 123457 today.",
    }  # fmt: skip
    assert logged_fields(waiting) == {"Nobody has read this.", "Nor this."}
    file = post.attachments.get().stored_file
    assert file.content.storage.exists(file.content.name)


def test_a_hold_on_a_mentioned_person_keeps_the_conversation_too(moderator):
    topic, called = make_topic(), MemberFactory()
    post_reply(topic=topic, author=MemberFactory(), body=f"Ask @{called}, who knows.")
    make_due(topic)
    hold_person(called)
    assert why_topic_must_stay(topic) == "We must keep something in this topic for now. Ask a coordinator."
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed") is False


def test_names_that_came_under_a_hold_stay_although_their_removal_has_begun(moderator):
    """The legal hold is placed after some of the names have been removed."""
    topic = make_topic(replies=1)
    late = post_reply(topic=topic, author=MemberFactory(), body="Yes")
    make_due(topic)
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")

    def ask_for_it(**_) -> None:
        if not LegalHold.objects.exists():
            hold_person(late.author)

    post_save.connect(ask_for_it, sender=Post)
    try:
        assert anonymise_topic(topic.pk) is False
    finally:
        post_save.disconnect(ask_for_it, sender=Post)
    authors = [str(post.author) for post in topic.posts.order_by("pk")]
    assert authors == ["A member", str(topic.author), str(late.author)]


# --- a topic whose names go off ------------------------------------------------------------------------------------


@pytest.fixture
def nameless(moderator) -> Topic:
    """A topic that is going to be anonymised; the task has not run yet."""
    found = make_due(make_topic(replies=2))
    decide_fate(topic_id=found.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")
    return Topic.objects.select_related("board").get(pk=found.pk)


def test_moving_posts_elsewhere_does_not_save_names_that_are_being_removed(nameless, moderator, steward):
    other = make_topic(nameless.board)
    with pytest.raises(Stale):
        merge(nameless, other, moderator)
    with pytest.raises(Stale):
        split(nameless, [nameless.posts.get(number=2).pk], moderator)
    data = {"other": str(other.pk), "reason": "Both ask the same"}
    answer = flat(steward.post(reverse("forum:topic_merge", args=[nameless.pk]), data).content)
    assert f"We are removing the names from “{nameless.title}”. Wait until that is done." in answer
    assert "Both ask the same" in answer
    anonymise_topic(nameless.pk)
    assert merge(nameless, other, moderator) is True
    assert [str(post.author) for post in other.posts.order_by("number")][1:] == ["A member"] * 3


@pytest.mark.parametrize("is_done", [True, False])
def test_a_topic_whose_names_are_off_does_not_come_out_of_the_archive(is_done, nameless, moderator, steward):
    if is_done:
        anonymise_topic(nameless.pk)
    with pytest.raises(PermissionDenied):
        archive_topic(topic_id=nameless.pk, moderator=moderator, is_archived=False, reason="It is asked again")
    page = reverse("forum:topic_archive", args=[nameless.pk])
    answer = flat(steward.post(page, {"restore": "1", "reason": "It is asked again"}).content)
    assert (
        "We removed the names from this topic, so it stays in the archive. Start a new topic that links to it."
        in answer
    )
    assert "It is asked again" in answer
    nameless.refresh_from_db()
    assert nameless.is_archived
    work = flat(steward.get(reverse("forum:topic_manage", args=[nameless.pk])).content)
    assert (page in work, "We removed the names from this topic, so it stays in the archive" in work) == (False, True)


def test_a_second_hold_is_refused_and_the_typed_reason_is_shown_again(topic, steward):
    data = {"reason": "A safeguarding review", "until": ""}
    answer = flat(steward.post(reverse("retention:topic_hold", args=[topic.pk]), data).content)
    assert hold_sentence(topic) in answer
    assert "A safeguarding review" in answer
    assert TopicHold.objects.get().reason == WHY


def test_a_decision_that_came_second_leaves_its_reason_on_the_page(moderator, steward):
    topic = make_due(make_topic())
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.KEPT, reason="As agreed")
    data = {"fate": "archived", "reason": "Nobody asks any more"}
    answer = flat(steward.post(reverse("retention:topic_fate", args=[topic.pk]), data).content)
    assert "Nothing was changed" in answer
    assert "You had written: “Nobody asks any more”" in answer


def test_a_file_under_a_hold_stays_stored_and_closed_when_it_is_refused(moderator, happen):
    """A moderator's refusal hides it from readers, but a legal hold keeps it."""
    topic = make_topic(replies=1)
    post = with_file(topic, topic.author)
    post.attachments.update(waits=True)
    change = post.revisions.create(source="Other.", state=RevisionState.PENDING, created_at=timezone.now())
    hold_topic(topic_id=topic.pk, steward=moderator, reason=WHY, until=None)
    assert reject_edit(revision_id=change.pk, moderator=moderator, reason="It names a road") is True
    assert post.attachments.exists()
    assert not Attachment.objects.visible_to(MemberFactory()).filter(post=post).exists()
    edit_post(post_id=post.pk, editor=topic.author, body="See the notes!")
    assert not Attachment.objects.visible_to(MemberFactory()).filter(post=post).exists()


def test_text_quoted_by_a_post_under_a_hold_is_retained_and_shown_to_nobody(moderator, steward):
    quoted = post_reply(topic=make_topic(), author=MemberFactory(), body="The quiet road")
    topic = make_topic(replies=1)
    body = f"> [x](/forum/posts/{quoted.pk}/) wrote:\n>\n> The quiet road\n\nYes"
    post = post_reply(topic=topic, author=topic.author, body=body)
    hold_topic(topic_id=topic.pk, steward=moderator, reason=WHY, until=None)
    flag_post(post_id=quoted.pk, reporter=MemberFactory(), reason=FlagReason.IDENTIFIES, text="It does")
    take_down(post_id=quoted.pk, moderator=moderator, reason="It does")
    withdraw_post(post_id=post.pk, author=topic.author)
    [key] = slots(post.revisions.get().source)
    assert post.quotations.get(key=key).text == "The quiet road"
    assert shown_in(post, moderator) == {}
