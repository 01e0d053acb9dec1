"""Change a topic's marking: who may do so, what the preview shows, and the effect on quotes, emails and files."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post
from forum.actions.approve_reworded import approve_reworded_edit
from forum.actions.edit import edit_post
from forum.actions.follow import follow
from forum.actions.mark_topic import mark_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import About
from forum.models import Board, Post, Revision, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import is_as_previewed, preview_change
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail
from ratsite.notifications.notification_email import compose
from ratsite.sanctions.enums import SanctionKind
from tests.crawl import body_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db
GREEN, AMBER, CLEAR, RED = Marking.GREEN, Marking.AMBER_STRICT, Marking.CLEAR, Marking.RED
REASON = "It turned out to be closer"


@pytest.fixture
def board(db):
    return BoardFactory()


@pytest.fixture
def circle(db):
    return CircleFactory()


@pytest.fixture
def topic(board):
    return make_topic(board, replies=2)


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("board__circle").get(pk=topic.pk)


def mark(topic: Topic, marking: Marking, actor, shown_hash: str | None = None) -> bool:
    shown_hash = preview_change(again(topic), marking, actor).shown_hash if shown_hash is None else shown_hash
    return mark_topic(topic_id=topic.pk, actor=actor, marking=marking, reason=REASON, shown_hash=shown_hash)


def url(topic: Topic) -> str:
    return reverse("forum:topic_marking", args=[topic.pk])


def quoting(post: Post, *, own: str = "We saw it too.", author=None, board: Board | None = None, marking=GREEN) -> Post:
    """A reply in a topic of its own that quotes the post."""
    there = make_topic(board or BoardFactory(), marking=marking)
    body = f"> [x](/forum/posts/{post.pk}/) wrote:\n>\n> {post.source}\n\n{own}"
    return post_reply(topic=again(there), author=author or there.author, body=body)


def test_the_effect_of_a_marking_is_shown_before_anything_is_saved(topic, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    assert "Choose a marking" in text_of(client.post(url(topic), {"reason": REASON}))
    sent = {"marking": AMBER.value, "reason": REASON}
    answer = client.post(url(topic), sent)
    page = text_of(answer)
    assert "Only that there is something new" in page
    assert "It cannot be printed" in page
    assert "In other topics, quotes of it are no longer shown." in page
    assert again(topic).marking == GREEN
    confirmed = {**sent, "confirm": "1", "shown_hash": answer.context["change"].shown_hash}
    page = text_of(client.post(url(topic), confirmed, follow=True))
    assert "The marking of the topic has been changed." in page
    assert (
        "marked this topic “Keep it inside your own agency”. Before, it was “Share it inside the network”: "
        "It turned out to be closer." in page
    )
    assert "It was already like that" in text_of(client.post(url(topic), confirmed), status=409)
    entry = ModelLogEntry.objects.get(action="forum.topic.mark")
    assert (entry.user, entry.data["before"], entry.data["after"]) == (moderator, "green", "amber_strict")


@pytest.mark.parametrize("marking", [CLEAR, GREEN])
def test_a_topic_s_author_can_mark_it_more_closely_and_never_more_openly(board, sign_in, marking):
    topic = make_topic(board, marking=AMBER if marking == GREEN else GREEN)
    with pytest.raises(PermissionDenied):
        mark(topic, marking, topic.author)
    client = sign_in(topic.author)
    page = text_of(client.post(url(topic), {"marking": marking.value, "reason": REASON}))
    assert "Choose one of the markings below" in page or "the strictest marking that this board allows" in page
    assert again(topic).marking != marking


def test_a_moderator_who_began_it_leaves_opening_it_to_another(board, moderator, sign_in):
    topic = make_topic(board, moderator, marking=AMBER)
    assert "Share it inside the network" not in text_of(sign_in(moderator, with_second_step=True).get(url(topic)))
    with pytest.raises(PermissionDenied):
        mark(topic, CLEAR, moderator)
    assert mark(topic, GREEN, MemberFactory(roles=["Moderators"])) is True


def test_a_person_who_cannot_decide_about_held_files_reads_no_names_of_them(board, moderator):
    topic = make_topic(board, marking=AMBER)
    upload = SimpleUploadedFile("a-name-in-it.txt", b"Doors.")
    post_reply(topic=topic, author=MemberFactory(approved_at=timezone.now()), body="Doors.", files=[upload])
    for actor, is_named in ((moderator, True), (MemberFactory(roles=["Coordinators"]), False)):
        told = " ".join(matter.what for matter in preview_change(again(topic), GREEN, actor).to_look_at)
        assert ("a-name-in-it" in told, "1 file that readers cannot download yet" in told) == (is_named, not is_named)


def test_the_author_marks_a_topic_more_closely_from_its_page(topic, sign_in):
    client = sign_in(topic.author)
    assert url(topic) in text_of(client.get(topic.get_absolute_url()))
    assert "ask a moderator of the board" in text_of(client.get(url(topic)))
    assert mark(topic, AMBER, topic.author) is True
    assert again(topic).events.get().actor == topic.author


def test_others_are_told_no_and_those_outside_that_there_is_nothing(circle, sign_in):
    topic = make_topic(BoardFactory(circle=circle))
    insider, outsider = MemberFactory(), MemberFactory()
    circle.people.add(insider)
    for person, status in ((insider, 403), (outsider, 404)):
        assert sign_in(person).get(url(topic)).status_code == status
        assert sign_in(person).post(url(topic), {"marking": "red", "reason": REASON}).status_code == status
        with pytest.raises(PermissionDenied):
            mark(topic, AMBER, person)


def test_an_author_without_their_name_stays_without_it(board, sign_in):
    topic = make_topic(board, voice="agency")
    assert mark(topic, AMBER, topic.author) is True
    event = again(topic).events.get()
    assert (event.actor, event.shown_as) == (None, topic.shown_as)
    assert ModelLogEntry.objects.get(action="forum.topic.mark").user is None
    assert topic.author.last_name not in text_of(sign_in(MemberFactory()).get(topic.get_absolute_url()))


def test_an_author_whose_membership_ended_meanwhile_changes_nothing(topic):
    author = topic.author
    shown_hash = preview_change(again(topic), AMBER, author).shown_hash
    coordinator = MemberFactory(roles=["Coordinators"])
    set_member_state(person_id=author.pk, state=MemberState.LAPSED, coordinator=coordinator, reason="Left")
    author.refresh_from_db()
    with pytest.raises(PermissionDenied):
        mark(topic, AMBER, author, shown_hash)


@pytest.mark.parametrize("ceiling", [GREEN, CLEAR])
def test_the_ceiling_of_the_board_is_obeyed(topic, moderator, sign_in, ceiling):
    Board.objects.filter(pk=topic.board_id).update(ceiling=ceiling, marking=CLEAR)
    client = sign_in(moderator, with_second_step=True)
    page = text_of(client.post(url(topic), {"marking": AMBER.value, "reason": REASON}))
    assert "Choose one of the markings below" in page or "the strictest marking that this board allows" in page
    with pytest.raises(PermissionDenied):
        mark(topic, AMBER, moderator)


def test_a_topic_above_a_ceiling_that_was_lowered_can_be_opened_to_it(board, moderator):
    topic = make_topic(board, marking=AMBER)
    Board.objects.filter(pk=board.pk).update(ceiling=GREEN)
    assert mark(topic, GREEN, moderator) is True


def test_the_second_of_two_moderators_is_shown_the_present_marking(topic, moderator, sign_in):
    other = MemberFactory(roles=["Moderators"])
    client = sign_in(moderator, with_second_step=True)
    sent = {"marking": CLEAR.value, "reason": REASON}
    shown_hash = client.post(url(topic), sent).context["change"].shown_hash
    assert mark(topic, AMBER, other) is True
    page = text_of(client.post(url(topic), {**sent, "confirm": "1", "shown_hash": shown_hash}))
    assert "Nothing was saved: check" in page
    assert "Keep it inside your own agency" in page
    assert again(topic).marking == AMBER


def test_a_topic_that_was_moved_meanwhile_is_asked_about_again(topic, moderator):
    shown_hash = preview_change(again(topic), AMBER, moderator).shown_hash
    there = BoardFactory()
    readers = readers_after(topic.board, None).counts
    move_topic(topic_id=topic.pk, moderator=moderator, board_id=there.pk, reason=REASON, shown_hash=readers)
    with pytest.raises(Stale):
        mark(topic, AMBER, moderator, shown_hash)
    there.moderators.add(MemberFactory(roles=["Moderators"]))
    with pytest.raises(PermissionDenied):
        mark(topic, AMBER, moderator)


def test_quotes_between_posts_of_one_topic_stay_when_its_marking_changes(board, moderator):
    topic = make_topic(board, marking=AMBER)
    body = f"> [x](/forum/posts/{topic.posts.get().pk}/) wrote:\n>\n> It began\n\nYes."
    post_reply(topic=topic, author=topic.author, body=body)
    assert mark(topic, GREEN, moderator) is True


def test_identifiers_are_settled_before_a_topic_is_marked_for_more_readers(board, moderator, sign_in):
    topic = make_topic(board, marking=AMBER)
    Post.objects.filter(topic=topic).update(source="Ring 07700 900123.")
    client = sign_in(moderator, with_second_step=True)
    page = text_of(client.post(url(topic), {"marking": GREEN.value, "reason": REASON}))
    assert "Post 1 may contain this: phone number" in page
    with pytest.raises(Stale):
        mark(topic, GREEN, moderator)
    Post.objects.filter(topic=topic).update(explanation="It is on their poster")
    page = text_of(client.post(url(topic), {"marking": GREEN.value, "reason": REASON}))
    assert "its author said that its details identify nobody" in page
    assert mark(topic, GREEN, moderator) is True


NUMBER = "Ring 07700 900123."


def explanation(topic: Topic, moderator, approve=approve_edit) -> Post:
    """A reply with an approved edit: it has a phone number, and its author gave a reason that it identifies nobody."""
    post = post_reply(topic=topic, author=topic.author, body="Ask first.")
    edit_post(post_id=post.pk, editor=topic.author, body=NUMBER, explanation="It is on their poster")
    approve(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    return Post.objects.get(pk=post.pk)


def reword(*, revision_id: int, moderator) -> None:
    words = {"body": f"{NUMBER} Soon.", "reason": "Clearer", "explanation": "It is on their poster"}
    approve_reworded_edit(revision_id=revision_id, moderator=moderator, **words)


def test_text_that_its_author_can_restore_is_settled_before_a_more_open_marking_and_not_shown(board, moderator, clock):
    topic = make_topic(board, marking=AMBER)
    post = post_reply(topic=topic, author=MemberFactory(), body="Ring 07700 900123.", explanation="It is ours.")
    approve_post(post_id=post.pk, moderator=moderator)
    edit_post(post_id=post.pk, editor=post.author, body="Ring 07700 900461.", explanation="")
    withdraw_post(post_id=post.pk, author=post.author)
    change = preview_change(again(topic), GREEN, moderator)
    said = "A post that may identify someone was just withdrawn. Its author can still undo this."
    assert [matter.what for matter in change.unresolved] == [said]
    assert not [matter for matter in change.to_look_at if "07700" in matter.what]
    with pytest.raises(Stale):
        mark(topic, GREEN, moderator)
    clock.forward(minutes=11)
    assert mark(topic, GREEN, moderator)


def test_a_withdrawal_that_is_undone_meanwhile_is_previewed_again(board, moderator):
    topic = make_topic(board, marking=AMBER)
    post = post_reply(topic=topic, author=MemberFactory(), body="Ring us.")
    withdraw_post(post_id=post.pk, author=post.author)
    read = preview_change(again(topic), GREEN, moderator)
    undo_withdrawal(post_id=post.pk, author=post.author)
    assert not is_as_previewed(read, again(topic), moderator)


def test_a_reason_that_a_moderator_has_not_read_is_in_the_log_and_not_in_the_topic(topic, sanction, sign_in):
    sanction(topic.author, SanctionKind.PRE_MODERATE)
    client = sign_in(topic.author)
    assert "Readers of the topic will not see your reason" in flat(client.get(url(topic)).content)
    assert mark(topic, AMBER, topic.author)
    page = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert (str(AMBER.label) in page, REASON in page) == (True, False)
    assert ModelLogEntry.objects.get(action="forum.topic.mark").data["reason"] == REASON


@pytest.mark.parametrize("approve", [approve_edit, reword])
def test_a_justification_of_an_approved_change_lets_the_topic_be_marked_more_openly(board, moderator, approve):
    topic = make_topic(board, marking=AMBER)
    post = explanation(topic, moderator, approve)
    assert post.explanation == "It is on their poster"
    change = preview_change(again(topic), GREEN, moderator)
    assert [matter.what for matter in change.to_look_at] == [
        "Post 2: its author said that its details identify nobody",
    ]
    assert mark(topic, GREEN, moderator) is True


def test_a_justification_belongs_to_the_version_for_which_it_was_given(board, moderator):
    topic = make_topic(board, marking=AMBER)
    post = explanation(topic, moderator)
    note_post(post_id=post.pk, moderator=moderator, note="hard to read", reason=REASON)
    Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
    edit_post(post_id=post.pk, editor=topic.author, body="Ask first. Then go.")
    assert Post.objects.get(pk=post.pk).explanation == ""
    whats = {matter.what for matter in preview_change(again(topic), GREEN, moderator).to_look_at}
    assert whats == {"An earlier version of post 2: its author said that its details identify nobody"}
    assert mark(topic, GREEN, moderator) is True


def test_a_justification_of_a_post_lets_no_other_version_pass(board, moderator):
    topic = make_topic(board, marking=AMBER)
    post = post_reply(topic=topic, author=topic.author, body=NUMBER, explanation="It is on their poster")
    approve_post(post_id=post.pk, moderator=moderator)
    edit_post(post_id=post.pk, editor=topic.author, body="Ring 07700 900456.")
    assert Post.objects.get(pk=post.pk).explanation == "It is on their poster"
    settle = preview_change(again(topic), GREEN, moderator).unresolved
    waiting = "An edit of post 2 that is waiting for a moderator"
    assert [matter.what for matter in settle] == [f"{waiting} may contain this: phone number"]


def test_an_edit_that_removes_an_identifier_at_once_removes_its_justification(board, moderator):
    topic = make_topic(board, marking=AMBER)
    post = post_reply(topic=topic, author=topic.author, body=NUMBER, explanation="It is on their poster")
    approve_post(post_id=post.pk, moderator=moderator)
    edit_post(post_id=post.pk, editor=topic.author, body="Ask first.")
    assert Post.objects.get(pk=post.pk).explanation == ""


def test_the_topic_is_looked_through_before_anything_is_locked_and_once(board, moderator):
    topic = make_topic(board, marking=AMBER, body="Ring the helpline: 08000 121 700.")
    shown_hash = preview_change(again(topic), GREEN, moderator).shown_hash
    with CaptureQueriesContext(connection) as queries:
        assert mark(topic, GREEN, moderator, shown_hash) is True
    sent = [query["sql"] for query in queries]
    # A check that finds a number reads the helplines' numbers (text_number). Each lock begins with a savepoint.
    looked = [place for place, sql in enumerate(sent) if "text_number" in sql]
    began = [place for place, sql in enumerate(sent) if sql.startswith("SAVEPOINT")]
    assert (len(looked), looked < began) == (1, True)


@pytest.mark.parametrize("at", ["post", "version", "file", "title"])
def test_a_topic_that_changed_since_the_preview_is_previewed_again(board, moderator, at):
    topic = make_topic(board, marking=AMBER)
    post = post_reply(topic=topic, author=topic.author, body="A card.", files=[SimpleUploadedFile("a.txt", b"Ask.")])
    file = post.attachments.get()
    end_quarantine(file_id=str(file.stored_file_id))
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=topic.author, body="A card of ours.")
    change = preview_change(again(topic), GREEN, moderator)
    assert is_as_previewed(change, again(topic), moderator)
    if at == "post":
        Post.objects.filter(pk=post.pk).update(source=NUMBER)
    elif at == "version":
        Revision.objects.filter(post=post).update(source=NUMBER)
    elif at == "file":
        StoredFile.objects.filter(pk=file.stored_file_id).update(name="b.txt")
    else:
        Topic.objects.filter(pk=topic.pk).update(title=NUMBER)
    assert not is_as_previewed(change, again(topic), moderator)


def test_a_reason_that_may_identify_a_person_is_refused(topic, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    page = text_of(client.post(url(topic), {"marking": AMBER.value, "reason": "Ring 07700 900123"}))
    assert "It may identify someone (phone number)" in page
    shown_hash = preview_change(again(topic), AMBER, moderator).shown_hash
    with pytest.raises(PermissionDenied):
        mark_topic(topic_id=topic.pk, actor=moderator, marking=AMBER, reason="07700 900123", shown_hash=shown_hash)


def test_nobody_quotes_it_openly_from_then_on(topic, moderator, sign_in):
    assert mark(topic, AMBER, moderator) is True
    with pytest.raises(PermissionDenied):
        quoting(topic.posts.get(number=2))


def test_waiting_emails_say_what_the_marking_allows_when_they_are_sent(clock, topic, moderator, happen):
    reader = MemberFactory()
    follow(person=reader, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    happen(post_reply, topic=again(topic), author=topic.author, body="News.")
    clock.forward(minutes=10)
    queue_due_emails()
    mail = Mail.objects.get(person=reader)
    assert topic.title in compose(mail).content.subject
    mark(topic, AMBER, moderator)
    content = compose(Mail.objects.get(pk=mail.pk)).content
    assert topic.title not in content.subject + content.text + content.html
    mark(topic, CLEAR, moderator)
    assert "News." in compose(Mail.objects.get(pk=mail.pk)).content.text


def test_files_ask_for_a_reason_from_then_on(board, moderator, sign_in):
    topic = make_topic(board)
    files = [SimpleUploadedFile("card.txt", b"Ask first.")]
    post = post_reply(topic=topic, author=topic.author, body="A card.", files=files)
    file = post.attachments.get()
    end_quarantine(file_id=str(file.stored_file_id))
    client = sign_in(MemberFactory())
    assert body_of(client.get(file.get_absolute_url())) == b"Ask first."
    assert "People must say why they are downloading a file" in text_of(
        sign_in(moderator, with_second_step=True).post(url(topic), {"marking": AMBER.value, "reason": REASON})
    )
    assert mark(topic, AMBER, moderator) is True
    assert "Why do you need this file?" in text_of(sign_in(MemberFactory()).get(file.get_absolute_url()))
    change = preview_change(again(topic), GREEN, moderator)
    assert [matter.what for matter in change.to_look_at] == ["Post 2: card.txt"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("before", "after"), [(AMBER, GREEN), (GREEN, AMBER)])
def test_looking_costs_the_same_for_one_and_three(moderator, django_assert_num_queries, count, before, after):
    topic = make_topic(BoardFactory(), marking=before, replies=count)
    for _ in range(count):
        quoting(topic.posts.first(), marking=before)
    found = again(topic)
    with django_assert_num_queries(6 if after == GREEN else 1):
        preview_change(found, after, moderator)
