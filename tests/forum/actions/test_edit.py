"""Authors edit and withdraw their own posts."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.edit import edit_post
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.post import post_reply
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.forms.post import CHANGED_SINCE
from forum.models import Board, Draft, Post, Revision, Topic
from forum.queries.hashes import shown_hash_of_edit
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.models import Mail
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat, text_of
from tests.meanwhile import after_query
from tests.review.pages import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """A published post, ten minutes old."""
    found = make_topic(body="The van came at six.").posts.get()
    Post.objects.update(published_at=timezone.now() - dt.timedelta(minutes=10))
    found.refresh_from_db()
    return found


def hold_edits() -> None:
    Board.objects.update(holds_newcomers=True)


def edit(post, body: str, reason: str = "") -> Post:
    edit_post(post_id=post.pk, editor=post.author, body=body, reason=reason)
    post.refresh_from_db()
    return post


def url(name: str, post) -> str:
    return reverse(f"forum:{name}", args=[post.pk])


def test_a_change_is_shown_at_once_with_its_reason_and_what_it_was(post, member, sign_in):
    edit(post, "The van came at **seven**.", "I looked it up")
    client = sign_in(member)
    page = flat(client.get(post.topic.get_absolute_url()).content)
    assert "<strong>seven</strong>" in page
    assert "Edited" in page
    history = flat(client.get(url("post_history", post)).content)
    assert "<del>six.</del><ins>**seven**.</ins>" in history
    assert "I looked it up" in history


def test_the_first_five_minutes_leave_no_history(post):
    Post.objects.update(published_at=timezone.now() - dt.timedelta(minutes=4))
    edit(post, "The van came at seven.")
    assert (post.source, post.edited_at) == ("The van came at seven.", None)
    assert not Revision.objects.exists()


def test_saving_the_same_text_changes_nothing(post):
    assert edit(post, post.source).edited_at is None
    assert not Revision.objects.exists()


def test_a_held_edit_leaves_the_approved_text_published(post, member, moderator, sign_in):
    hold_edits()
    edit(post, "Something new")
    page = flat(sign_in(member).get(post.topic.get_absolute_url()).content)
    assert "at six" in page
    assert "Something new" not in page
    assert "Something new" not in flat(sign_in(member).get(url("post_history", post)).content)
    assert "Something" in flat(sign_in(post.author).get(url("post_history", post)).content)
    assert approve_edit(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    post.refresh_from_db()
    assert post.source == "Something new"
    assert [revision.source for revision in post.revisions.all()] == ["The van came at six.", "Something new"]


def test_a_rejected_edit_leaves_the_text_and_the_author_is_notified_why(post, moderator, sign_in):
    hold_edits()
    edit(post, "Something new")
    revision = Revision.objects.pending().get()
    assert reject_edit(revision_id=revision.pk, moderator=moderator, reason="It names a street")
    assert not approve_edit(revision_id=revision.pk, moderator=moderator)
    post.refresh_from_db()
    assert post.source == "The van came at six."
    assert "It names a street" in flat(sign_in(post.author).get(url("post_history", post)).content)


def test_a_second_edit_replaces_the_first_which_can_no_longer_be_approved(post, moderator):
    hold_edits()
    edit(post, "First wish")
    first = Revision.objects.pending().get()
    edit(post, "Second wish")
    assert [revision.source for revision in Revision.objects.pending()] == ["Second wish"]
    with pytest.raises(Stale):
        approve_edit(revision_id=first.pk, moderator=moderator, shown_hash=shown_hash_of_edit(first))
    assert Revision.objects.pending().exists()


def test_an_author_who_restores_the_old_text_withdraws_their_edit(post):
    hold_edits()
    edit(post, "Her name is in it.")
    edit(post, "The van came at six.")
    assert not Revision.objects.exists()


def test_a_moderator_decides_on_the_change_in_the_queue(post, moderator, sign_in):
    hold_edits()
    edit(post, "The van came <b>late</b>.")
    client = sign_in(moderator, with_second_step=True)
    address = reverse("review:item", args=["edits", Revision.objects.pending().get().pk])
    html = flat(client.get(address).content)
    assert "&lt;b&gt;late&lt;/b&gt;" in html
    decide(client, address, choice="approve")
    post.refresh_from_db()
    assert post.source.endswith("<b>late</b>.")
    assert client.get(address).status_code == 404


def test_a_returned_post_is_corrected_and_sent_again(moderator):
    board = BoardFactory(holds_newcomers=True)
    post = make_topic(board).posts.get()
    reject_post(post_id=post.pk, moderator=moderator, reason="Off the aim")
    post.refresh_from_db()
    edit(post, "Put right")
    assert (post.state, post.source, post.decision_reason) == (PostState.HELD, "Put right", "")
    Board.objects.update(holds_newcomers=False)
    edit(post, "Put right twice")
    assert post.state == PostState.LIVE
    assert Topic.objects.get().published_at is not None


@pytest.mark.parametrize("closed", ["locked", "archived", "withdrawn", "another"])
def test_nobody_edits_what_is_closed_or_anothers(post, closed):
    editor = post.author
    if closed == "locked":
        Topic.objects.update(is_locked=True)
    elif closed == "archived":
        Board.objects.update(state="archived")
    elif closed == "withdrawn":
        withdraw_post(post_id=post.pk, author=post.author)
    else:
        editor = MemberFactory(roles=["Moderators"])
    with pytest.raises(PermissionDenied):
        edit_post(post_id=post.pk, editor=editor, body="Changed")


def body_of_draft(page) -> str:
    return page.context["form"]["body"].value()


def test_withdrawing_takes_the_words_from_everywhere_and_says_who_had_read_them(member, sign_in):
    topic = make_topic()
    reader = MemberFactory()
    post = post_reply(topic=topic, author=member, body="Too much said")
    edit(post, "Too much still")
    mark_topic_read(topic=Topic.objects.get(pk=topic.pk), reader=reader, number=2)
    response = sign_in(member).post(url("post_withdraw", post), follow=True)
    assert "1 other person had opened it, or marked it as read." in flat(response.content)
    assert body_of_draft(sign_in(member).get(topic.get_absolute_url())) == "Too much still"
    for person in (reader, MemberFactory(roles=["Moderators"])):
        html = flat(sign_in(person).get(topic.get_absolute_url()).content)
        assert "Too much" not in html
        assert "Post 2 was withdrawn by its author" in html
        assert "Too much" not in flat(sign_in(person).get("/search/?q=much").content).replace("q=much", "")
    assert sign_in(reader).get(url("post_history", post)).status_code == 404
    assert (Post.objects.get(pk=post.pk).source, Board.objects.get().post_count) == ("", 1)
    assert post.revisions.exists()


def test_a_person_who_has_caught_up_since_counts_as_having_read_the_withdrawn_text(member, clock):
    topic = make_topic()
    board = Board.objects.filter(pk=topic.board_id)
    opened, opened_and_caught_up, caught_up, long_ago, nobody = (MemberFactory() for _ in range(5))
    catch_up(reader=long_ago, boards=board, until=timezone.now())
    clock.forward(minutes=1)
    post = post_reply(topic=topic, author=member, body="Too much said")
    clock.forward(minutes=1)
    for reader in (opened, opened_and_caught_up, member):
        mark_topic_read(topic=Topic.objects.get(pk=topic.pk), reader=reader, number=2)
    for reader in (opened_and_caught_up, caught_up, member):
        catch_up(reader=reader, boards=board, until=timezone.now())
    assert withdraw_post(post_id=post.pk, author=member).opened_by == 3


def test_an_opening_post_without_an_answer_takes_its_topic_along(member, sign_in):
    board = BoardFactory()
    older, topic = make_topic(board), make_topic(board, member)
    withdraw_post(post_id=topic.posts.get().pk, author=member)
    for person in (member, MemberFactory()):
        assert sign_in(person).get(topic.get_absolute_url()).status_code == 410
    board.refresh_from_db()
    assert (board.topic_count, board.post_count, board.latest_topic) == (1, 1, older)


def test_a_reply_that_waited_while_its_topic_was_withdrawn_can_be_approved_when_it_is_back(member, moderator):
    board = BoardFactory(holds_replies=True)
    topic = make_topic(board)
    reply = post_reply(topic=topic, author=member, body="I waited.")
    withdraw_post(post_id=topic.posts.get(number=1).pk, author=topic.author)
    with pytest.raises(PermissionDenied):
        approve_post(post_id=reply.pk, moderator=moderator)
    undo_withdrawal(post_id=topic.posts.get(number=1).pk, author=topic.author)
    assert approve_post(post_id=reply.pk, moderator=moderator) is True
    reply.refresh_from_db()
    assert (reply.number, Topic.objects.get().last_number) == (2, 2)


def test_a_withdrawn_place_keeps_the_numbers_of_the_others(member):
    topic = make_topic(replies=2)
    withdraw_post(post_id=topic.posts.get(number=2).pk, author=topic.author)
    assert post_reply(topic=topic, author=member, body="Fourth").number == 4


def test_withdrawing_is_for_the_author_alone_and_a_look_at_its_page_changes_nothing(post, member, sign_in):
    assert sign_in(post.author).get(url("post_withdraw", post)).status_code == 200
    client = sign_in(member)
    assert client.get(url("post_withdraw", post)).status_code == 403
    assert client.post(url("post_withdraw", post)).status_code == 403
    assert client.get(url("post_edit", post)).status_code == 403
    assert Post.objects.get().is_live


def test_bad_input_is_explained_and_shown_again(post, sign_in):
    response = sign_in(post.author).post(url("post_edit", post), {"body": " ", "reason": "x" * 201})
    html = flat(response.content)
    assert "Write something first" in html
    assert "x" * 201 in html


def test_a_rejected_edit_comes_back_with_the_reason_and_can_be_corrected(moderator, sign_in):
    post = make_topic().posts.get()
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="It began in Acacia Road.")
    change = Revision.objects.pending().get()
    reject_edit(revision_id=change.pk, moderator=moderator, reason="It names a road")
    history = reverse("forum:post_history", args=[post.pk])
    mail = Mail.objects.get(to=post.author.email)
    assert (history in mail.text, "Acacia" in mail.text) == (True, False)
    client = sign_in(post.author)
    html = flat(client.get(history).content)
    address = f"{reverse('forum:post_edit', args=[post.pk])}?again={change.pk}"
    assert ("It names a road" in html, address in html) == (True, True)
    assert "It began in Acacia Road.</textarea>" in flat(client.get(address).content)
    assert "It began in autumn.</textarea>" in flat(client.get(f"{address}0").content)
    assert sign_in(MemberFactory()).get(address).status_code == 403


def test_an_edit_opened_before_another_was_sent_replaces_nothing_unseen(member, sign_in):
    post = make_topic(author=member).posts.get()
    client, url = sign_in(member), reverse("forum:post_edit", args=[post.pk])
    tabs = [{"body": "From the phone.", **_hidden(client, url)}, {"body": "From the desk.", **_hidden(client, url)}]
    client.post(url, tabs[0])
    page = client.post(url, tabs[1])
    html = flat(page.content)
    assert [str(CHANGED_SINCE) in html, "From the phone." in html, "From the desk." in html] == [True] * 3
    assert Post.objects.get(pk=post.pk).source == "From the phone."
    assert Draft.objects.get().text.strip() == "From the desk."
    again = page.context["form"]
    client.post(url, {"body": "Both.", "shown": again["shown"].value()})
    assert Post.objects.get(pk=post.pk).source == "Both."


def test_an_edit_sent_while_the_form_is_read_is_not_replaced_unseen(post, sign_in):
    hold_edits()
    client = sign_in(post.author)
    with after_query("forum_revision", lambda: edit_post(post_id=post.pk, editor=post.author, body="From the phone.")):
        shown = _hidden(client, url("post_edit", post))
    html = flat(client.post(url("post_edit", post), {"body": "From the desk.", **shown}).content)
    assert [str(CHANGED_SINCE) in html, "From the phone." in html, "From the desk." in html] == [True] * 3


def test_a_draft_of_an_edit_does_not_replace_unseen_a_text_that_was_sent_after_it(post, sign_in):
    client, address = sign_in(post.author), url("post_edit", post)
    client.post(address, {"body": "From the desk.", "preview": "1", **_hidden(client, address)})
    edit_post(post_id=post.pk, editor=post.author, body="From the phone.", content_note="A raid")
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("body", "shown")} | {"draft_sequence": 1}
    assert sent["body"] == "From the desk."
    page = client.post(address, sent)
    html = flat(page.content)
    assert [str(CHANGED_SINCE) in html, "From the phone." in html, "Content note: A raid" in html] == [True] * 3
    client.post(address, sent | {"shown": page.context["form"]["shown"].value()})
    assert Post.objects.get(pk=post.pk).source == "From the desk."


def test_an_edit_without_a_text_is_not_saved_as_a_draft(post, sign_in):
    client, address = sign_in(post.author), url("post_edit", post)
    client.post(address, {"body": " ", **_hidden(client, address)})
    assert not Draft.objects.exists()


def _hidden(client, url: str) -> dict:
    return {"shown": client.get(url).context["form"]["shown"].value()}


def test_the_form_of_a_post_that_nobody_else_can_read_says_who_will_be_able_to(sign_in):
    live = make_topic().posts.get()
    held = post_reply(topic=make_topic(BoardFactory(holds_replies=True)), author=MemberFactory(), body="It waits.")
    texts = [text_of(sign_in(one.author).get(reverse("forum:post_edit", args=[one.pk]))) for one in (live, held)]
    assert [bool(re.search(r"agenc\w+ can read this", text)) for text in texts] == [True, False]
    assert ["will be able to read this" in text for text in texts] == [False, True]
    assert ["They will see your name" in text for text in texts] == [False, False]
