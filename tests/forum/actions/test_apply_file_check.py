"""A file that may identify someone can be opened only after a moderator has approved it."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.approve_reworded import approve_reworded, approve_reworded_edit
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.mark_topic import mark_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.enums import HELD_EDITS, HELD_POSTS, HoldReason, PostState
from forum.models import Attachment, Board, Draft, Post, Revision, Topic
from forum.queries.audience import readers_after
from forum.queries.hashes import shown_hash_of, shown_hash_of_edit
from forum.queries.marking_change import preview_change
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from tests.crawl import body_of
from tests.factories import AgencyFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import opened
from tests.search.factories import found

pytestmark = pytest.mark.django_db
CALL = "Ring her on 07700 900123"


def document(about: str) -> bytes:
    out, written = io.BytesIO(), Document()
    written.add_paragraph("Ask first.")
    written.core_properties.comments = about
    written.save(out)
    return out.getvalue()


@pytest.fixture(params=["its text", "what it says of itself"])
def upload(request) -> SimpleUploadedFile:
    """A file with a phone number in its text or in its metadata; metadata is not stored after the check has ended."""
    if request.param == "its text":
        return SimpleUploadedFile("card.txt", CALL.encode())
    return SimpleUploadedFile("card.docx", document(CALL))


def harmless() -> SimpleUploadedFile:
    return SimpleUploadedFile("poster.txt", b"Ask first.")


@pytest.fixture
def topic() -> Topic:
    return make_topic()


@pytest.fixture
def reads(client) -> Callable[[Attachment], bool]:
    """reads(file): True if another member gets the file."""
    reader = MemberFactory()

    def do(file: Attachment) -> bool:
        client.force_login(reader)
        response = client.get(file.get_absolute_url())
        body_of(response)
        return response.status_code == 200

    return do


def check(file: Attachment) -> None:
    assert end_quarantine(file_id=str(file.stored_file_id))


def again(post: Post) -> Post:
    return Post.objects.select_related("topic__board").get(pk=post.pk)


def held_back(topic: Topic, author: User, upload: SimpleUploadedFile) -> Attachment:
    """A file that was added to a published post, and is held because it may identify someone."""
    post = post_reply(topic=topic, author=author, body="See this.")
    edit_post(post_id=post.pk, editor=author, body=post.source, files=[upload])
    file = post.attachments.get()
    check(file)
    return file


def held(topic: Topic, author: User, *uploads: SimpleUploadedFile) -> Attachment:
    """The first file of a post that is held because of its files."""
    post = post_reply(topic=topic, author=author, body="See this.", files=uploads)
    first, *others = post.attachments.all()
    for file in (first, *others):
        check(file)
    assert again(post).hold_reasons == [HoldReason.IDENTIFIERS]
    return first


def pending(file: Attachment) -> Revision:
    return Revision.objects.pending().get(post=file.post_id)


def test_no_search_finds_a_post_by_a_closed_file(topic, member, moderator, upload, sign_in):
    file, client = held_back(topic, member, upload), sign_in(MemberFactory())
    assert found(client, "has:file see") == []
    approve_edit(revision_id=pending(file).pk, moderator=moderator)
    assert found(client, "has:file see") == [topic.title]


@pytest.mark.parametrize("words", ["See this.", "See these."])
def test_saving_a_post_anew_opens_no_file_of_it(topic, member, upload, reads, words):
    file = held_back(topic, member, upload)
    edit_post(post_id=file.post_id, editor=member, body=words)
    assert (pending(file).source, pending(file).hold_reasons) == (words, [HoldReason.IDENTIFIERS])
    assert again(file.post).source == "See this."
    assert not reads(file)


def test_the_author_reads_that_their_edit_is_held_with_its_file(topic, member, upload, sign_in):
    file = held_back(topic, member, upload)
    address = reverse("forum:post_edit", args=[file.post_id])
    html = flat(sign_in(member).post(address, {"body": "See these."}, follow=True).content)
    assert "Your change is waiting for a moderator." in html
    assert "A moderator must approve it with your change" in html


@pytest.mark.parametrize("words", ["See this.", "See these."])
def test_a_post_that_is_held_because_of_its_file_stays_held_after_an_edit(topic, member, upload, reads, words):
    file = held(topic, member, upload)
    post = edit_post(post_id=file.post_id, editor=member, body=words)
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    assert not reads(file)


def test_a_post_returned_because_of_its_file_is_held_again_if_it_is_sent_unchanged(
    topic, member, moderator, upload, reads
):
    file = held(topic, member, upload)
    reject_post(post_id=file.post_id, moderator=moderator, reason="It names somebody")
    post = edit_post(post_id=file.post_id, editor=member, body="See this.")
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    assert not reads(file)


def test_a_file_whose_check_ends_after_its_post_came_back_is_not_forgotten(topic, member, moderator, upload, reads):
    Board.objects.update(holds_replies=True)
    post = post_reply(topic=again(topic.posts.get()).topic, author=member, body="See this.", files=[upload])
    file = post.attachments.get()
    reject_post(post_id=post.pk, moderator=moderator, reason="Not here")
    check(file)
    Board.objects.update(holds_replies=False)
    post = edit_post(post_id=post.pk, editor=member, body="See this.")
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    assert not reads(file)


def test_a_file_of_a_held_post_is_checked_too(topic, member, moderator, upload, reads):
    post = post_reply(topic=topic, author=member, body="See this.")
    Board.objects.update(holds_replies=True)
    edit_post(post_id=post.pk, editor=member, body="See these.", files=[upload])
    file = post.attachments.get()
    check(file)
    assert pending(file).hold_reasons == [HoldReason.REPLY, HoldReason.IDENTIFIERS]
    Board.objects.update(holds_replies=False)
    edit_post(post_id=post.pk, editor=member, body="See those.")
    assert pending(file).hold_reasons == [HoldReason.IDENTIFIERS]
    assert not reads(file)
    approve_edit(revision_id=pending(file).pk, moderator=moderator)
    assert (again(post).source, reads(file)) == ("See those.", True)


def test_a_file_that_a_moderator_approved_is_not_reviewed_again(topic, member, moderator, upload, reads):
    for file, pass_it in (
        (held(topic, member, upload), lambda file: approve_post(post_id=file.post_id, moderator=moderator)),
        (
            held_back(topic, member, upload),
            lambda file: approve_edit(revision_id=pending(file).pk, moderator=moderator),
        ),
    ):
        assert pass_it(file)
        post = edit_post(post_id=file.post_id, editor=member, body="See these.")
        assert (post.source, post.revisions.pending().exists()) == ("See these.", False)
        assert Attachment.objects.open().filter(pk=file.pk).exists()
    assert reads(file)


def test_two_moderators_let_it_pass_where_the_board_wants_two(topic, member, upload, reads):
    Board.objects.update(needs_two_approvals=True)
    file = held(topic, member, upload)
    for remit, opens in (("policing", False), ("health", True)):
        agency = AgencyFactory(main_remit=Remit.objects.get(slug=remit))
        approve_post(post_id=file.post_id, moderator=MemberFactory(agency=agency, roles=["Moderators"]))
        assert reads(file) is opens


def test_a_first_approval_from_before_the_check_ended_counts_for_nothing(topic, member, upload, reads):
    Board.objects.update(needs_two_approvals=True, holds_replies=True)
    topic.board.refresh_from_db()
    post = post_reply(topic=topic, author=member, body="See this.", files=[upload])
    file = post.attachments.get()
    one, other = (
        MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=remit)), roles=["Moderators"])
        for remit in ("policing", "health")
    )
    approve_post(post_id=post.pk, moderator=one)
    check(file)
    approve_post(post_id=post.pk, moderator=other)
    assert not reads(file)
    approve_post(post_id=post.pk, moderator=one)
    assert reads(file)


def test_a_post_goes_up_once_the_file_is_off_it(topic, member, upload):
    waiting, live = held(topic, member, upload), held_back(topic, member, upload)
    for file in (waiting, live):
        post = edit_post(post_id=file.post_id, editor=member, body="See nothing.", remove=[file.pk])
        assert (post.state, post.source) == (PostState.LIVE, "See nothing.")
        assert not post.revisions.pending().exists()


def test_a_harmless_file_stays_open_while_another_of_its_post_is_held(topic, member, upload, reads):
    post = post_reply(topic=topic, author=member, body="See this.", files=[harmless()])
    open_one = post.attachments.get()
    check(open_one)
    edit_post(post_id=post.pk, editor=member, body="See this.", files=[upload])
    closed = post.attachments.exclude(pk=open_one.pk).get()
    check(closed)
    assert reads(open_one)
    edit_post(post_id=post.pk, editor=member, body="See these.")
    assert reads(open_one)
    assert not Attachment.objects.open().filter(pk=closed.pk).exists()


def test_a_moderator_who_had_it_open_before_the_check_ended_looks_again(topic, member, moderator, upload, reads):
    Board.objects.update(holds_replies=True)
    topic.board.refresh_from_db()
    post = post_reply(topic=topic, author=member, body="See this.", files=[upload])
    file, shown_hash = post.attachments.get(), shown_hash_of(again(post))
    check(file)
    with pytest.raises(Stale):
        approve_post(post_id=post.pk, moderator=moderator, shown_hash=shown_hash)
    assert approve_post(post_id=post.pk, moderator=moderator, shown_hash=shown_hash_of(again(post)))
    assert reads(file)


def test_a_moderator_who_opened_a_changed_post_before_the_check_ended_decides_again(topic, member, moderator, upload):
    post = post_reply(topic=topic, author=member, body="See this.")
    Board.objects.update(holds_replies=True)
    edit_post(post_id=post.pk, editor=member, body="See these.", files=[upload])
    file = post.attachments.get()
    shown_hash = shown_hash_of_edit(pending(file))
    check(file)
    with pytest.raises(Stale):
        approve_edit(revision_id=pending(file).pk, moderator=moderator, shown_hash=shown_hash)


def test_a_file_still_being_checked_when_its_post_is_approved_needs_its_own_review(
    topic, member, moderator, upload, reads
):
    Board.objects.update(holds_replies=True)
    topic.board.refresh_from_db()
    post = post_reply(topic=topic, author=member, body="See this.", files=[upload])
    approve_post(post_id=post.pk, moderator=moderator)
    file = post.attachments.get()
    check(file)
    assert (again(post).state, pending(file).hold_reasons) == (PostState.LIVE, [HoldReason.IDENTIFIERS])
    assert not reads(file)


def test_a_moderator_who_decides_reads_which_file_it_is_and_can_open_it(topic, member, moderator, upload, sign_in):
    client = sign_in(moderator, with_second_step=True)
    waiting, late = held(topic, member, upload, harmless()), held_back(topic, member, upload)
    for source, pk, file in ((HELD_POSTS, waiting.post_id, waiting), (HELD_EDITS, pending(late).pk, late)):
        html = flat(client.get(reverse("review:item", args=[source, pk])).content)
        name = file.stored_file.name
        address = reverse("forum:held_file", args=[file.pk, name])
        assert f'File: <a href="{address}">{name}</a> (checked; it may identify someone)' in html
        assert html.count("it may identify someone") == 1
        response = client.get(address)
        body_of(response)
        assert response.status_code == 200


def test_a_moderator_who_rewords_and_approves_a_post_is_shown_its_file(
    topic, member, moderator, upload, sign_in, reads
):
    client = sign_in(moderator, with_second_step=True)
    waiting, late = held(topic, member, upload), held_back(topic, member, upload)
    for view, pk, file in (
        ("staff_posts:post_change", waiting.post_id, waiting), ("staff_posts:edit_change", pending(late).pk, late),
    ):  # fmt: skip
        address = reverse(view, args=[pk])
        html = flat(client.get(address).content)
        assert reverse("forum:held_file", args=[file.pk, file.stored_file.name]) in html
        assert "it may identify someone" in html
        client.post(address, {"shown_hash": opened(client, address), "body": "See the card.", "reason": "Shorter"})
        assert Attachment.objects.open().filter(pk=file.pk).exists()
    assert reads(late)


@pytest.mark.parametrize("is_live", [True, False])
def test_a_moderator_s_rewording_opens_no_file_that_they_have_not_seen(topic, member, moderator, upload, is_live):
    post = post_reply(topic=topic, author=member, body="See this.")
    Board.objects.update(holds_replies=True)
    topic.board.refresh_from_db()
    if is_live:
        edit_post(post_id=post.pk, editor=member, body="See these.", files=[upload])
        what = {
            "revision_id": post.revisions.pending().get().pk,
            "shown_hash": shown_hash_of_edit(post.revisions.pending().get()),
        }
    else:
        post = post_reply(topic=topic, author=member, body="See that.", files=[upload])
        what = {"post_id": post.pk, "shown_hash": shown_hash_of(again(post))}
    check(post.attachments.get())
    act = approve_reworded_edit if is_live else approve_reworded
    with pytest.raises(Stale):
        act(moderator=moderator, body="See the card.", reason="Shorter", **what)
    assert not Attachment.objects.open().exists()


def test_a_change_that_comes_back_takes_the_file_along(topic, member, moderator, upload):
    file = held_back(topic, member, upload)
    edit_post(post_id=file.post_id, editor=member, body="See these.")
    reject_edit(revision_id=pending(file).pk, moderator=moderator, reason="It names somebody")
    assert not Attachment.objects.exists()


def test_a_post_that_was_split_off_takes_its_closed_file_along(topic, member, moderator, upload, reads):
    file = held_back(topic, member, upload)
    part = Part([file.post_id], "A topic of its own", topic.board_id)
    shown_hash = readers_after(topic.board, None).counts
    new = split_topic(topic_id=topic.pk, moderator=moderator, part=part, reason="Apart", shown_hash=shown_hash)
    file = Attachment.objects.get(pk=file.pk)
    assert file.post.topic == new
    assert not reads(file)
    edit_post(post_id=file.post_id, editor=member, body="See these.")
    assert not reads(file)
    assert Attachment.objects.moderated_by(moderator).filter(pk=file.pk).exists()


def test_another_marking_opens_no_file(topic, member, moderator, upload, reads):
    file = held_back(topic, member, upload)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    for marking in (Marking.AMBER_STRICT, Marking.GREEN):
        topic.refresh_from_db()
        shown_hash = preview_change(topic, marking, moderator).shown_hash
        mark_topic(topic_id=topic.pk, actor=moderator, marking=marking, reason="Agreed", shown_hash=shown_hash)
    assert not reads(file)


def test_a_post_taken_down_comes_back_as_a_draft_without_its_file(topic, member, moderator, upload, reads):
    file = held_back(topic, member, upload)
    flag_post(post_id=file.post_id, reporter=MemberFactory(), reason="identifies")
    take_down(post_id=file.post_id, moderator=moderator, reason="It names somebody")
    assert Draft.objects.get(person=member).fields["body"] == ["See this."]
    post_reply(topic=topic, author=member, body="See this.")
    assert not reads(file)


def test_author_and_moderator_read_what_the_check_found_in_a_file(topic, member, moderator, upload, sign_in):
    file = held(topic, member, upload)
    quoted = "Phone number in card.txt: “Ring her on <mark>07700 900123</mark>”"
    properties = "What may identify someone is not in the text of the file. Look at the file’s properties"
    said, left_out = (quoted, properties) if upload.name == "card.txt" else (properties, quoted)
    own = flat(sign_in(member).get(topic.get_absolute_url()).content)
    assert "Only you and the moderators can see this file. It may identify someone." in own
    client = sign_in(moderator, with_second_step=True)
    case = flat(client.post(reverse("review:item", args=[HELD_POSTS, file.post_id]), {"show": "1"}).content)
    if said == quoted:
        assert "<strong>Phone number</strong> in file 1, card.txt" in case
        case = case.replace(quoted.partition(": ")[2], quoted)
    for page in (own, case):
        assert said in page
        assert left_out not in page
    others = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert (said in others, "card" in others) == (False, False)


def test_a_moderator_reads_why_a_file_was_refused(topic, member, moderator, sign_in):
    Board.objects.update(holds_replies=True)
    marked = SimpleUploadedFile("card.txt", b"OFFICIAL-SENSITIVE\nAsk first.")
    post = post_reply(topic=Topic.objects.get(pk=topic.pk), author=member, body="See this.", files=[marked])
    check(post.attachments.get())
    client = sign_in(moderator, with_second_step=True)
    page = flat(client.get(reverse("review:item", args=[HELD_POSTS, post.pk])).content)
    assert "The file has a protective marking, such as OFFICIAL-SENSITIVE." in page
