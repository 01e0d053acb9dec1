"""Quotes: who is named as their author, and in which topics they are refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Draft, Post, Quotation, Topic
from forum.text import quotes
from ratsite.lib.markup import markdown
from ratsite.network.enums import Marking
from tests.corpora.xss import PAYLOADS
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.lib.markup.test_markdown import TAGS, Tags
from tests.markup import flat

pytestmark = pytest.mark.django_db
MARKINGS = [marking.value for marking in Marking]


def reply_url(topic, post=None) -> str:
    return reverse("forum:topic_reply", args=[topic.pk], query={"quote": post.pk} if post else None)


def body_of(response) -> str:
    return response.context["form"]["body"].value()


def block(post: Post) -> str:
    return f"> [Somebody]({post.get_absolute_url()}) wrote:\n>\n> {post.source}"


def refusal(body: str, *, writer, board: Board, marking: str) -> str:
    return quotes.as_stored(body, writer=writer, board=board, marking=marking).refusal


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
    assert f"../reply/?quote={post.pk}" in client.get(post.topic.get_absolute_url()).content.decode()
    body = body_of(client.get(reply_url(post.topic, post)))
    assert body == f"> [Post 1](/forum/posts/{post.pk}/):\n>\n> First line.\n>\n> - second\n\n"
    client.post(reply_url(post.topic), {"body": f"{body}Here too."})
    html = client.get(post.topic.get_absolute_url()).content.decode()
    who = f'<p><a href="/forum/posts/{post.pk}/">{post.author}</a> wrote:</p>'
    quote = html.partition("<blockquote>")[2].partition("</blockquote>")
    assert flat(quote[0]) == f"{who}<p>First line.</p><ul><li>second</li></ul>"
    assert flat(quote[2].partition("</div>")[0]) == "<p>Here too.</p>"


def test_quoted_text_is_stored_once_and_the_post_stores_a_slot(member):
    post = opening(body="First *line*.")
    reply = post_reply(topic=post.topic, author=member, body=f"Before\n\n{block(post)}\nlazily on\n\nAfter")
    quotation = Quotation.objects.get()
    assert (quotation.post, quotation.quoted, quotation.text) == (reply, post, post.source)
    assert reply.source == f"Before\n\n[>{quotation.key}]\n\nlazily on\n\nAfter"
    assert reply.first_words(9) == "Before lazily on After"


def test_a_quote_is_added_once_after_the_text_of_a_draft(member, sign_in):
    post = opening()
    client = sign_in(member)
    client.post(reply_url(post.topic), {"body": "What I began.", "save": "1"})
    body = body_of(client.get(reply_url(post.topic, post)))
    assert body.startswith("What I began.\n\n> [Post 1](")
    client.post(reply_url(post.topic), {"body": body.replace("\n", "\r\n"), "draft_sequence": "1", "save": "1"})
    assert body_of(client.get(reply_url(post.topic, post))).count("[Post 1]") == 1
    assert Draft.objects.get().text.startswith("What I began.")


def test_a_script_is_given_head_and_body_apart(member, sign_in):
    post = opening(body="One.\nTwo.")
    answer = sign_in(member).get(reply_url(post.topic, post), headers={"Accept": "application/json"})
    assert answer.json() == {"head": f"> [Post 1](/forum/posts/{post.pk}/):", "body": "> One.\n> Two."}


def test_a_very_long_post_is_quoted_in_part():
    post = opening(body="word " * 3_000)
    quoted = quotes.quote(post.pk, writer=post.author, board=post.topic.board, marking=post.topic.marking)
    assert quotes.LONGEST - 20 < len(quoted.body) < quotes.LONGEST + 20
    assert quoted.body.endswith("word …")
    assert refusal(quoted.text, writer=post.author, board=post.topic.board, marking="green") == ""


@pytest.mark.parametrize(
    "body",
    [
        f"{'word ' * 290}**bold {'word ' * 90}** end",
        f"{'word ' * 290}[a link {'word ' * 90}](https://elsewhere.example/x) end",
        f"{'word ' * 290}`code {'word ' * 90}` end",
    ],
)
def test_a_selection_that_cannot_be_cut_from_the_source_is_quoted_as_plain_text(body):
    post = opening(body=body)
    quoted = quotes.quote(post.pk, writer=post.author, board=post.topic.board, marking="green")
    assert refusal(quoted.text, writer=post.author, board=post.topic.board, marking="green") == ""


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("The van came *twice* in May.", True),
        ("The van came twice in May.", True),  # as a reader has selected it
        ("The van … in May.", True),
        ("came … And", True),
        ("The van [vehicle registration removed] twice", True),
        ("And left … The van", False),
        ("The van came thrice in May.", False),
        ("The van came twice in May. It was red.", False),
        ("…", False),
        ("", False),
        ("> The van came twice in May.", True),  # in a quote of its own, still their words
    ],
)
def test_a_quote_has_text_of_the_post_in_its_order_and_no_other(member, words, may):
    post = opening(title="A van", body="The van came *twice* in May.\n\nAnd left.")
    lines = "\n".join(f"> {line}" for line in words.splitlines())
    body = f"> [Post 1]({post.get_absolute_url()}):\n>\n{lines}\n\nMine."
    why = refusal(body, writer=member, board=post.topic.board, marking="green")
    assert why.startswith("Post 1 in “A van” does not say what is quoted here." if not may else "")
    assert (why == "") is may
    if not may:
        with pytest.raises(PermissionDenied):
            post_reply(topic=post.topic, author=member, body=body)


def test_a_block_quote_that_links_to_no_post_is_the_writer_s_own(member, sign_in):
    post = opening()
    reply = post_reply(topic=post.topic, author=member, body="> Said at the meeting\n\nAnd here.")
    assert reply.source == "> Said at the meeting\n\nAnd here."
    assert not Quotation.objects.exists()
    page = sign_in(member).get(post.topic.get_absolute_url()).content.decode()
    assert "<blockquote>\n<p>Said at the meeting</p>\n</blockquote>" in page


def test_a_reply_between_the_lines_of_a_quote_quotes_all_of_it(member):
    post = opening(body="First point.\n\nSecond point.")
    head = f"> [Post 1]({post.get_absolute_url()}):"
    body = f"{head}\n>\n> First point.\n\nYes.\n\n> Second point.\n\nNo.\n\n> As we say here.\n\nSo."
    reply = post_reply(topic=post.topic, author=member, body=body)
    assert list(Quotation.objects.values_list("quoted", "text")) == [
        (post.pk, "First point."),
        (post.pk, "Second point."),
    ]
    assert "point" not in reply.source
    assert "> As we say here." in reply.source


def test_a_quote_of_a_post_omits_the_quotes_in_it(member):
    first = opening(body="The first words.")
    second = post_reply(topic=first.topic, author=member, body=f"{block(first)}\n\nMy answer.")
    alone = post_reply(topic=first.topic, author=member, body=block(first))
    board = first.topic.board
    assert quotes.quote(second.pk, writer=member, board=board, marking="green").body == "> My answer."
    quoted = quotes.quote(alone.pk, writer=member, board=board, marking="green")
    assert (quoted.text, "it contains only quotes from other posts" in quoted.refusal) == ("", True)
    body = f"> [Post 2]({second.get_absolute_url()}):\n>\n> > The first words.\n>\n> My answer."
    assert "does not say" in refusal(body, writer=member, board=board, marking="green")


def test_a_typed_slot_shows_no_quote(member, sign_in):
    quoted, topic = opening(body="Words of another"), make_topic()
    post_reply(topic=quoted.topic, author=quoted.author, body=block(quoted))
    key = Quotation.objects.get().key
    post_reply(topic=topic, author=member, body=f"[>{key}]\n\n<!--{key}-->\n\n[This quote cannot be shown here: {key}]")
    page = sign_in(member).get(topic.get_absolute_url()).content.decode()
    assert "Words of another" not in page
    assert page.count("This quote cannot be shown here") == 1  # a slot prints once


@pytest.mark.parametrize("source", MARKINGS)
@pytest.mark.parametrize("destination", MARKINGS)
def test_a_post_can_be_quoted_under_the_same_marking_or_a_closer_one(member, circle, source, destination):
    board = BoardFactory(circle=circle, ceiling="red")
    post = opening(board, author=member, marking=source)
    topic = make_topic(board, member, marking=destination)
    may = Marking(source).rank <= Marking(destination).rank
    why = refusal(block(post), writer=member, board=board, marking=destination)
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
def test_a_quote_never_reaches_people_who_cannot_read_the_quoted_post(member, source, destination, may):
    small, large = CircleFactory(), CircleFactory()
    small.people.add(member)
    large.people.add(member, MemberFactory())
    circles = {"members": None, "small": small, "large": large}
    post = opening(BoardFactory(circle=circles[source]), author=member)
    board = BoardFactory(circle=circles[destination])
    assert (refusal(block(post), writer=member, board=board, marking="green") == "") is may


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
    assert refusal(body, writer=member, board=post.topic.board, marking="green").startswith("Post 1 in")


@pytest.mark.parametrize(
    "text",
    [
        "> see <http://testserver{url}>",
        "> https://elsewhere.example{url}#post-1",
        "- item\n  > - [x]({url}?a=b)",
        "- > [Post 1]({url}):\n  >\n  > Words",
        "> > deep\n> > [x][r]\n\n[r]: {url}",
        "> lazy\n[x]({url})",
    ],
)
def test_text_in_a_quote_block_with_a_link_must_be_a_quote_of_the_post(member, text):
    """A copy of the words would stay after the post gets fewer readers."""
    post = opening(body="Words")
    body = text.format(url=post.get_absolute_url())
    assert refusal(body, writer=member, board=post.topic.board, marking="green") == quotes.NOT_A_QUOTE


def test_a_link_outside_a_quote_shows_no_quoted_text(member):
    post = opening(marking="amber_strict")
    body = f"> well said\n\nSee [there]({post.get_absolute_url()})."
    assert refusal(body, writer=member, board=post.topic.board, marking="green") == ""


@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_a_refusal_is_shown_with_the_text_that_was_typed(member, sign_in, form):
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


def test_a_marking_that_became_closer_while_the_writer_typed_is_noticed_under_the_lock(member):
    post, topic = opening(), make_topic()
    assert refusal(block(post), writer=member, board=topic.board, marking="green") == ""
    Topic.objects.filter(pk=post.topic_id).update(marking="amber_strict")
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=member, body=block(post))


def test_quoting_a_post_that_one_cannot_see_is_refused_like_quoting_none(member, sign_in):
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
            assert [answer.content for answer in answers] == [b'{"head": "", "body": ""}'] * 3
    for number in (hidden.pk, 99_999_999):
        answer = client.post(reply_url(topic), {"body": f"> [x](/forum/posts/{number}/) wrote:\n>\n> Words"})
        assert answer.context["form"].errors["body"] == [quotes.NOT_THERE]


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "\x00", "1 OR 1"])
def test_a_number_that_makes_no_sense_quotes_nothing(member, sign_in, value):
    topic = make_topic()
    assert body_of(sign_in(member).get(reply_url(topic), {"quote": value})) == ""


@pytest.mark.parametrize("payload", [*PAYLOADS[::7], "](javascript:alert(1))", "<img src=x onerror=alert(1)>", "a\nb"])
def test_hostile_text_and_names_are_escaped_in_a_quote(payload):
    author = MemberFactory(first_name=payload[:150], last_name="")
    post = opening(author=author, body=f"x {payload}")
    where = {"writer": author, "board": post.topic.board, "marking": post.topic.marking}
    stored = quotes.as_stored(quotes.quote(post.pk, **where).text, **where)
    assert stored.refusal == ""
    shown = {one.key: one for one in stored.quotations}
    assert len(shown) == 1
    html = quotes.fill_slots(markdown.render(stored.source), shown)
    found = Tags()
    found.feed(html)
    assert found.names <= TAGS
    assert found.attributes <= {"href", "rel", "start", "title"}
    assert found.schemes <= {"http", "https", "mailto", "tel"}
    assert html.startswith("<blockquote><p><a ")
    assert f'<p><a href="/forum/posts/{post.pk}/">' in html
    assert "</a> wrote:</p>" in html


def moved_to_a_circle(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(board=BoardFactory(circle=CircleFactory()))


def test_text_after_a_quote_is_not_compared_with_a_post_that_the_writer_can_no_longer_read():
    """Otherwise the preview would tell the writer whether a guess at the post's further words is right."""
    member = MemberFactory()
    post = opening(body="The first words. The second words.")
    typed = f"> [Post 1]({post.get_absolute_url()}):\n>\n> The first words."
    reply = post_reply(topic=make_topic(), author=member, body=typed)
    moved_to_a_circle(post.topic)
    board = reply.topic.board
    stored = quotes.as_stored(
        f"{typed}\n\nYes.\n\n> The second words.", writer=member, board=board, marking="green", post=reply
    )
    assert (stored.refusal, len(stored.quotations), markdown.slots(stored.source)) == ("", 1, slots_of(reply))
    assert "> The second words." in stored.source


