"""A moderator changes a held post a little and approves it; its author sees what changed and why."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post
from forum.actions.approve_reworded import approve_reworded, approve_reworded_edit
from forum.actions.edit import edit_post
from forum.actions.follow import follow
from forum.actions.post import post_reply, start_topic
from forum.enums import About
from forum.models import Board, Post, Revision, TopicEvent
from ratsite.moderation.actions.claim import claim
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail, Notification
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat, text_of
from tests.review.pages import opened

pytestmark = pytest.mark.django_db
SENT, SAID = "The van came to Acacia Road at six.", "The van came at six."


@pytest.fixture
def post() -> Post:
    topic = make_topic(BoardFactory(holds_replies=True))
    return post_reply(topic=topic, author=MemberFactory(), body=SENT)


@pytest.fixture
def staff_client(moderator, sign_in):
    return sign_in(moderator, with_second_step=True)


def url_of(post: Post) -> str:
    return reverse("staff_posts:post_change", args=[post.pk])


def send(client, post: Post, **fields):
    return client.post(
        url_of(post), {"shown_hash": opened(client, url_of(post)), "body": SAID, "reason": "A road", **fields}
    )


def again(post: Post) -> Post:
    return Post.objects.select_related("topic").get(pk=post.pk)


def test_the_post_is_published_with_the_moderator_s_text_and_its_author_sees_the_difference(
    post, staff_client, moderator, sign_in
):
    assert send(staff_client, post)["Location"] == "/review/"
    assert "Published with your changes." in flat(staff_client.get("/review/").content)
    post = again(post)
    assert (post.is_live, post.source, post.decided_by) == (True, SAID, moderator)
    html = flat(sign_in(post.author).get(reverse("forum:post_history", args=[post.pk])).content)
    assert "Changed by a moderator before others could read it" in html
    assert "A moderator’s reason: A road" in html
    assert "The van came <del>to Acacia Road </del>at six." in html
    mail = Mail.objects.get(to=post.author.email)
    assert reverse("forum:post_history", args=[post.pk]) in mail.text
    assert "Acacia" not in mail.subject + mail.text


def test_the_history_for_readers_does_not_deny_that_a_moderator_changed_it(post, staff_client, sign_in):
    history = reverse("forum:post_history", args=[post.pk])
    other = make_topic().posts.get()
    send(staff_client, post)
    reader = sign_in(MemberFactory())
    texts = [text_of(reader.get(history)), text_of(reader.get(reverse("forum:post_history", args=[other.pk])))]
    assert ["There is no record of a change." in text for text in texts] == [True, True]
    line = "A moderator changed the post before others could read it."
    assert [line in text for text in texts] == [True, False]


def test_readers_learn_who_changed_it_and_never_what_it_said(post, staff_client, moderator, sign_in):
    send(staff_client, post)
    reader = sign_in(MemberFactory())
    for address in (post.topic.get_absolute_url(), reverse("forum:post_history", args=[post.pk])):
        html = flat(reader.get(address).content)
        assert ("Acacia" in html, "A road" in html) == (False, False)
    link = f'<a href="/forum/posts/{post.pk}/">post 2</a>'
    html = flat(reader.get(post.topic.get_absolute_url()).content)
    assert f"<strong>{moderator}</strong> changed {link} before others could read it" in html
    assert Revision.objects.visible_to(MemberFactory()).count() == 0


def test_only_the_author_reads_the_text_they_sent_even_after_later_changes(post, staff_client, sign_in):
    send(staff_client, post)
    Board.objects.update(holds_replies=False)
    edit_post(post_id=post.pk, editor=post.author, body="The van came at seven.", reason="Looked it up")
    history = reverse("forum:post_history", args=[post.pk])
    reader, author = (flat(sign_in(person).get(history).content) for person in (MemberFactory(), post.author))
    assert ("Acacia" in reader, "Acacia" in author) == (False, True)
    assert ("<ins>seven.</ins>" in reader, "<ins>seven.</ins>" in author) == (True, True)


def test_followers_are_notified_when_it_is_approved_and_not_before(post, moderator, happen):
    watcher = MemberFactory()
    follow(person=watcher, about=About.TOPIC, level=Level.AT_ONCE, target=post.topic)
    assert Notification.objects.count() == 0
    happen(approve_reworded, post_id=post.pk, moderator=moderator, body=SAID, reason="A road")
    told = Notification.objects.values_list("person", flat=True)
    assert watcher.pk in told


def test_a_topic_s_title_is_changed_with_its_first_post(moderator, staff_client, sign_in):
    board, author = BoardFactory(holds_topics=True), MemberFactory()
    post = start_topic(
        board=board, author=author, title="The house in Acacia Road", body=SENT, marking="green", may_act="check"
    )
    send(staff_client, post, title="A house")
    topic = again(post).topic
    assert (topic.title, topic.slug, topic.last_number) == ("A house", "a-house", 1)
    history = reverse("forum:post_history", args=[post.pk])
    assert "Title: <del>The house in Acacia Road</del> <ins>A house</ins>" in flat(sign_in(author).get(history).content)
    assert "Acacia" not in flat(sign_in(MemberFactory()).get(history).content)


def test_why_is_always_said_and_something_is_always_changed(post, staff_client):
    assert "Say why you are changing it, so that the author understands" in flat(
        send(staff_client, post, reason="").content
    )
    html = flat(send(staff_client, post, body=SENT).content)
    assert "Change the text, or approve it as it is" in html
    assert again(post).is_held


def test_a_moderator_can_justify_an_author_s_text(post, staff_client):
    Post.objects.filter(pk=post.pk).update(source=f"{SENT} Ring 07700 900123.")
    html = flat(send(staff_client, post, body="Ring 07700 900123.").content)
    assert "This may identify someone: phone number" in html
    assert again(post).is_held
    send(staff_client, post, body="Ring 07700 900123.", explanation="it is on their poster")
    assert (again(post).is_live, again(post).explanation) == (True, "it is on their poster")


@pytest.mark.parametrize("field", ["body", "reason"])
def test_a_moderator_cannot_justify_their_own_additions_or_text_that_the_log_stores(post, staff_client, field):
    html = flat(
        send(staff_client, post, **{field: "Ring 07700 900123.", "explanation": "it is on their poster"}).content
    )
    assert "This may identify someone: phone number. Remove it.</span>" in html
    assert again(post).is_held
    assert not ModelLogEntry.objects.filter(action="forum.post.reword").exists()


def test_an_identifier_of_both_texts_is_refused_in_the_reason_because_the_log_stores_it(change, staff_client):
    number = "07700 900123"
    Revision.objects.filter(pk=change.pk).update(source=f"{CHANGE} Ring {number}.")
    send_change(
        staff_client, change, body=f"Ring {number}.", reason=f"It is not {number}", explanation="it is on their poster"
    )
    assert again(change.post).source == WAS
    send_change(staff_client, change, body=f"Ring {number}.", explanation="it is on their poster")
    assert again(change.post).source == f"Ring {number}."


def test_a_preview_publishes_nothing(post, staff_client):
    html = flat(send(staff_client, post, body="**At six.**", preview="1").content)
    assert "<strong>At six.</strong>" in html
    assert again(post).is_held


def test_a_post_that_its_author_changed_meanwhile_is_not_published_and_no_text_is_lost(post, staff_client):
    seen = opened(staff_client, url_of(post))
    edit_post(post_id=post.pk, editor=post.author, body="Her name is zyzzyva.")
    response = staff_client.post(url_of(post), {"shown_hash": seen, "body": SAID, "reason": "A road"})
    html = flat(response.content)
    assert (response.status_code, "Her name is zyzzyva." in html, f"{SAID}</textarea>" in html) == (409, True, True)
    assert (again(post).is_held, Revision.objects.count()) == (True, 0)


def test_a_moderator_s_text_is_not_lost_when_another_decided_meanwhile(post, staff_client, moderator):
    sent = {"shown_hash": opened(staff_client, url_of(post)), "body": SAID, "reason": "A road"}
    approve_post(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]))
    gone = staff_client.post(url_of(post), sent)
    missing = staff_client.post(reverse("staff_posts:post_change", args=[999_999]), sent)
    page = text_of(gone, status=404)
    assert (f"{SAID}</textarea>" in page, "A road</textarea>" in page) == (True, True)
    assert without_token(gone) == without_token(missing)


def without_token(response) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", flat(response.content))


def test_two_at_once_and_one_counts(post, moderator):
    other = MemberFactory(roles=["Moderators"])
    assert approve_reworded(post_id=post.pk, moderator=moderator, body=SAID, reason="A road") is True
    assert approve_reworded(post_id=post.pk, moderator=other, body="Mine", reason="A road") is False
    assert (again(post).source, Revision.objects.count(), TopicEvent.objects.count()) == (SAID, 1, 1)
    assert [entry.data["reason"] for entry in ModelLogEntry.objects.filter(action="forum.post.reword")] == ["A road"]


@pytest.mark.parametrize("why", ["own", "agency", "two", "other board"])
def test_a_moderator_rewords_only_posts_that_they_may_decide(post, moderator, staff_client, why):
    if why == "own":
        Post.objects.update(author=moderator)
    elif why == "agency":
        Post.objects.update(agency=moderator.agency)
    elif why == "two":
        Board.objects.update(needs_two_approvals=True)
    else:
        post.topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    assert staff_client.get(url_of(post)).status_code == (404 if why == "other board" else 403)
    with pytest.raises(PermissionDenied):
        approve_reworded(post_id=post.pk, moderator=moderator, body=SAID, reason="A road")
    assert again(post).is_held


def test_rewording_an_item_that_another_moderator_has_claimed_takes_one_more_tick(post, staff_client):
    other = MemberFactory(first_name="Salma", last_name="Bird", roles=["Moderators"])
    claim(queue="posts", item_id=post.pk, person=other)
    assert "Salma Bird is looking at this. Tick this" in flat(send(staff_client, post).content)
    send(staff_client, post, despite="on")
    assert again(post).is_live


def test_no_field_of_the_form_reaches_further_than_it_says(post, staff_client):
    send(
        staff_client, post, marking="clear", author=str(MemberFactory().pk), title="Mine now", state="live", number="9"
    )
    found = again(post)
    assert (found.topic.title, found.topic.marking, found.author, found.number) == (
        post.topic.title, "green", post.author, 2,
    )  # fmt: skip


# A change that waits

WAS, CHANGE = "The van came.", "The van came to Acacia Road at six, a white one."
MENDED = "The van came at six, a white one."


@pytest.fixture
def change() -> Revision:
    topic = make_topic(BoardFactory())
    stands = post_reply(topic=topic, author=MemberFactory(), body=WAS)
    Post.objects.filter(pk=stands.pk).update(published_at=timezone.now() - dt.timedelta(hours=1))
    Board.objects.update(holds_replies=True)
    edit_post(post_id=stands.pk, editor=stands.author, body=CHANGE, reason="I saw more")
    return Revision.objects.pending().get()


def change_url(change: Revision) -> str:
    return reverse("staff_posts:edit_change", args=[change.pk])


def send_change(client, change: Revision, **fields):
    address = change_url(change)
    values = {"shown_hash": opened(client, address), "body": MENDED, "reason": "A road", **fields}
    return client.post(address, values, follow=True)


def test_an_edit_is_published_with_the_moderator_s_text_and_its_author_sees_the_difference(
    change, staff_client, moderator, sign_in
):
    item = reverse("review:item", args=["edits", change.pk])
    assert change_url(change) in flat(staff_client.get(item).content)
    assert "Published with your changes." in flat(send_change(staff_client, change).content)
    post = again(change.post)
    assert (post.is_live, post.source) == (True, MENDED)
    assert not Revision.objects.pending().exists()
    history = reverse("forum:post_history", args=[post.pk])
    own = flat(sign_in(post.author).get(history).content)
    assert "The van came<del> to Acacia Road</del> at six, a white one." in own
    assert "A moderator’s reason: A road" in own
    reader = sign_in(MemberFactory())
    for address in (history, post.topic.get_absolute_url()):
        html = flat(reader.get(address).content)
        assert ("Acacia" in html, "A road" in html) == (False, False)
    assert "a white one.</ins>" in flat(reader.get(history).content)
    entry = ModelLogEntry.objects.get(action="forum.edit.reword")
    assert (entry.user, entry.data["reason"]) == (moderator, "A road")
    mail = Mail.objects.get(to=post.author.email)
    assert "Acacia" not in mail.subject + mail.text


def test_a_later_edit_changes_nothing_in_what_the_author_reads_of_it(change, staff_client, sign_in):
    send_change(staff_client, change)
    Board.objects.update(holds_replies=False)
    edit_post(post_id=change.post_id, editor=change.post.author, body="The van came at seven.", reason="Looked it up")
    own = flat(sign_in(change.post.author).get(reverse("forum:post_history", args=[change.post_id])).content)
    assert "The van came<del> to Acacia Road</del> at six, a white one." in own


def test_an_edit_that_its_author_changed_meanwhile_is_not_published_and_no_text_is_lost(change, staff_client):
    address = change_url(change)
    seen = opened(staff_client, address)
    edit_post(post_id=change.post_id, editor=change.post.author, body="Her name is zyzzyva.", reason="More")
    answer = staff_client.post(address, {"shown_hash": seen, "body": MENDED, "reason": "A road"})
    assert answer.status_code in (404, 409)
    assert f"{MENDED}</textarea>" in flat(answer.content)
    assert again(change.post).source == WAS


def test_a_change_that_needs_two_approvals_or_another_moderator_cannot_be_reworded(change, staff_client, sign_in):
    Board.objects.update(needs_two_approvals=True)
    assert staff_client.get(change_url(change)).status_code == 403
    assert change_url(change) not in flat(staff_client.get(reverse("review:item", args=["edits", change.pk])).content)
    Board.objects.update(needs_two_approvals=False)
    own = MemberFactory(roles=["Moderators"], agency=change.post.agency)
    assert sign_in(own, with_second_step=True).get(change_url(change)).status_code == 403
    with pytest.raises(PermissionDenied):
        approve_reworded_edit(revision_id=change.pk, moderator=own, body=MENDED, reason="A road")


def test_a_change_is_decided_once(change, moderator):
    other = MemberFactory(roles=["Moderators"])
    assert approve_reworded_edit(revision_id=change.pk, moderator=moderator, body=MENDED, reason="A road")
    assert not approve_reworded_edit(revision_id=change.pk, moderator=other, body=WAS, reason="A road")
    assert not approve_edit(revision_id=change.pk, moderator=other)
    assert again(change.post).source == MENDED
