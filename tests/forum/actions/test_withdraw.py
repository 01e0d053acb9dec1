"""Withdraw a post and undo it: for ten minutes everything can be restored."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.actions.approve import approve_post, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import reply_place
from forum.actions.undo_withdrawal import delete_old_withdrawals, undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import HoldReason, MayAct, TopicKind
from forum.models import Board, Draft, Mention, Post, Topic, TopicRead, Withdrawal
from forum.models.post import UNDO_FOR
from ratsite.network.models import Area, ExploitationForm, Remit, Sector
from ratsite.notifications.models import Notification
from ratsite.sanctions.enums import SanctionKind
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, save_draft
from tests.forum.actions.test_attach_files import check, say, text_file
from tests.markup import flat
from tests.membership_changes import silence
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(member):
    return member


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def post(author, topic):
    return post_reply(topic=topic, author=author, body="We see it too.", content_note="about a child")


def rows(post) -> list[dict]:
    """Return the rows of the post, its topic and board, and its revisions, flags, questions, mentions and events."""
    topic = Topic.objects.filter(pk=post.topic_id)
    found = [Post.objects.filter(pk=post.pk), topic, Board.objects.filter(pk=topic.get().board_id)]
    found += [post.revisions.all(), post.flags.all(), post.questions.all(), post.mentions.all()]
    found += [post.topic.asks.all(), post.topic.events.all()]
    return [{name: value for name, value in row.items() if name != "id"} for rows in found for row in rows.values()]


def page_url(post) -> str:
    return reverse("forum:post_withdraw", args=[post.pk])


def undo_url(post) -> str:
    return reverse("forum:post_undo", args=[post.pk])


def trend(author, board=None) -> Post:
    return start_topic(
        board=board or BoardFactory(),
        author=author,
        title="Rent taken from wages",
        body="Three tenants in two months.",
        marking="green",
        may_act=MayAct.NO,
        kind=TopicKind.TREND,
        forms=ExploitationForm.objects.all()[:2],
        trend={
            "areas": Area.objects.all()[:2],
            "sector": Sector.objects.first(),
            "first_month": dt.date(2026, 9, 1),
            "last_month": dt.date(2026, 11, 1),
            "confidence": "seen",
        },
    )


def held_reply(author) -> Post:
    return post_reply(topic=make_topic(BoardFactory(holds_replies=True)), author=author, body="A held one.")


def edited(author) -> Post:
    post = post_reply(topic=make_topic(), author=author, body="First.")
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - dt.timedelta(hours=1))
    return edit_post(post_id=post.pk, editor=author, body="Second.", reason="I looked it up")


def with_waiting_edit(author) -> Post:
    post = post_reply(topic=make_topic(), author=author, body="First.")
    Board.objects.filter(pk=post.topic.board_id).update(holds_replies=True)
    return edit_post(post_id=post.pk, editor=author, body="A waiting edit.")


def flagged(author) -> Post:
    post = post_reply(topic=make_topic(), author=author, body="A flagged one.")
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="other", text="Look at this.")
    return post


def mentioning(author) -> Post:
    topic, other = make_topic(), MemberFactory()
    return post_reply(topic=topic, author=author, body=f"What says @{other.get_full_name()}?")


def question(author, board=None) -> Post:
    asked = Remit.objects.order_by("pk")[:2]
    where, rights = board or BoardFactory(), {"marking": "green", "may_act": MayAct.NO}
    what = {"title": "Who pays for this?", "body": "Nobody knows.", "kind": TopicKind.QUESTION, "asked_remits": asked}
    return start_topic(board=where, author=author, **what, **rights)


def answered(asker, volunteer=None) -> tuple[Post, Post]:
    """A question to two remits, with a reply that answers for the first of them."""
    volunteer, opening = volunteer or MemberFactory(), question(asker)
    remit = opening.topic.asks.order_by("pk").first().remit
    volunteer.agency.remits.add(remit)
    return opening, post_reply(topic=opening.topic, author=volunteer, body="We do.", answers_for=[remit.pk])


POSTS = {
    "a reply": lambda author: post_reply(topic=make_topic(), author=author, body="We see it too."),
    "a whole trend note": trend,
    "a first post with replies": lambda author: (
        post_reply(topic=(first := trend(author)).topic, author=MemberFactory(), body="And we.") and first
    ),
    "a held reply": held_reply,
    "a held topic": lambda author: trend(author, BoardFactory(holds_topics=True)),
    "an edited one": edited,
    "one with a waiting edit": with_waiting_edit,
    "a flagged one": flagged,
    "one that calls somebody": mentioning,
    "a question": question,
    "a held question": lambda author: question(author, BoardFactory(holds_topics=True)),
    "a question that is answered": lambda author: answered(author)[0],
    "an answer": lambda author: answered(MemberFactory(), author)[1],
}


@pytest.mark.parametrize("kind", POSTS)
def test_undoing_restores_it_exactly(author, kind):
    post = Post.objects.get(pk=POSTS[kind](author).pk)
    before = rows(post)
    withdraw_post(post_id=post.pk, author=author)
    assert rows(post) != before
    assert Post.objects.get(pk=post.pk).source == ""
    for _ in range(2):  # sent twice
        undo_withdrawal(post_id=post.pk, author=author)
    assert rows(post) == before
    assert (Withdrawal.objects.count(), Draft.objects.count()) == (0, 0)


def test_nobody_is_notified_twice(author, topic, django_capture_on_commit_callbacks):
    other = MemberFactory()
    with django_capture_on_commit_callbacks(execute=True):
        post = post_reply(topic=topic, author=author, body=f"What says @{other.get_full_name()}?")
    told = Notification.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_post(post_id=post.pk, author=author)
        undo_withdrawal(post_id=post.pk, author=author)
    assert (told > 0, Notification.objects.count(), Mention.objects.count()) == (True, told, 1)


@pytest.mark.parametrize("kind", POSTS)
def test_the_text_and_every_choice_come_back_as_a_draft(author, sign_in, kind):
    post = POSTS[kind](author)
    source = "A waiting edit." if kind == "one with a waiting edit" else Post.objects.get(pk=post.pk).source
    withdraw_post(post_id=post.pk, author=author)
    draft = Draft.objects.get(person=author)
    form = sign_in(author).get(draft.get_absolute_url()).context["form"]
    assert form["body"].value() == source
    if "topic" in kind or "trend" in kind or "first post" in kind:
        areas, months = form["areas"].value(), [form[name].value() for name in ("first_month", "last_month")]
        assert (form["title"].value(), len(areas), months) == (
            "Rent taken from wages",
            2,
            ["2026-09-01", "2026-11-01"],
        )
        assert (form["may_act"].value(), len(form["forms"].value()), form["confidence"].value()) == ("no", 2, "seen")


def test_a_draft_that_is_there_already_stays_and_the_text_is_another_version(author, topic, post):
    save_draft(person=author, place=reply_place(topic), fields={"body": ["Begun"]}, sequence=0, topic=topic)
    withdraw_post(post_id=post.pk, author=author)
    drafts = Draft.objects.order_by("pk")
    assert [(draft.fields["body"], bool(draft.version)) for draft in drafts] == [
        (["Begun"], False),
        (["We see it too."], True),
    ]
    undo_withdrawal(post_id=post.pk, author=author)
    assert [draft.fields["body"] for draft in Draft.objects.all()] == [["Begun"]]


def test_a_draft_that_its_writer_has_changed_stays_when_it_is_undone(author, topic, post):
    withdraw_post(post_id=post.pk, author=author)
    save_draft(person=author, place=reply_place(topic), fields={"body": ["Better"]}, sequence=1, topic=topic)
    undo_withdrawal(post_id=post.pk, author=author)
    assert Draft.objects.get().fields == {"body": ["Better"]}


def test_the_page_says_what_goes_who_has_read_it_and_what_stays(author, topic, post, sign_in):
    for number in (1, 2, 2):
        TopicRead.objects.create(person=MemberFactory(), topic=topic, last_read_number=number)
    client = sign_in(author)
    html = flat(client.get(page_url(post)).content)
    assert "2 other people have opened it, or marked it as read." in html
    assert "The replies of others, and the title of the topic." in html
    assert "You can undo this for 10 minutes." in html
    assert Post.objects.get(pk=post.pk).is_live
    after = client.post(page_url(post), follow=True)
    html = flat(after.content)
    assert (after.redirect_chain, "2 other people had opened it" in html) == ([(page_url(post), 302)], True)
    assert "Undo: show the post again" in html
    assert 'href="/forum/topics/' in html
    assert client.post(page_url(post), follow=True).status_code == 200  # sent twice
    back = client.post(undo_url(post), follow=True)
    assert "Your post has been restored." in flat(back.content)
    assert Post.objects.get(pk=post.pk).is_live
    assert client.post(undo_url(post)).status_code == 302  # sent twice


def test_only_its_author_sees_the_undo_link_in_place_of_a_withdrawn_post(author, topic, post, sign_in):
    withdraw_post(post_id=post.pk, author=author)
    link = f'href="{page_url(post)}">Undo this'
    pages = [flat(sign_in(person).get(topic.get_absolute_url()).content) for person in (author, MemberFactory())]
    assert [link in page for page in pages] == [True, False]
    Post.objects.update(withdrawn_at=timezone.now() - UNDO_FOR)
    assert link not in flat(sign_in(author).get(topic.get_absolute_url()).content)


def locked(author, post):
    Topic.objects.update(is_locked=True, lock_reason="It is settled")


def archived(author, post):
    Topic.objects.update(is_archived=True)


def board_archived(author, post):
    Board.objects.update(state="archived")


def too_late(author, post):
    Withdrawal.objects.update(created_at=timezone.now() - UNDO_FOR)


def forgotten(author, post):
    too_late(author, post)
    delete_old_withdrawals()


def silenced(author, post):
    silence(author)


def pre_moderated(author, post):
    type(author).objects.filter(pk=author.pk).update(held_until=timezone.now() + dt.timedelta(days=1))


MEANWHILE = {
    "It is settled": locked,
    "This topic is archived": archived,
    "This board is archived": board_archived,
    "You can no longer undo this": too_late,
    "no longer undo": forgotten,
    "you can read, but not write": silenced,
    "A moderator must read your posts": pre_moderated,
}


@pytest.mark.parametrize("why", MEANWHILE)
def test_an_undo_that_is_no_longer_allowed_is_refused_and_the_page_says_why(author, post, sign_in, why):
    withdraw_post(post_id=post.pk, author=author)
    MEANWHILE[why](author, post)
    client = sign_in(author)
    with pytest.raises(PermissionDenied):
        undo_withdrawal(post_id=post.pk, author=type(author).objects.get(pk=author.pk))
    page = client.post(undo_url(post), follow=True)
    html = flat(page.content)
    assert (why in html, "Undo: show the post again" in html) == (True, False)
    assert Post.objects.get(pk=post.pk).is_withdrawn
    assert Draft.objects.get().fields["body"] == ["We see it too."]


def test_a_topic_that_moved_where_its_author_reads_takes_it_back_and_elsewhere_not(author, sign_in):
    posts = [post_reply(topic=make_topic(), author=author, body="Here.") for _ in range(2)]
    circles = [CircleFactory() for _ in posts]
    circles[0].people.add(author)
    for post, circle in zip(posts, circles, strict=True):
        withdraw_post(post_id=post.pk, author=author)
        Topic.objects.filter(pk=post.topic_id).update(board=BoardFactory(circle=circle, topic_count=1, post_count=1))
    undo_withdrawal(post_id=posts[0].pk, author=author)
    assert Board.objects.get(topics=posts[0].topic_id).post_count == 2
    with pytest.raises(PermissionDenied):
        undo_withdrawal(post_id=posts[1].pk, author=author)
    assert sign_in(author).post(undo_url(posts[1])).status_code == 404


def test_nobody_undoes_it_for_another_and_a_take_down_cannot_be_undone(author, post, moderator, sign_in):
    other = MemberFactory()
    withdraw_post(post_id=post.pk, author=author)
    with pytest.raises(PermissionDenied):
        undo_withdrawal(post_id=post.pk, author=other)
    client = sign_in(other)
    assert [client.get(page_url(post)).status_code, client.post(undo_url(post)).status_code] == [404, 404]
    undo_withdrawal(post_id=post.pk, author=author)
    flag_post(post_id=post.pk, reporter=other, reason="other")
    take_down(post_id=post.pk, moderator=moderator, reason="It names a place.")
    with pytest.raises(PermissionDenied):
        undo_withdrawal(post_id=post.pk, author=author)
    assert not Post.objects.get(pk=post.pk).is_live


def test_a_withdrawn_text_is_stored_for_ten_minutes(author, post):
    withdraw_post(post_id=post.pk, author=author)
    delete_old_withdrawals()
    assert Withdrawal.objects.get().source == "We see it too."
    Withdrawal.objects.update(created_at=timezone.now() - UNDO_FOR)
    delete_old_withdrawals()
    assert not Withdrawal.objects.exists()


def test_a_withdrawn_topic_leaves_a_line_for_its_readers_and_nothing_for_others(author, sign_in):
    circle, reader, stranger = CircleFactory(), MemberFactory(), MemberFactory()
    circle.people.add(author, reader)
    post = trend(author, BoardFactory(circle=circle))
    address = post.topic.get_absolute_url()
    withdraw_post(post_id=post.pk, author=author)
    nowhere = reverse("forum:topic_by_number", args=[987654])
    page = sign_in(reader).get(address)
    html = flat(page.content)
    assert (page.status_code, "The author withdrew this topic on" in html) == (410, True)
    assert ("Rent taken" in html, "Three tenants" in html, "Undo" in html) == (False, False, False)
    assert sign_in(reader).get(post.get_absolute_url()).url == reverse("forum:topic_by_number", args=[post.topic_id])
    other = sign_in(stranger)
    assert [other.get(place).status_code for place in (address, post.get_absolute_url(), nowhere)] == [404] * 3
    assert other.get(address).content == other.get(nowhere).content
    own = flat(sign_in(author).get(address).content)
    assert f'href="{page_url(post)}">Undo this' in own
    board = flat(sign_in(reader).get(post.topic.board.get_absolute_url()).content)
    assert "Rent taken" not in board


@pytest.mark.parametrize(
    ("held", "reply", "names"), [(False, False, "topic"), (True, False, "topic"), (False, True, "post")]
)
def test_the_page_and_its_button_name_what_will_be_withdrawn(author, sign_in, held, reply, names):
    post = trend(author, BoardFactory(holds_topics=held))
    if reply:
        post_reply(topic=post.topic, author=MemberFactory(), body="And we.")
    html = flat(sign_in(author).get(page_url(post)).content)
    other = "topic" if names == "post" else "post"
    for words in ("<title>Withdraw this {} ", "<h1>Withdraw this {}</h1>", '<button class="button">Withdraw the {}<'):
        assert [html.count(words.format(name)) for name in (names, other)] == [1, 0], words


def test_the_page_of_a_withdrawn_trend_says_so_to_its_readers(author, sign_in):
    circle, reader, stranger = CircleFactory(), MemberFactory(), MemberFactory()
    circle.people.add(author, reader)
    post = trend(author, BoardFactory(circle=circle))
    withdraw_post(post_id=post.pk, author=author)
    address, nowhere = (reverse("trends:trend", args=[pk]) for pk in (post.topic_id, 987654))
    page, other = sign_in(reader).get(address), sign_in(stranger)
    html = flat(page.content)
    assert (page.status_code, "The author withdrew this topic on" in html) == (410, True)
    assert "The trend’s chart is gone too, with any signals that agencies have sent." in html
    assert other.get(address).status_code == 404
    assert other.get(address).content == other.get(nowhere).content


def test_the_page_of_a_withdrawn_discussion_names_no_chart(author, sign_in):
    post = make_topic(author=author).posts.get()
    withdraw_post(post_id=post.pk, author=author)
    client = sign_in(MemberFactory())
    assert "chart" not in flat(client.get(post.topic.get_absolute_url()).content)
    assert client.get(reverse("trends:trend", args=[post.topic_id])).status_code == 404


def test_a_topic_that_nobody_could_read_leaves_no_line(author, sign_in):
    post = trend(author, BoardFactory(holds_topics=True))
    assert post.hold_reasons == [HoldReason.NEW_TOPIC]
    withdraw_post(post_id=post.pk, author=author)
    client = sign_in(MemberFactory())
    assert client.get(reverse("forum:topic_by_number", args=[post.topic_id])).status_code == 404
    assert client.get(post.get_absolute_url()).status_code == 404


def test_the_replies_of_others_stay_when_the_first_post_goes(author, sign_in):
    post = trend(author)
    post_reply(topic=post.topic, author=MemberFactory(), body="And we.")
    withdraw_post(post_id=post.pk, author=author)
    page = sign_in(MemberFactory()).get(post.topic.get_absolute_url())
    html = flat(page.content)
    assert (page.status_code, "And we." in html, "was withdrawn by its author" in html) == (200, True, True)
    assert "Three tenants" not in html


def test_two_who_withdraw_a_whole_topic_and_undo_it_leave_it_as_it_was(author):
    first = trend(author)
    second = post_reply(topic=first.topic, author=(other := MemberFactory()), body="And we.")
    before = rows(first) + rows(second)
    for one, who in ((first, author), (second, other)):
        withdraw_post(post_id=one.pk, author=who)
    assert Topic.objects.get(pk=first.topic_id).published_at is None
    for one, who in ((second, other), (first, author)):
        undo_withdrawal(post_id=one.pk, author=who)
    assert rows(first) + rows(second) == before


def test_a_held_reply_does_not_bring_back_the_title_of_a_withdrawn_topic(author, moderator, sign_in):
    first = trend(author)
    Board.objects.update(holds_replies=True)
    topic = Topic.objects.select_related("board").get(pk=first.topic_id)
    reply = post_reply(topic=topic, author=MemberFactory(), body="And we.")
    item = reverse("review:item", args=["posts", reply.pk])
    client = sign_in(moderator, with_second_step=True)
    read = opened(client, item)
    withdraw_post(post_id=first.pk, author=author)
    page = client.post(item, {"choice": "approve", "shown_hash": read})
    assert "You can only reject it: its topic was withdrawn" in flat(page.content)
    assert 'value="approve"' not in flat(page.content)
    with pytest.raises(PermissionDenied):
        approve_post(post_id=reply.pk, moderator=moderator)
    edit_post(post_id=reply.pk, editor=reply.author, body="And we too.")
    assert sign_in(MemberFactory()).get(topic.get_absolute_url()).status_code == 410
    undo_withdrawal(post_id=first.pk, author=author)
    assert decide(sign_in(moderator, with_second_step=True), item, choice="approve").status_code == 302
    reply.refresh_from_db()
    assert reply.is_live


def test_a_reply_whose_files_are_checked_does_not_bring_back_the_title_of_a_withdrawn_topic(author, sign_in):
    first = trend(author)
    reply = say(first.topic, MemberFactory(), text_file())
    withdraw_post(post_id=first.pk, author=author)
    assert check(reply).hold_reasons == [HoldReason.MAY_NOT_WRITE]
    assert sign_in(MemberFactory()).get(first.topic.get_absolute_url()).status_code == 410


@pytest.mark.parametrize(
    ("replies", "stays"), [(0, "At the topic’s address, a page"), (1, "A line in place of the post")]
)
def test_the_page_says_what_stays_of_a_topic_and_of_a_post(member, sign_in, replies, stays):
    post = make_topic(author=member, replies=replies).posts.order_by("pk").first()
    if replies:
        post.topic.posts.exclude(pk=post.pk).update(author=MemberFactory())
    html = flat(sign_in(member).get(reverse("forum:post_withdraw", args=[post.pk])).content)
    shown = html.partition('id="stays-head"')[2]
    assert (stays in shown, "The whole topic, with its title" in html) == (True, not replies)
    assert ("A line in place of the post" in shown) == bool(replies)


@pytest.mark.parametrize("is_rejected", [False, True])
@pytest.mark.parametrize("is_reply", [False, True])
def test_the_page_of_an_unpublished_post_names_nothing_that_readers_would_see(
    member, moderator, sign_in, is_reply, is_rejected
):
    topic, client = make_topic(), sign_in(member)
    Board.objects.update(holds_topics=True, holds_replies=True)
    if is_reply:
        topic = Topic.objects.select_related("board").get(pk=topic.pk)
        post = post_reply(topic=topic, author=member, body="Ask first.")
    else:
        post = make_topic(Board.objects.select_related("circle").get(), member).posts.get()
    if is_rejected:
        reject_post(post_id=post.pk, moderator=moderator.with_second_step(), reason="Name no street")
    page = reverse("forum:post_withdraw", args=[post.pk])
    html = flat(client.get(page).content)
    assert "No reader has seen it, because it is not published." in html
    assert ("The whole topic, with its title. Readers have not seen it." in html) != is_reply
    for false in ("A line in place", "says when you withdrew it", "replies of others", "has reported", "any quotes"):
        assert false not in html
    html = flat(client.post(page, follow=True).content)
    assert ("The post will be as it was, and not published." in html, "old place" in html) == (True, False)


@pytest.mark.parametrize("why", ["", "held", "silenced", "locked", "archived board"])
def test_the_page_says_before_if_and_why_the_author_cannot_undo_it(member, sanction, sign_in, why):
    topic = make_topic(author=member)
    if why in ("held", "silenced"):
        member = sanction(member, SanctionKind.PRE_MODERATE if why == "held" else SanctionKind.SILENCE)
    Topic.objects.update(is_locked=why == "locked")
    if why == "archived board":
        Board.objects.update(state="archived")
    client, page = sign_in(member), reverse("forum:post_withdraw", args=[topic.posts.get().pk])
    words = {
        "": "You can undo this for 10 minutes.",
        "held": "You will not be able to undo this. A moderator must read your posts before they are published",
        "silenced": "You will not be able to undo this. Until ",
        "locked": "You will not be able to undo this. This topic is locked",
        "archived board": "You will not be able to undo this. This board is archived",
    }
    assert words[why] in flat(client.get(page).content)
    assert ("You can undo this until" in flat(client.post(page, follow=True).content)) == (not why)
