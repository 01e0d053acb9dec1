"""What the author and the reporters of a post are told on the site of decisions, refused files and texts given back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forum.actions.anonymise import anonymise_topic
from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.notify_author import notify_of_refused_file
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Post, Revision
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.registry import source_of
from tests.factories import CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_anonymise import decide
from tests.markup import text_of
from tests.search.factories import make_enclosed

pytestmark = pytest.mark.django_db
LIST = "/notifications/"
TEXT, WHY = "We saw it at the crossroads.", "It names the crossroads."


@pytest.fixture
def author():
    return MemberFactory()


@pytest.fixture
def topic():
    return make_topic(title="Keys not handed back")


def page_of(person, address: str = LIST) -> str:
    client = Client()
    client.force_login(person)
    return text_of(client.get(address))


def held(author, topic) -> Post:
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    return post_reply(topic=topic, author=author, body=TEXT)


def held_edit(author, topic) -> Revision:
    post = post_reply(topic=topic, author=author, body="Seen.")
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=author, body=TEXT, reason="More")
    return Revision.objects.pending().get()


def approved(author, topic, moderator) -> None:
    approve_post(post_id=held(author, topic).pk, moderator=moderator)


def sent_back(author, topic, moderator) -> None:
    reject_post(post_id=held(author, topic).pk, moderator=moderator, reason=WHY)


def edit_approved(author, topic, moderator) -> None:
    approve_edit(revision_id=held_edit(author, topic).pk, moderator=moderator)


def edit_sent_back(author, topic, moderator) -> None:
    reject_edit(revision_id=held_edit(author, topic).pk, moderator=moderator, reason=WHY)


def taken_down(author, topic, moderator) -> None:
    post = post_reply(topic=topic, author=author, body=TEXT)
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies", text=TEXT)
    take_down(post_id=post.pk, moderator=moderator, reason=WHY)


DECISIONS = {
    "Your post was approved": approved,
    "Your post was sent back": sent_back,
    "Your edit was approved": edit_approved,
    "Your edit was sent back": edit_sent_back,
    "Your post was taken down": taken_down,
}


@pytest.mark.parametrize("words", DECISIONS)
def test_an_author_is_told_on_the_site_what_a_moderator_decided_and_led_to_it(words, author, topic, moderator):
    DECISIONS[words](author, topic, moderator)
    post = Post.objects.get(author=author)
    text = page_of(author)
    assert (words in text, topic.title in text, f'href="{post.get_absolute_url()}"' in text) == (True, True, True)
    assert (TEXT in text, WHY in text, str(moderator) in text) == (False, False, False)
    queue_due_emails()
    assert Mail.objects.filter(to=author.email).count() == 1
    assert "We sent you a separate email about it." in page_of(author, f"{LIST}mail/")
    unread = Notification.objects.unread().filter(person=author)
    assert unread.exists()
    page_of(author, topic.get_absolute_url())
    assert not unread.exists()


def test_each_decision_about_a_post_is_told(author, topic, moderator):
    approved(author, topic, moderator)
    post = Post.objects.get(author=author)
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies", text=TEXT)
    take_down(post_id=post.pk, moderator=moderator, reason=WHY)
    assert [*Notification.objects.filter(person=author).order_by("pk").values_list("verb", flat=True)] == [
        "approved",
        "taken_down",
    ]


def test_a_decision_about_a_whole_topic_does_not_name_it_and_leads_to_the_reason(author, moderator):
    topic = make_topic(author=author, title="Keys not handed back")
    post = topic.posts.get()
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="identifies", text=TEXT)
    take_down(post_id=post.pk, moderator=moderator, reason=WHY)
    text = page_of(author)
    assert (topic.title in text, f"A topic that was removed from “{topic.board.name}”" in text) == (False, True)
    client = Client()
    client.force_login(author)
    assert WHY in text_of(client.get(post.get_absolute_url(), follow=True), status=410)
    assert not Notification.objects.unread().filter(person=author).exists()


def test_a_decision_about_a_reply_does_not_name_its_topic_once_that_is_removed(author, topic, moderator):
    sent_back(author, topic, moderator)
    withdraw_post(post_id=topic.posts.get(number=1).pk, author=topic.author)
    text = page_of(author)
    assert ("Your post was sent back" in text, topic.title in text) == (True, False)


def test_nobody_else_reads_of_a_decision_and_its_author_not_on_a_board_that_they_left(author, topic, moderator):
    approved(author, topic, moderator)
    item, source = Notification.objects.get(person=author).item_id, source_of("post-decisions")
    assert [*source.lines(author, [item])] == [item]
    assert source.lines(MemberFactory(), [item]) == {}
    Board.objects.filter(pk=topic.board_id).update(circle=CircleFactory())
    assert source.lines(author, [item]) == {}


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (take_down, "A post that you reported was taken down"),
        (leave_post, "A post that you reported stays"),
    ],
)
def test_a_reporter_is_told_on_the_site_what_came_of_it(decide, words, author, topic, member, moderator):
    post = post_reply(topic=topic, author=author, body=TEXT)
    flag = flag_post(post_id=post.pk, reporter=member, reason="identifies", text=TEXT)
    decide(post_id=post.pk, moderator=moderator, reason=WHY)
    text = page_of(member)
    assert (words in text, 'href="/forum/flags/"' in text) == (True, True)
    assert (TEXT in text, WHY in text, topic.title in text) == (False, False, False)
    assert source_of("flag-outcomes").lines(author, [flag.pk]) == {}
    queue_due_emails()
    assert Mail.objects.filter(to=member.email).count() == 1
    assert WHY in page_of(member, "/forum/flags/")
    assert not Notification.objects.unread().filter(person=member).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_words_of_one_and_of_three_decisions_cost_the_same(
    count, author, topic, member, moderator, django_assert_num_queries
):
    for _number in range(count):
        post = post_reply(topic=topic, author=author, body=TEXT)
        flag_post(post_id=post.pk, reporter=member, reason="identifies", text=TEXT)
        take_down(post_id=post.pk, moderator=moderator, reason=WHY)
    told = {
        person: [*Notification.objects.filter(person=person).values_list("item_id", flat=True)]
        for person in (author, member)
    }
    with django_assert_num_queries(3):
        assert len(source_of("post-decisions").lines(author, told[author])) == count
    with django_assert_num_queries(1):
        assert len(source_of("flag-outcomes").lines(member, told[member])) == count


def attach_marked_file(author, topic) -> Post:
    """Return a reply by this author with a file that the check refuses."""
    marked = SimpleUploadedFile("zyzzyva.txt", b"OFFICIAL-SENSITIVE\nAsk first.")
    post = post_reply(topic=topic, author=author, body=TEXT, files=[marked])
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    return post


def test_an_author_is_told_on_the_site_that_their_file_could_not_be_shared(author, topic):
    post = attach_marked_file(author, topic)
    text = page_of(author)
    assert ("A file of your post could not be shared" in text, topic.title in text) == (True, True)
    assert f'href="{post.get_absolute_url()}"' in text
    assert (TEXT in text, "zyzzyva" in text, "OFFICIAL" in text) == (False, False, False)
    queue_due_emails()
    assert Mail.objects.filter(to=author.email).count() == 1
    unread = Notification.objects.unread().filter(person=author)
    assert unread.exists()
    assert "OFFICIAL-SENSITIVE" in page_of(author, topic.get_absolute_url())
    assert not unread.exists()


def test_a_refused_file_stays_new_when_its_post_is_published_without_it(author):
    topic = make_enclosed(SimpleUploadedFile("card.pdf", b"%PDF-1.7 broken"), author=author)
    assert topic.published_at is not None
    unread = Notification.objects.unread().filter(person=author, source="refused-files")
    assert unread.exists()
    page_of(author, topic.get_absolute_url())
    assert not unread.exists()


def test_nobody_else_reads_of_a_refused_file_and_its_author_not_on_a_board_that_they_left(author, topic):
    item, source = attach_marked_file(author, topic).pk, source_of("refused-files")
    assert [*source.lines(author, [item])] == [item]
    assert source.lines(MemberFactory(), [item]) == {}
    Board.objects.filter(pk=topic.board_id).update(circle=CircleFactory())
    assert source.lines(author, [item]) == {}
    assert topic.title not in page_of(author)


def test_a_refused_file_does_not_name_its_topic_once_that_is_removed(author, topic):
    own = make_topic(author=author, title="Keys handed back")
    Board.objects.update(holds_replies=True)
    for replied in (own, topic):
        attach_marked_file(author, replied)
        withdraw_post(post_id=replied.posts.get(number=1).pk, author=replied.author)
    text = page_of(author)
    assert "A file of your post could not be shared" in text
    assert f"A topic that was removed from “{own.board.name}”" in text
    assert (topic.title in text, own.title in text) == (False, False)


def test_another_refused_file_of_a_post_is_notified_once_the_first_notification_is_read(author, topic):
    post = attach_marked_file(author, topic)
    notify_of_refused_file(post)
    notifications = Notification.objects.filter(person=author)
    assert notifications.count() == 1
    page_of(author, topic.get_absolute_url())
    notify_of_refused_file(post)
    assert (notifications.count(), notifications.unread().count()) == (1, 1)


def test_an_author_who_has_left_is_not_notified_of_a_refused_file(author, topic):
    marked = SimpleUploadedFile("zyzzyva.txt", b"OFFICIAL-SENSITIVE\nAsk first.")
    post = post_reply(topic=topic, author=author, body=TEXT, files=[marked])
    User.objects.filter(pk=author.pk).update(state=MemberState.LEFT, is_active=False)
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    assert not Notification.objects.exists()


def test_an_author_is_told_on_the_site_that_their_text_is_in_their_drafts(author, topic, moderator, happen):
    held(author, topic)
    topic.refresh_from_db()
    decide(topic, moderator)
    assert happen(anonymise_topic, topic.pk) is True
    text = page_of(author)
    assert ("Your text is saved in your drafts" in text, 'href="/drafts/"' in text) == (True, True)
    assert (TEXT in text, topic.title in text, topic.board.name in text) == (False, False, False)
    queue_due_emails()
    assert Mail.objects.filter(to=author.email).count() == 1
    (item,) = Notification.objects.filter(person=author).values_list("item_id", flat=True)
    assert source_of("given-back").lines(MemberFactory(), [item]) == {}
    assert TEXT in page_of(author, "/drafts/")
    assert not Notification.objects.unread().filter(person=author).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_words_of_one_and_of_three_refused_files_or_texts_cost_the_same(
    count, author, topic, moderator, happen, django_assert_num_queries
):
    posts = [attach_marked_file(author, topic).pk for _number in range(count)]
    with django_assert_num_queries(2):
        assert len(source_of("refused-files").lines(author, posts)) == count
    for _number in range(count):
        held(author, topic)
    topic.refresh_from_db()
    decide(topic, moderator)
    happen(anonymise_topic, topic.pk)
    drafts = [*Notification.objects.filter(source="given-back").values_list("item_id", flat=True)]
    with django_assert_num_queries(1):
        assert len(source_of("given-back").lines(author, drafts)) == count
