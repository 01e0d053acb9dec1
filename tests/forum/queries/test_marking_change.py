"""What the preview of a topic's new marking says, and with which address, for each kind of text and file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import RevisionState
from forum.models import Board, Post, Revision, Topic
from forum.queries.marking_change import MarkingChange, MarkingEffect, is_as_previewed, preview_change
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db
GREEN, AMBER, CLEAR, RED = Marking.GREEN, Marking.AMBER_STRICT, Marking.CLEAR, Marking.RED
NUMBER, WHY = "Ring 07700 900123.", "It is on their poster"
MAY = "may contain this: phone number"
SAID = "its author said that its details identify nobody"


@pytest.fixture
def topic():
    return make_topic(marking=AMBER)


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("board__circle").get(pk=topic.pk)


def preview(topic: Topic, actor, after: Marking = GREEN) -> MarkingChange:
    return preview_change(again(topic), after, actor)


def hold_replies(topic: Topic, *, holds: bool = True) -> None:
    Board.objects.filter(pk=topic.board_id).update(holds_replies=holds)


def held(topic: Topic, **fields) -> Post:
    hold_replies(topic)
    post = post_reply(topic=again(topic), author=MemberFactory(), **{"body": "Ask first."} | fields)
    hold_replies(topic, holds=False)
    return post


@pytest.mark.parametrize(
    ("before", "after", "opens"), [(AMBER, GREEN, True), (GREEN, AMBER, False), (GREEN, GREEN, False)]
)
def test_only_a_more_open_marking_is_looked_through(before, after, opens, moderator):
    topic = make_topic(marking=before, replies=1)
    Topic.objects.filter(pk=topic.pk).update(title=NUMBER)
    Post.objects.filter(topic=topic).update(source=NUMBER)
    Post.objects.filter(topic=topic, number=2).update(explanation=WHY)
    change = preview(topic, moderator, after)
    assert (change.before, change.after, change.board_id) == (before, after, topic.board_id)
    assert change.opens == opens
    assert (len(change.unresolved), len(change.to_look_at)) == ((2, 1) if opens else (0, 0))


def test_emails_say_what_the_marking_allows(topic, moderator):
    said = {after: str(preview(topic, moderator, after).mails_say) for after in Marking}
    nothing = "only that there is something new"
    assert said == {
        CLEAR: "its title and first words",
        GREEN: "its title, and which remit wrote",
        AMBER: nothing,
        RED: nothing,
    }


def test_a_title_and_a_post_that_may_identify_someone_lead_to_where_they_are_changed(topic, moderator):
    Topic.objects.filter(pk=topic.pk).update(title=NUMBER)
    Post.objects.filter(topic=topic).update(content_note="07700 900123")
    assert preview(topic, moderator).unresolved == (
        MarkingEffect(f"The title {MAY}", reverse("forum:topic_manage", args=[topic.pk])),
        MarkingEffect(f"Post 1 {MAY}", topic.posts.get().get_absolute_url()),
    )


def test_what_an_agency_has_published_may_stay(topic, moderator):
    Topic.objects.filter(pk=topic.pk).update(title=NUMBER)
    Post.objects.filter(topic=topic).update(source=NUMBER)
    AgencyFactory(public_contacts="07700 900123")
    assert preview(topic, moderator).unresolved == ()


def test_posts_are_listed_by_their_numbers(topic, moderator):
    first, second = topic.posts.get(), post_reply(topic=again(topic), author=topic.author, body="Ask first.")
    for post, number in ((first, 3), (second, 1)):
        Post.objects.filter(pk=post.pk).update(number=number, source=NUMBER)
    whats = [matter.what for matter in preview(topic, moderator).unresolved]
    assert whats == [f"Post 1 {MAY}", f"Post 3 {MAY}"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_one_post_and_three(topic, moderator, count, django_assert_num_queries):
    for number in range(count):
        post = post_reply(topic=again(topic), author=MemberFactory(), body="A.", files=[upload(f"{number}.txt")])
        check_files(post)
        Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
        edit_post(post_id=post.pk, editor=post.author, body="B.")
        gone = post_reply(topic=again(topic), author=MemberFactory(), body="A.")
        withdraw_post(post_id=gone.pk, author=gone.author)
    place, actor = again(topic), User.objects.get(pk=moderator.pk).with_second_step()
    with django_assert_num_queries(7):
        preview_change(place, GREEN, actor)


def test_several_kinds_are_named_one_after_the_other(topic, moderator):
    Topic.objects.filter(pk=topic.pk).update(title="07700 900123, ann@home.example")
    Post.objects.filter(topic=topic).update(source="07700 900123, ann@home.example")
    whats = [matter.what.partition("this: ")[2] for matter in preview(topic, moderator).unresolved]
    assert whats == ["phone number, email address"] * 2


def test_an_explained_post_is_only_looked_at(topic, moderator):
    Post.objects.filter(topic=topic).update(source=NUMBER, explanation=WHY)
    change = preview(topic, moderator)
    assert (change.unresolved, change.to_look_at) == (
        (),
        (MarkingEffect(f"Post 1: {SAID}", topic.posts.get().get_absolute_url()),),
    )


def test_a_post_that_waits_leads_to_the_review_queue_for_those_who_decide(topic, moderator):
    post = held(topic, body=NUMBER, explanation="")
    what, item = f"A post that is waiting for a moderator {MAY}", reverse("review:item", args=["posts", post.pk])
    assert preview(topic, moderator).unresolved == (MarkingEffect(what, item),)
    assert preview(topic, MemberFactory(roles=["Coordinators"])).unresolved == (MarkingEffect(what),)


def test_an_edit_that_waits_leads_to_the_review_queue_for_those_who_decide(topic, moderator):
    post = topic.posts.get()
    edit_post(post_id=post.pk, editor=topic.author, body=NUMBER, explanation="")
    change = Revision.objects.pending().get()
    what, item = (
        f"An edit of post 1 that is waiting for a moderator {MAY}",
        reverse("review:item", args=["edits", change.pk]),
    )
    assert preview(topic, moderator).unresolved == (MarkingEffect(what, item),)
    assert preview(topic, MemberFactory(roles=["Coordinators"])).unresolved == (MarkingEffect(what),)
    Revision.objects.update(source="Ask.", content_note="07700 900123")
    assert preview(topic, moderator).unresolved == (MarkingEffect(what, item),)
    Revision.objects.update(explanation=WHY)
    assert preview(topic, moderator).to_look_at == (
        MarkingEffect(f"An edit of post 1 that is waiting for a moderator: {SAID}", item),
    )


@pytest.mark.parametrize("where", ["source", "content_note", "reason"])
def test_an_earlier_version_leads_to_the_history(topic, moderator, where):
    post = topic.posts.get()
    Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
    edit_post(post_id=post.pk, editor=topic.author, body="Ask first.")
    Revision.objects.filter(post=post).update(**{where: NUMBER if where != "content_note" else "07700 900123"})
    history = reverse("forum:post_history", args=[post.pk])
    assert set(preview(topic, moderator).unresolved) == {MarkingEffect(f"An earlier version of post 1 {MAY}", history)}
    Revision.objects.filter(post=post).update(explanation=WHY)
    assert set(preview(topic, moderator).to_look_at) == {
        MarkingEffect(f"An earlier version of post 1: {SAID}", history)
    }


@pytest.mark.parametrize("state", [RevisionState.REJECTED, RevisionState.SENT, RevisionState.KEPT])
def test_versions_that_no_reader_gets_are_not_looked_through(topic, moderator, state):
    post = topic.posts.get()
    about = {"source": NUMBER, "decision_reason": "It names a street.", "created_at": post.created_at}
    Revision.objects.create(post=post, state=state, **about)
    assert preview(topic, moderator).unresolved == ()


WITHDRAWN = "A post that may identify someone was just withdrawn. Its author can still undo this."


@pytest.fixture
def withdrawn(topic):
    post = post_reply(topic=again(topic), author=MemberFactory(), body="Ask first.")
    edit_post(post_id=post.pk, editor=post.author, body="Ask twice.")
    withdraw_post(post_id=post.pk, author=post.author)
    return Post.objects.select_related("withdrawal").get(pk=post.pk).withdrawal


@pytest.mark.parametrize("where", ["source", "content_note"])
def test_the_text_of_a_post_that_was_just_withdrawn_is_not_told(topic, moderator, withdrawn, where):
    assert preview(topic, moderator).unresolved == ()
    setattr(withdrawn, where, "07700 900123")
    withdrawn.save()
    assert preview(topic, moderator).unresolved == (MarkingEffect(WITHDRAWN),)
    later = post_reply(topic=again(topic), author=topic.author, body="Ask first.")
    Post.objects.filter(pk=later.pk).update(source=NUMBER)
    assert preview(topic, moderator).unresolved == (
        MarkingEffect(WITHDRAWN),
        MarkingEffect(f"Post {later.number} {MAY}", later.get_absolute_url()),
    )
    later.delete()
    withdrawn.explanation = WHY
    withdrawn.save()
    change = preview(topic, moderator)
    assert (change.unresolved, change.to_look_at) == ((), (MarkingEffect(f"A post that was just withdrawn: {SAID}"),))


@pytest.mark.parametrize("where", ["source", "content_note"])
def test_nor_is_an_edit_of_it_that_waited(topic, moderator, withdrawn, where):
    withdrawn.pending = {"source": "", "content_note": "", "explanation": ""} | {where: "07700 900123"}
    withdrawn.save()
    assert preview(topic, moderator).unresolved == (MarkingEffect(WITHDRAWN),)
    withdrawn.pending["explanation"] = WHY
    withdrawn.save()
    assert preview(topic, moderator).to_look_at == (MarkingEffect(f"A post that was just withdrawn: {SAID}"),)


@pytest.mark.parametrize("where", ["source", "content_note", "reason"])
def test_nor_is_an_earlier_version_of_it(topic, moderator, withdrawn, where):
    versions = Revision.objects.filter(post=withdrawn.post)
    versions.update(**{where: "07700 900123"})
    assert versions.exists()
    assert preview(topic, moderator).unresolved == (MarkingEffect(WITHDRAWN),)
    versions.update(explanation=WHY)
    assert preview(topic, moderator).to_look_at == (MarkingEffect(f"A post that was just withdrawn: {SAID}"),)


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Ask first.")


def check_files(post: Post) -> None:
    for file in post.attachments.all():
        end_quarantine(file_id=str(file.stored_file_id))


def test_the_files_of_a_live_post_are_named_and_counted(topic, moderator):
    post = post_reply(topic=again(topic), author=topic.author, body="A.", files=[upload("a.txt"), upload("b.txt")])
    post_reply(topic=make_topic(), author=topic.author, body="A.", files=[upload("c.txt")])
    coordinator = MemberFactory(roles=["Coordinators"])
    check_files(post)
    post = Post.objects.get(pk=post.pk)
    assert post.is_live
    for actor in (moderator, coordinator):
        change = preview(topic, actor)
        assert (change.files, change.to_look_at) == (
            2,
            (MarkingEffect("Post 2: a.txt, b.txt", post.get_absolute_url()),),
        )
    StoredFile.objects.filter(name="b.txt").update(state="quarantined")
    assert preview(topic, moderator).to_look_at[0].what == "Post 2: a.txt, b.txt"
    assert preview(topic, coordinator).to_look_at[0].what == "Post 2: a.txt, 1 file that readers cannot download yet"


def test_the_files_of_a_held_post_are_counted_for_those_who_do_not_decide(topic, moderator):
    post = held(topic, files=[upload("a.txt"), upload("b.txt")])
    check_files(post)
    what = "A post that is waiting for a moderator: "
    assert preview(topic, moderator).to_look_at == (MarkingEffect(f"{what}a.txt, b.txt"),)
    change = preview(topic, MemberFactory(roles=["Coordinators"]))
    assert (change.files, change.to_look_at) == (0, (MarkingEffect(f"{what}2 files that readers cannot download yet"),))


def test_the_files_of_a_withdrawn_post_are_not_named(topic, moderator):
    post = post_reply(topic=again(topic), author=MemberFactory(), body="A.", files=[upload("a.txt")])
    check_files(post)
    withdraw_post(post_id=post.pk, author=post.author)
    assert preview(topic, moderator).to_look_at == ()


def test_two_previews_of_the_same_effects_have_one_hash_and_each_difference_another(topic, moderator):
    first = preview(topic, moderator)
    assert preview(topic, moderator).shown_hash == first.shown_hash
    hashes = {first.shown_hash, preview(topic, moderator, CLEAR).shown_hash}
    Post.objects.filter(topic=topic).update(source=NUMBER)
    hashes.add(preview(topic, moderator).shown_hash)
    Post.objects.filter(topic=topic).update(explanation=WHY)
    hashes.add(preview(topic, moderator).shown_hash)
    Topic.objects.filter(pk=topic.pk).update(board=BoardFactory())
    hashes.add(preview(topic, moderator).shown_hash)
    Topic.objects.filter(pk=topic.pk).update(marking=RED)
    hashes.add(preview(topic, moderator).shown_hash)
    check_files(post_reply(topic=again(topic), author=topic.author, body="A.", files=[upload("a.txt")]))
    hashes.add(preview(topic, moderator).shown_hash)
    assert len(hashes) == 7


@pytest.mark.parametrize("at", ["marking", "board", "title", "why", "file", "held file"])
def test_what_changes_after_the_preview_is_noticed(topic, moderator, at):
    post = post_reply(topic=again(topic), author=topic.author, body="A.", files=[upload("a.txt")])
    check_files(post)
    waiting = held(topic, files=[upload("b.txt")])
    change = preview(topic, moderator)
    assert is_as_previewed(change, again(topic), moderator)
    if at == "why":
        Post.objects.filter(topic=topic).update(explanation=WHY)
    elif at == "file":
        post.attachments.get().delete()
    elif at == "held file":
        waiting.attachments.get().delete()
    else:
        values = {"marking": RED, "board": BoardFactory(), "title": "Doors"}
        Topic.objects.filter(pk=topic.pk).update(**{at: values[at]})
    assert not is_as_previewed(change, again(topic), moderator)