def slots_of(post: Post) -> list[str]:
    return markdown.slots(post.source)


def test_a_slot_is_stored_once_however_often_it_is_typed(member):
    post = opening(body="The first words.")
    reply = post_reply(topic=post.topic, author=member, body=block(post))
    (key,) = slots_of(reply)
    many = "\n\n".join(f"[>{key}]" for _ in range(50))
    stored = quotes.as_stored(many, writer=member, board=reply.topic.board, marking="green", post=reply)
    assert (markdown.slots(stored.source), stored.refusal) == ([key], "")


def test_more_quotes_than_a_post_can_have_are_refused(member):
    posts = [opening(body=f"Word {number}.") for number in range(quotes.MOST_QUOTES + 1)]
    typed = ["\n".join(f"> {line}" for line in block(post).replace("> ", "").split("\n")) for post in posts]
    bodies = [f"{text}\n\nAnswer.\n" for text in typed]
    board = posts[0].topic.board
    assert refusal("\n".join(bodies[:-1]), writer=member, board=board, marking="green") == ""
    assert "up to 30 quotes" in refusal("\n".join(bodies), writer=member, board=board, marking="green")


@pytest.mark.parametrize(
    "words",
    [
        "rapist did not come.",  # half a word
        "The therapist [who lives in Leeds was removed] come.",  # no sentence stands for a gap
        "[The therapist](https://evil.example/x) did not come.",  # a link that is not there
        "The therapist did not come. https://evil.example/",
    ],
)
def test_a_post_says_whole_words_and_its_own_links(member, words):
    post = opening(body="The therapist did not come.")
    assert not quotes.still_says(post, words)
    assert quotes.still_says(post, "The therapist … come.")
    assert quotes.still_says(post, "The therapist [phone number removed] come.")


@pytest.mark.parametrize("before", ["```\n", "~~~\n[>deadbeef]\n", "- a\n\n      "])
def test_a_quote_inside_code_is_refused_as_it_would_stay_as_a_copy(member, before):
    post = opening(body="The first words.")
    assert refusal(f"{before}{block(post)}", writer=member, board=post.topic.board, marking="green")
