"""Quoting: whose words they are, and where they may not go."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Draft, Post, Topic
from forum.text import quotes
from ratsite.lib.markup import markdown
from ratsite.network.enums import Marking
from tests.corpora.xss import PAYLOADS
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.lib.test_markup import TAGS, Tags

pytestmark = pytest.mark.django_db
MARKINGS = [marking.value for marking in Marking]


def reply_url(topic, post=None) -> str:
    return reverse("forum:topic_reply", args=[topic.pk], query={"quote": post.pk} if post else None)


def body_of(response) -> str:
    return response.context["form"]["body"].value()


def block(post: Post) -> str:
    return f"> [Somebody]({post.get_absolute_url()}) wrote:\n>\n> {post.source}"


@pytest.fixture
def circle(member):
    circle = CircleFactory()
    circle.people.add(member)
    return circle


def opening(board: Board | None = None, **fields) -> Post:
    return make_topic(board, **fields).posts.select_related("author", "topic__board").get()


def test_a_quote_names_the_author_links_back_and_goes_before_the_answer(member, sign_in):
    post = opening(body="First line.\n\n- second")
    client = sign_in(member)
    assert f"{reply_url(post.topic)}?quote={post.pk}" in client.get(post.topic.get_absolute_url()).content.decode()
    body = body_of(client.get(reply_url(post.topic, post)))
    assert body == f"> [{post.author}](/forum/posts/{post.pk}/) wrote:\n>\n> First line.\n>\n> - second\n\n"
    client.post(reply_url(post.topic), {"body": f"{body}Here too."})
    html = client.get(post.topic.get_absolute_url()).content.decode()
    assert f'<blockquote>\n<p><a href="/forum/posts/{post.pk}/" rel="nofollow noopener noreferrer">' in html


def test_a_draft_is_kept_and_the_quote_follows_it_once(member, sign_in):
    post = opening()
    client = sign_in(member)
    client.post(reply_url(post.topic), {"body": "What I began.", "save": "1"})
    body = body_of(client.get(reply_url(post.topic, post)))
    assert body.startswith("What I began.\n\n> [")
    client.post(reply_url(post.topic), {"body": body.replace("\n", "\r\n"), "draft_sequence": "1", "save": "1"})
    assert body_of(client.get(reply_url(post.topic, post))).count("wrote:") == 1
    assert Draft.objects.get().words.startswith("What I began.")


def test_a_script_is_given_head_and_words_apart(member, sign_in):
    post = opening(body="One.\nTwo.")
    answer = sign_in(member).get(reply_url(post.topic, post), headers={"Accept": "application/json"})
    assert answer.json() == {"head": f"> [{post.author}](/forum/posts/{post.pk}/) wrote:", "words": "> One.\n> Two."}


def test_a_very_long_post_is_quoted_in_part():
    post = opening(body="word " * 3_000)
    quoted = quotes.quote(post.pk, writer=post.author, board=post.topic.board, marking=post.topic.marking)
    assert quotes.LONGEST - 20 < len(quoted.words) < quotes.LONGEST + 20
    assert quoted.words.endswith("word …")


@pytest.mark.parametrize("source", MARKINGS)
@pytest.mark.parametrize("destination", MARKINGS)
def test_words_go_to_the_same_marking_or_a_closer_one(member, circle, source, destination):
    board = BoardFactory(circle=circle, ceiling="red")
    post = opening(board, author=member, marking=source)
    topic = make_topic(board, member, marking=destination)
    may = Marking(source).rank <= Marking(destination).rank
    why = quotes.refusal(block(post), writer=member, board=board, marking=destination)
    assert (why == "") is may
    quoted = quotes.quote(post.pk, writer=member, board=board, marking=destination)
    assert (quoted.refusal, bool(quoted.text)) == (why, may)
    fields = {"title": "T", "marking": destination, "may_act": "check"}
    if may:
        post_reply(topic=topic, author=member, body=block(post))
        start_topic(board=board, author=member, body=block(post), **fields)
        edit_post(post_id=topic.posts.get(number=1).pk, editor=member, body=block(post))
        return
    count = Post.objects.count()
    for act in (
        lambda: post_reply(topic=topic, author=member, body=block(post)),
        lambda: start_topic(board=board, author=member, body=block(post), **fields),
        lambda: edit_post(post_id=topic.posts.get(number=1).pk, editor=member, body=block(post)),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Post.objects.count() == count


@pytest.mark.parametrize(
    ("source", "destination", "may"),
    [
        ("members", "members", True),
        ("members", "small", True),
        ("small", "small", True),
        ("small", "members", False),
        ("small", "large", False),
        ("large", "small", True),
    ],
)
def test_words_never_reach_people_who_could_not_read_them_in_their_place(member, source, destination, may):
    small, large = CircleFactory(), CircleFactory()
    small.people.add(member)
    large.people.add(member, MemberFactory())
    circles = {"members": None, "small": small, "large": large}
    post = opening(BoardFactory(circle=circles[source]), author=member)
    board = BoardFactory(circle=circles[destination])
    assert (quotes.refusal(block(post), writer=member, board=board, marking="green") == "") is may


@pytest.mark.parametrize(
    "text",
    [
        "> [x]({url})",
        "> see <http://testserver{url}>",
        "> https://elsewhere.example{url}#post-1",
        "- item\n  > - [x]({url}?a=b)",
        "> > deep\n> > [x][r]\n\n[r]: {url}",
        "> lazy\n[x]({url})",
    ],
)
def test_every_way_of_writing_the_block_is_seen(member, text):
    post = opening(marking="amber_strict")
    body = text.format(url=post.get_absolute_url())
    assert quotes.refusal(body, writer=member, board=post.topic.board, marking="green")


def test_a_link_outside_a_quote_carries_no_words(member):
    post = opening(marking="amber_strict")
    body = f"> well said\n\nSee [there]({post.get_absolute_url()})."
    assert quotes.refusal(body, writer=member, board=post.topic.board, marking="green") == ""


@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_a_refusal_stands_beside_the_text_which_is_kept(member, sign_in, form):
    post = opening(marking="amber_strict", title="Kept close")
    topic = make_topic(author=member)
    url = {
        "reply": reply_url(topic),
        "topic": reverse("forum:topic_new", args=[topic.board.slug]),
        "edit": reverse("forum:post_edit", args=[topic.posts.get().pk]),
    }[form]
    fields = {"title": "Mine", "marking": "green", "may_act": "check", "body": f"{block(post)}\n\nAll my words."}
    count = Post.objects.count()
    response = sign_in(member).post(url, fields)
    html = response.content.decode()
    assert "Post 1 in “Kept close” cannot be quoted here: it is marked “keep it inside your own agency”" in html
    assert "All my words." in html
    assert list(response.context["form"].errors) == ["body"]
    assert Post.objects.count() == count


def test_a_marking_that_closed_while_somebody_typed_is_seen_under_the_lock(member):
    post, topic = opening(), make_topic()
    assert quotes.refusal(block(post), writer=member, board=topic.board, marking="green") == ""
    Topic.objects.filter(pk=post.topic_id).update(marking="amber_strict")
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=member, body=block(post))


def test_what_one_cannot_see_is_quoted_like_what_is_not_there(member, sign_in):
    hidden = opening(BoardFactory(circle=CircleFactory(), ceiling="red"), marking="red", body="Hidden words")
    gone = opening()
    withdraw_post(post_id=gone.pk, author=gone.author)
    topic, client = make_topic(), sign_in(member)
    for accept in ("text/html", "application/json"):
        answers = [
            client.get(f"{reply_url(topic)}?quote={number}", headers={"Accept": accept})
            for number in (hidden.pk, gone.pk, 99_999_999)
        ]
        if accept == "text/html":
            assert [(body_of(answer), answer.context["quoted"].refusal) for answer in answers] == [("", "")] * 3
        else:
            assert [answer.content for answer in answers] == [b'{"head": "", "words": ""}'] * 3
    for number in (hidden.pk, 99_999_999):
        answer = client.post(reply_url(topic), {"body": f"> [x](/forum/posts/{number}/) wrote:\n>\n> Words"})
        assert answer.context["form"].errors["body"] == [quotes.NOT_THERE]


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "\x00", "1 OR 1"])
def test_a_number_that_makes_no_sense_quotes_nothing(member, sign_in, value):
    topic = make_topic()
    assert body_of(sign_in(member).get(reply_url(topic), {"quote": value})) == ""


@pytest.mark.parametrize("payload", [*PAYLOADS[::7], "](javascript:alert(1))", "<img src=x onerror=alert(1)>", "a\nb"])
def test_hostile_words_and_names_stay_words_in_a_quote(payload):
    author = MemberFactory(first_name=payload[:150], last_name="")
    post = opening(author=author, body=f"x {payload}")
    html = markdown.render(
        quotes.quote(post.pk, writer=author, board=post.topic.board, marking=post.topic.marking).text
    )
    found = Tags()
    found.feed(html)
    assert found.names <= TAGS
    assert found.attributes <= {"href", "rel", "start", "title"}
    assert found.schemes <= {"http", "https", "mailto", "tel"}
    assert html.startswith(f'<blockquote>\n<p><a href="/forum/posts/{post.pk}/"')
    assert " wrote:</p>" in html
