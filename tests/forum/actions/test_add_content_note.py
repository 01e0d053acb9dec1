"""Content notes: what to expect in a post, and who added the note. Also the event lines between posts."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post
from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import EventKind
from forum.models import Board, Post, Revision, Topic, TopicEvent
from forum.queries.topic_page import POSTS_A_PAGE
from forum.text import quotes
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.search.factories import page

pytestmark = pytest.mark.django_db
NOTE = "describes violence"


@pytest.fixture
def post(member):
    return make_topic(author=member, body="Hard zyzzyva.", content_note=NOTE).posts.get()


def note(post, moderator, words: str = NOTE, reason: str = "Hard to read") -> bool:
    return note_post(post_id=post.pk, moderator=moderator, note=words, reason=reason)


def read(client, topic) -> str:
    return flat(client.get(topic.get_absolute_url()).content)


def test_a_post_with_a_note_stays_folded_behind_it(post, sign_in):
    html = read(sign_in(MemberFactory()), post.topic)
    assert "Content note: describes violence." in html
    assert (
        html.index("<details", html.index('class="thread ')) < html.index("Hard zyzzyva.") < html.rindex("</details>")
    )


def test_the_content_note_replaces_the_text_in_catch_up_search_and_quotes(post, sign_in):
    client = sign_in(reader := MemberFactory(approved_at=timezone.now() - dt.timedelta(days=1)))
    for html in (flat(client.get("/catch-up/").content), page(client, "hard")):
        assert "Content note: describes violence" in html
        assert "zyzzyva" not in html
    quoted = quotes.quote(post.pk, writer=reader, board=post.topic.board, marking="green")
    assert quoted.body == "> Content note: describes violence"


@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_an_author_writes_the_content_note_in_the_form_of_the_post(member, sign_in, form):
    topic = make_topic(author=member)
    url = {
        "reply": reverse("forum:topic_reply", args=[topic.pk]),
        "topic": reverse("forum:topic_new", args=[topic.board.slug]),
        "edit": reverse("forum:post_edit", args=[topic.posts.get().pk]),
    }[form]
    fields = {"title": "Mine", "marking": "green", "may_act": "check", "body": "Words.", "content_note": NOTE}
    sign_in(member).post(url, fields)
    assert Post.objects.latest("pk").content_note == NOTE
    response = sign_in(member).post(url, {**fields, "content_note": "x" * 81})
    assert list(response.context["form"].errors) == ["content_note"]
    assert "x" * 81 in flat(response.content)


def test_a_note_that_another_moderator_wrote_meanwhile_is_not_replaced_unseen(post, moderator, sign_in):
    client, address = sign_in(moderator, with_second_step=True), reverse("forum:post_note", args=[post.pk])
    shown = client.get(address).context["form"]["shown"].value()
    note(post, MemberFactory(roles=["Moderators"]).with_second_step(), "describes a raid")
    mine = {"note": "about a child", "reason": "A boy is in it"}
    page = client.post(address, {**mine, "shown": shown})
    assert "It is “describes a raid” now." in flat(page.content)
    assert Post.objects.get(pk=post.pk).content_note == "describes a raid"
    client.post(address, {**mine, "shown": page.context["form"]["shown"].value()})
    assert Post.objects.get(pk=post.pk).content_note == "about a child"


def test_an_edit_of_the_content_note_is_held_where_edits_are_held(post, moderator):
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body=post.source, content_note="about a child")
    post.refresh_from_db()
    assert post.content_note == NOTE
    approve_edit(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    post.refresh_from_db()
    assert (post.content_note, post.source) == ("about a child", "Hard zyzzyva.")


def test_a_change_of_the_content_note_alone_is_in_the_history_with_its_actor(post, moderator, sign_in):
    Post.objects.update(published_at=timezone.now() - dt.timedelta(minutes=10))
    edit_post(post_id=post.pk, editor=post.author, body=post.source, content_note="", reason="It is not that hard")
    note(post, moderator, "about a child", "A boy is in it")
    client, address = sign_in(MemberFactory()), reverse("forum:post_history", args=[post.pk])
    assert address in read(client, post.topic)  # “Edited” leads there
    html = flat(client.get(address).content)
    by_moderator, by_author = html.index(f"by {moderator}"), html.index(f"by {post.author}</p>")
    assert by_moderator < html.index("A boy is in it") < by_author < html.index("It is not that hard")
    assert html.index("(none before)<ins>about a child</ins>") < html.index(f"<del>{NOTE}</del>(none now)")
    assert "Hard zyzzyva." not in html  # the words stayed


def test_a_moderator_who_decides_about_a_change_sees_the_note_that_it_removes(post, moderator, sign_in):
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body=post.source, content_note="")
    address = reverse("review:item", args=["edits", Revision.objects.pending().get().pk])
    assert f"Content note: none (before: {NOTE})" in flat(
        sign_in(moderator, with_second_step=True).get(address).content
    )
    assert f"<del>{NOTE}</del>" in flat(sign_in(post.author).get(reverse("forum:post_history", args=[post.pk])).content)


def test_a_moderators_note_is_not_its_authors_to_change(post, moderator, sign_in):
    assert note(post, moderator, "about a child")
    form = sign_in(post.author).get(reverse("forum:post_edit", args=[post.pk])).context["form"]
    assert "content_note" not in form.fields
    edit_post(post_id=post.pk, editor=post.author, body="Softer words.", content_note="")
    post.refresh_from_db()
    assert (post.source, post.content_note) == ("Softer words.", "about a child")


def test_a_change_that_waited_does_not_take_a_moderators_note_away(post, moderator):
    Board.objects.update(holds_newcomers=True)
    edit_post(post_id=post.pk, editor=post.author, body="Softer words.", content_note="")
    note(post, moderator, "about a child")
    approve_edit(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    post.refresh_from_db()
    assert (post.source, post.content_note) == ("Softer words.", "about a child")


def test_a_moderator_notes_with_a_reason_that_readers_and_the_log_have(post, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    url = reverse("forum:post_note", args=[post.pk])
    assert "Tell the author and readers of the post why" in flat(client.post(url, {"note": "about a child"}).content)
    client.post(url, {"note": "about a child", "reason": "A boy is in it"})
    html = read(sign_in(MemberFactory()), post.topic)
    assert f'put a content note on <a href="/forum/posts/{post.pk}/">post 1</a>: A boy is in it.' in html
    entry = ModelLogEntry.objects.get(action="forum.post.note")
    assert (entry.user, entry.label, entry.data) == (moderator, f"post {post.pk}", {"reason": "A boy is in it"})
    assert note(post, moderator, "about a child") is False
    assert note(post, moderator, "") is True
    assert [event.kind for event in post.topic.events.all()] == [EventKind.NOTED, EventKind.UNNOTED]
    post.refresh_from_db()
    assert post.noted_by is None


@pytest.mark.parametrize("who", ["author", "member", "other moderator", "steward of another kind"])
def test_nobody_else_notes_anothers_post(post, who):
    board = Board.objects.get()
    if who == "other moderator":
        board.moderators.add(MemberFactory(roles=["Moderators"]))
    roles = {"other moderator": ["Moderators"], "steward of another kind": ["Curators"]}.get(who)
    person = post.author if who == "author" else MemberFactory(roles=roles) if roles else MemberFactory()
    with pytest.raises(PermissionDenied):
        note(post, person, "about a child")
    assert not TopicEvent.objects.exists()


@pytest.mark.parametrize("state", ["held", "withdrawn"])
def test_a_post_that_nobody_can_read_takes_no_content_note(member, moderator, state):
    post = make_topic(BoardFactory(holds_newcomers=state == "held"), member, content_note=NOTE).posts.get()
    if state == "withdrawn":
        withdraw_post(post_id=post.pk, author=member)
        assert Post.objects.get().content_note == ""
    with pytest.raises(PermissionDenied):
        note(post, moderator, "about a child")


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_notes_and_reasons_are_text(post, moderator, sign_in, payload):
    note(post, moderator, payload, payload)
    html = read(sign_in(MemberFactory()), post.topic)
    for text in ("<script>alert", "<img src=x", ">49<"):
        assert text not in html


def test_lines_about_asking_and_answering_are_between_the_posts_of_their_time(member, sign_in):
    health, housing = Remit.objects.get(slug="health"), Remit.objects.get(slug="housing")
    topic = make_topic(author=member, replies=1, kind="question", asked_remits=[health, housing])
    agency = AgencyFactory()
    agency.remits.add(housing)
    post_reply(topic=topic, author=MemberFactory(agency=agency), body="We do.", answers_for=[housing.pk])
    places = [(event.kind, event.after_number, event.detail) for event in topic.events.all()]
    assert places == [("asked", 1, "Health, Housing"), ("answered", 3, "Housing")]
    html = read(sign_in(member), topic)
    order = [
        "It began in autumn.",
        "asked Health, Housing",
        "Reply number 2.",
        "We do.",
        "answered on behalf of Housing",
    ]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)


def test_events_come_with_the_page_of_the_post_above_them(member, moderator, sign_in):
    topic = make_topic(author=member, replies=POSTS_A_PAGE)
    for number in (POSTS_A_PAGE, POSTS_A_PAGE + 1):
        TopicEvent.objects.create(
            topic=topic, kind="noted", after_number=number, reason=f"number-{number}", created_at=topic.created_at
        )
    client = sign_in(member)
    first, second = (flat(client.get(topic.get_absolute_url(), {"page": n}).content) for n in (1, 2))
    assert ("number-20" in first, "number-21" in first) == (True, False)
    assert ("number-20" in second, "number-21" in second) == (False, True)


def test_a_held_topic_notifies_nobody_of_its_question(member, moderator, sign_in):
    board = BoardFactory(holds_newcomers=True)
    topic = make_topic(board, member, kind="question", asked_remits=Remit.objects.filter(slug="health"))
    assert sign_in(moderator).get(topic.get_absolute_url()).status_code == 404
    approve_post(post_id=topic.posts.get().pk, moderator=moderator)
    assert "asked Health" in read(sign_in(moderator), Topic.objects.get())


@pytest.mark.parametrize("count", [1, 3])
def test_events_cost_the_same_for_one_and_three(member, sign_in, django_assert_num_queries, count):
    topic = make_topic(author=member)
    for _ in range(count):
        person = MemberFactory()
        TopicEvent.objects.create(topic=topic, kind="noted", actor=person, after_number=1, created_at=topic.created_at)
    client = sign_in(member)
    read(client, topic)
    with django_assert_num_queries(11):
        read(client, topic)
