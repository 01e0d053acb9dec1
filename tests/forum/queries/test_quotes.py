"""Nobody reads a quote of a post that they may not read, whatever happens to the quoted or the quoting post."""

import re
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post
from forum.actions.approve_reworded import approve_reworded
from forum.actions.edit import edit_post
from forum.actions.erase import withdraw_and_empty
from forum.actions.flag import flag_post, take_down
from forum.actions.lock_rows import lock_post
from forum.actions.manage_boards import change_audience
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.integrations.personal_data import as_copied, version_as_copied
from forum.models import Board, Draft, Post, Quotation, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import preview_change
from forum.text.quotes import HIDDEN, NOT_THERE
from ratsite.lib.markup.markdown import slots
from ratsite.network.enums import Marking
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import text_of
from tests.related.views.test_case_learning import SENT

pytestmark = pytest.mark.django_db
WORDS = "Words of the circle"
REASON = "It belongs there."


@pytest.fixture
def circle():
    return CircleFactory()


@pytest.fixture
def steward(circle):
    """A steward who manages every board of this module, and is in its circle."""
    person = MemberFactory(roles=["Moderators", "Coordinators"])
    circle.people.add(person)
    return person


@pytest.fixture
def inside(circle) -> Board:
    return BoardFactory(circle=circle)


@pytest.fixture
def outsider():
    return MemberFactory()


@pytest.fixture
def quoted() -> Post:
    """A reply that all members can read."""
    return reply(make_topic(replies=1), f"Before. {WORDS} After.")


@pytest.fixture
def quoting(quoted) -> Post:
    """A reply in an open topic that quotes the post `quoted`, and was edited later."""
    post = was_long_ago(reply(make_topic(), quote_of(quoted)))
    return edit_post(post_id=post.pk, editor=post.author, body=quote_of(quoted, "We see it still."))


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("board__circle").get(pk=topic.pk)


def quote_of(post: Post, own: str = "We saw it too.") -> str:
    return f"> [x](/forum/posts/{post.pk}/) wrote:\n>\n> {WORDS}\n\n{own}"


def reply(topic: Topic, body: str = "We saw it too.", author=None) -> Post:
    return post_reply(topic=again(topic), author=author or topic.author, body=body)


def was_long_ago(post: Post) -> Post:
    Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
    return post


def seen_of(topic: Topic, board: Board) -> str:
    return readers_after(again(topic).board, board.circle).counts


def move(topic: Topic, board: Board, steward) -> bool:
    shown_hash = seen_of(topic, board)
    return move_topic(topic_id=topic.pk, moderator=steward, board_id=board.pk, reason=REASON, shown_hash=shown_hash)


def give(board: Board, circle, steward) -> bool:
    board = Board.objects.select_related("circle").get(pk=board.pk)
    by = {
        "steward": steward,
        "reason": REASON,
        "version": board.version,
        "shown_hash": readers_after(board, circle).counts,
    }
    return change_audience(board_id=board.pk, circle=circle, **by)


def mark(topic: Topic, marking: Marking, actor) -> bool:
    shown_hash = preview_change(again(topic), marking, actor).shown_hash
    return mark_topic(topic_id=topic.pk, actor=actor, marking=marking, reason=REASON, shown_hash=shown_hash)


def channels(post: Post, client, author_client) -> dict[str, str]:
    """Return the text of the quoting post in every place where a reader or its author sees it."""
    post = Post.objects.select_related("author", "topic__board__circle").get(pk=post.pk)
    edit = reverse("forum:post_edit", args=[post.pk])
    form = author_client.get(edit)
    return {
        "page": text_of(client.get(post.topic.get_absolute_url())),
        "history": text_of(client.get(reverse("forum:post_history", args=[post.pk]))),
        "search": text_of(client.get("/search/?q=see+still&tab=forum")),
        "found": text_of(client.get("/search/?q=circle&tab=forum")),
        "catch-up": text_of(client.get("/catch-up/")),
        "mail": post.first_words(99),
        "form": form.context["form"]["body"].value(),
        "preview": author_client.post(edit, {"body": form.context["form"]["body"].value(), "preview": "1"}).context[
            "preview"
        ],
        "copy": as_copied(post),
        "copy of versions": "".join(version_as_copied(one) for one in post.revisions.select_related("post__author")),
    }


SHOWN = {"page", "history", "form", "preview", "copy", "copy of versions"}
# What others find is the quoted post itself: where that is gone, or closed to them, they find nothing.
EXCERPTS = {"found", "catch-up"}


@contextmanager
def assert_no_copy(post: Post):
    """Fail if the stored texts change inside the block, or contain the quoted words: quotes are not copied."""

    def stored():
        return [post.source, post.html, *post.revisions.order_by("pk").values_list("source", flat=True)]

    post.refresh_from_db()
    before = stored()
    yield
    post.refresh_from_db()
    assert stored() == before
    assert not any(WORDS in text for text in before)


# Fewer readers, or none. Each way: what happens to the quoted post, and what undoes it


def goes_to_a_circle(quoted: Post, inside: Board, steward) -> Callable:
    before = quoted.topic.board
    assert move(quoted.topic, inside, steward) is True
    return lambda: move(quoted.topic, before, steward)


def its_board_is_given_to_a_circle(quoted: Post, inside: Board, steward) -> Callable:
    assert give(quoted.topic.board, inside.circle, steward) is True
    return lambda: give(quoted.topic.board, None, steward)


def is_merged_into_a_circle(quoted: Post, inside: Board, steward) -> Callable:
    into, before = make_topic(inside), quoted.topic.board
    shown_hash = seen_of(quoted.topic, inside)
    done = merge_topic(
        topic_id=quoted.topic_id, into_id=into.pk, moderator=steward, reason=REASON, shown_hash=shown_hash
    )
    assert done is True
    return lambda: move(into, before, steward)


def is_split_off_to_a_circle(quoted: Post, inside: Board, steward) -> Callable:
    part, before = Part([quoted.pk], "Of its own", inside.pk), quoted.topic.board
    by = {"moderator": steward, "reason": REASON, "shown_hash": seen_of(quoted.topic, inside)}
    new = split_topic(topic_id=quoted.topic_id, part=part, **by)
    return lambda: move(new, before, steward)


def is_marked_closer(quoted: Post, inside: Board, steward) -> Callable:
    assert mark(quoted.topic, Marking.AMBER_STRICT, steward) is True
    return lambda: mark(quoted.topic, Marking.GREEN, steward)


def is_merged_into_a_closer_one(quoted: Post, inside: Board, steward) -> Callable:
    into = make_topic(quoted.topic.board, marking="amber_strict")
    shown_hash = seen_of(quoted.topic, quoted.topic.board)
    done = merge_topic(
        topic_id=quoted.topic_id, into_id=into.pk, moderator=steward, reason=REASON, shown_hash=shown_hash
    )
    assert done is True
    return lambda: mark(into, Marking.GREEN, steward)


def is_edited(quoted: Post, inside: Board, steward) -> Callable:
    before = quoted.source
    edit_post(post_id=quoted.pk, editor=quoted.author, body="Before. After.")
    return lambda: edit_post(post_id=quoted.pk, editor=quoted.author, body=before)


def is_withdrawn(quoted: Post, inside: Board, steward) -> None:
    withdraw_post(post_id=quoted.pk, author=quoted.author)


def is_taken_down(quoted: Post, inside: Board, steward) -> None:
    flag_post(post_id=quoted.pk, reporter=MemberFactory(), reason="identifies")
    take_down(post_id=quoted.pk, moderator=steward, reason=REASON)


def is_erased(quoted: Post, inside: Board, steward) -> None:
    withdraw_and_empty(lock_post(quoted.pk))
    assert not Quotation.objects.filter(text__contains=WORDS).exists()


ENDS = [
    goes_to_a_circle, its_board_is_given_to_a_circle, is_merged_into_a_circle, is_split_off_to_a_circle,
    is_marked_closer, is_merged_into_a_closer_one, is_edited, is_withdrawn, is_taken_down, is_erased,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_a_quote_is_hidden_everywhere_once_its_post_has_fewer_readers(
    quoted, quoting, inside, steward, outsider, sign_in, end
):
    author, reader = Client(), Client()
    author.force_login(quoting.author)
    reader.force_login(outsider)
    before = channels(quoting, reader, author)
    assert {name for name, text in before.items() if WORDS in text} - EXCERPTS == SHOWN
    assert not any(HIDDEN in text for text in before.values())
    with assert_no_copy(quoting):
        undo = end(quoted, inside, steward)
    after = channels(quoting, reader, author)
    # "found" may lead to the quoted post itself, which a closer marking leaves to its readers.
    still = {"found"} if end in (is_marked_closer, is_merged_into_a_closer_one) else set()
    still |= {"catch-up"} if still else set()
    assert {name for name, text in after.items() if WORDS in text} - still == set()
    assert {name for name, text in after.items() if HIDDEN in text} == SHOWN
    assert all("We see it still." in after[name] for name in SHOWN - {"history"})
    for person in (steward, quoted.author):  # who may read the words in their place reads no quote here either
        assert WORDS not in text_of(sign_in(person).get(quoting.topic.get_absolute_url()))
    with assert_no_copy(quoting):
        if undo is None:
            return
        undo()
    again_shown = channels(quoting, reader, author)
    assert {name for name, text in again_shown.items() if WORDS in text} - EXCERPTS == SHOWN


@pytest.mark.parametrize("end", ENDS)
def test_a_post_that_its_author_sends_again_shows_no_more_quotes(
    quoted, quoting, inside, steward, outsider, sign_in, end
):
    """The form has a line in place of the hidden quote. Sent again it stays the same; a new quote is refused."""
    end(quoted, inside, steward)
    client, url = sign_in(quoting.author), reverse("forum:post_edit", args=[quoting.pk])
    body = client.get(url).context["form"]["body"].value()
    before = Post.objects.get(pk=quoting.pk).source
    assert body == f"[{HIDDEN}: {slots(before)[0]}]\n\nWe see it still."
    client.post(url, {"body": body.replace("\n", "\r\n"), "reason": "As it was"})
    assert Post.objects.get(pk=quoting.pk).source == before
    client.post(url, {"body": f"{body}\r\n\r\nMore.", "reason": "More"})
    assert Post.objects.get(pk=quoting.pk).source == f"{before}\n\nMore."
    assert WORDS not in text_of(sign_in(outsider).get(quoting.topic.get_absolute_url()))
    with pytest.raises(PermissionDenied):
        reply(make_topic(author=outsider), quote_of(quoted))


def test_in_a_place_that_fits_the_quote_stays(quoted, inside, circle, steward, sign_in):
    within, own = reply(make_topic(inside), quote_of(quoted)), reply(quoted.topic, quote_of(quoted))
    closely = reply(make_topic(marking="amber_strict"), quote_of(quoted))
    move(quoted.topic, inside, steward)
    client = sign_in(steward, with_second_step=True)
    for post, fits in ((within, True), (own, True), (closely, False)):
        page = text_of(client.get(again(Post.objects.get(pk=post.pk).topic).get_absolute_url()))
        assert (HIDDEN not in page, f'/forum/posts/{quoted.pk}/">{quoted.author}</a> wrote:' in page) == (fits, fits)


def test_a_person_who_joins_a_circle_sees_no_quote_of_another_circle(circle, sign_in):
    """As soon as one reader of the place may not read the quoted post, nobody there sees the quote."""
    large = CircleFactory()
    person = MemberFactory()
    for one in (circle, large):
        one.people.add(person)
    quoted = make_topic(BoardFactory(circle=large), person, body=WORDS).posts.get()
    there = reply(make_topic(BoardFactory(circle=circle), person), quote_of(quoted)).topic
    client = sign_in(person)
    assert WORDS in text_of(client.get(there.get_absolute_url()))
    newcomer = MemberFactory()
    circle.people.add(newcomer)
    assert WORDS not in text_of(client.get(there.get_absolute_url()))
    assert WORDS not in text_of(sign_in(newcomer).get(there.get_absolute_url()))


# More readers


def quotes_at_once(topic: Topic, body: str) -> Post:
    return reply(topic, body)


def quoted_before(topic: Topic, body: str) -> Post:
    post = was_long_ago(reply(topic, body))
    return edit_post(post_id=post.pk, editor=post.author, body="In our own words.")


def waits_as_a_post(topic: Topic, body: str) -> Post:
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    post = reply(topic, body)
    assert post.is_held
    return post


def waits_as_a_change(topic: Topic, body: str) -> Post:
    post = reply(topic)
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    return edit_post(post_id=post.pk, editor=post.author, body=body)


WAYS = [quotes_at_once, quoted_before, waits_as_a_post, waits_as_a_change]


def moves(topic: Topic, steward) -> bool:
    return move(topic, BoardFactory(), steward)


def merges(topic: Topic, steward) -> bool:
    into = make_topic(BoardFactory(), marking=topic.marking)
    shown_hash = seen_of(topic, into.board)
    return merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=steward, reason=REASON, shown_hash=shown_hash)


def splits(topic: Topic, steward) -> bool:
    board = BoardFactory()
    part = Part(topic.posts.filter(number=2).values_list("pk", flat=True), "Of its own", board.pk)
    by = {"moderator": steward, "reason": REASON, "shown_hash": seen_of(topic, board)}
    return bool(split_topic(topic_id=topic.pk, part=part, **by))


def gives_its_board(topic: Topic, steward) -> bool:
    return give(topic.board, None, steward)


def opens(topic: Topic, steward) -> bool:
    return mark(topic, Marking.GREEN, steward)


@pytest.mark.parametrize("opening", [moves, merges, splits, gives_its_board, opens])
@pytest.mark.parametrize("way", WAYS)
def test_a_topic_goes_to_more_readers_without_what_it_quotes(inside, steward, outsider, sign_in, opening, way):
    close = {"marking": "amber_strict"}
    author = MemberFactory()
    inside.circle.people.add(author)
    beside = make_topic(BoardFactory(circle=inside.circle), author, body=WORDS, **close)
    topic = make_topic(inside, author, **close)
    post = way(topic, quote_of(beside.posts.get()))
    quoted = Post.objects.get(topic=beside)
    insider = sign_in(steward, with_second_step=True)
    assert "cannot be shown" not in text_of(insider.get(topic.get_absolute_url()))
    if post.is_held and opening is splits:
        return  # what waits is not split off
    if opening is opens:  # more people may pass it on; the same people read it
        outsider = MemberFactory()
        inside.circle.people.add(outsider)
    assert opening(topic, steward) is True
    if way is waits_as_a_post:
        approve_post(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"])) if opening is not opens else None
    if way is waits_as_a_change and opening is not opens:
        approve_edit(revision_id=post.revisions.pending().get().pk, moderator=MemberFactory(roles=["Moderators"]))
    client, post = sign_in(outsider), Post.objects.select_related("topic").get(pk=post.pk)
    pages = [text_of(client.get(post.topic.get_absolute_url()))]
    assert post.topic.title in pages[0]
    if post.is_live:
        assert "We saw it too." in pages[0] or "In our own words." in pages[0]
        pages.append(text_of(client.get(reverse("forum:post_history", args=[post.pk]))))
    assert not any(WORDS in page for page in pages)
    # Nor does anybody who may read them in their place read them in a place that is for more.
    assert WORDS not in text_of(sign_in(steward, with_second_step=True).get(post.topic.get_absolute_url()))
    assert Quotation.objects.get(post=post).quoted == quoted


def test_quotes_between_posts_of_one_board_move_along(inside, steward, outsider, sign_in):
    quoted = make_topic(inside, body=WORDS)
    there = reply(make_topic(inside), quote_of(quoted.posts.get())).topic
    assert give(inside, None, steward) is True
    assert WORDS in text_of(sign_in(outsider).get(there.get_absolute_url()))


def test_a_quote_of_a_post_for_all_members_can_move_anywhere(inside, steward, outsider, sign_in):
    there = reply(make_topic(inside), quote_of(make_topic(body=WORDS).posts.get())).topic
    assert give(inside, None, steward) is True
    assert WORDS in text_of(sign_in(outsider).get(there.get_absolute_url()))


# Who decides


def test_a_moderator_is_shown_what_readers_would_be_and_approves_all_the_same(steward, sign_in, quoted):
    board = BoardFactory(holds_replies=True)
    held = reply(make_topic(board), quote_of(quoted))
    staff_client, url = sign_in(steward, with_second_step=True), reverse("review:item", args=["posts", held.pk])
    ask = reverse("staff_posts:post_ask", args=[held.pk])
    change = reverse("staff_posts:post_change", args=[held.pk])
    assert [WORDS in text_of(staff_client.get(page)) for page in (url, ask, change)] == [True] * 3
    mark(quoted.topic, Marking.AMBER_STRICT, steward)
    assert [WORDS in text_of(staff_client.get(page)) for page in (url, ask, change)] == [False] * 3
    assert [HIDDEN in text_of(staff_client.get(page)) for page in (url, ask, change)] == [True] * 3
    assert approve_post(post_id=held.pk, moderator=steward) is True
    assert WORDS not in text_of(staff_client.get(held.topic.get_absolute_url()))


def test_a_pending_edit_is_shown_with_its_quotes_and_without(steward, sign_in, quoted):
    post = reply(make_topic())
    Board.objects.filter(pk=post.topic.board_id).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=post.author, body=quote_of(quoted))
    number = post.revisions.pending().get().pk
    staff_client, url = sign_in(steward, with_second_step=True), reverse("review:item", args=["edits", number])
    assert WORDS in text_of(staff_client.get(url))
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    assert (WORDS in text_of(staff_client.get(url)), HIDDEN in text_of(staff_client.get(url))) == (False, True)


def test_a_moderator_who_rewords_a_post_keeps_its_quotes_and_adds_none_that_they_cannot_read(steward, quoted):
    board = BoardFactory(holds_replies=True)
    hidden = make_topic(BoardFactory(circle=CircleFactory()), body=WORDS).posts.get()
    held = reply(make_topic(board), quote_of(quoted))
    by = {"post_id": held.pk, "moderator": steward, "reason": "Shorter"}
    with pytest.raises(PermissionDenied):
        approve_reworded(body=quote_of(hidden), **by)
    key = held.quotations.get().key
    assert approve_reworded(body=quote_of(quoted, "Shorter."), **by) is True
    assert Post.objects.get(pk=held.pk).source == f"[>{key}]\n\nShorter."


def test_the_author_of_what_was_taken_down_gets_it_back_with_the_quotes_that_they_may_read(steward, quoted):
    post = reply(make_topic(), quote_of(quoted))
    other = reply(make_topic(), quote_of(quoted))
    for one in (post, other):
        flag_post(post_id=one.pk, reporter=MemberFactory(), reason="identifies")
    take_down(post_id=post.pk, moderator=steward, reason=REASON)
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    take_down(post_id=other.pk, moderator=steward, reason=REASON)
    bodies = [Draft.objects.get(person=one.author).fields["body"][0] for one in (post, other)]
    assert [WORDS in body for body in bodies] == [True, False]
    assert bodies[0].startswith(f"> [Post {quoted.number}](/forum/posts/{quoted.pk}/):\n>\n> {WORDS}\n\n")


def test_an_identifier_is_found_in_quotes_as_in_the_writer_s_own_text():
    quoted = reply(make_topic(), "Ring 07700 900123.")
    Post.objects.filter(pk=quoted.pk).update(state="live", number=2, hold_reasons=[], published_at="2020-01-01T00:00Z")
    body = f"> [x](/forum/posts/{quoted.pk}/) wrote:\n>\n> Ring 07700 900123.\n\nYes."
    post = reply(quoted.topic, body)
    assert post.hold_reasons == ["identifiers"]
    changed = reply(make_topic())
    edit_post(post_id=changed.pk, editor=changed.author, body=body)
    assert changed.revisions.pending().get().hold_reasons == ["identifiers"]


# What a reader is told


def test_a_quote_that_cannot_be_read_is_refused_like_one_of_nothing(sign_in, inside, outsider):
    hidden, topic = make_topic(inside, body=WORDS).posts.get(), make_topic()
    client, url = sign_in(outsider), reverse("forum:topic_reply", args=[topic.pk])
    for number in (hidden.pk, 99_999_999):
        answer = client.post(url, {"body": f"> [x](/forum/posts/{number}/) wrote:\n>\n> {WORDS}"})
        assert answer.context["form"].errors["body"] == [NOT_THERE]


def test_a_quote_is_folded_behind_the_note_that_its_post_has_got(steward, quoted, quoting, outsider, sign_in):
    note_post(post_id=quoted.pk, moderator=steward, note="describes violence", reason=REASON)
    page = text_of(sign_in(outsider).get(quoting.topic.get_absolute_url()))
    _, _, folded = page.partition("<span>Content note: describes violence. ")
    assert f"<p>{WORDS}</p>" in folded.partition("</details>")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_once_for_all_its_quotes_and_never_without_any(quoted, outsider, sign_in, count):
    there, plain = make_topic(), make_topic()
    for number in range(count):
        other = reply(make_topic(), f"{WORDS} {number}")
        body = "\n\n".join(f"> [x](/forum/posts/{post.pk}/) wrote:\n>\n> {WORDS}" for post in (quoted, other))
        reply(there, f"{body}\n\nYes.")
        reply(plain)
    client = sign_in(outsider)
    costs = []
    for topic in (plain, there):
        client.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = text_of(client.get(topic.get_absolute_url()))
        costs.append(len(queries))
    assert page.count(f"<p>{WORDS}</p>") == 2 * count
    assert costs[1] == costs[0] + 1


# Drafts: a quote in them is typed text


@pytest.fixture
def begun(sign_in, inside, outsider):
    """begun(body) is a draft of a reply on a circle's board by a person who has left the circle since."""

    def begin(body: str) -> Draft:
        topic = make_topic(inside)
        inside.circle.people.add(outsider)
        sign_in(outsider).post(reverse("forum:topic_reply", args=[topic.pk]), {"body": body, "save": "1"})
        inside.circle.people.remove(outsider)
        return Draft.objects.get(person=outsider)

    return begin


def pages_of(draft: Draft, client: Client) -> dict[str, str]:
    case = f"{reverse('library:case_learning')}?draft={draft.pk}"
    pages = {"list": reverse("drafts:draft_list"), "versions": reverse("drafts:draft_versions", args=[draft.pk])}
    return {name: text_of(client.get(url)) for name, url in (pages | {"case learning": case}).items()}


def test_a_draft_does_not_show_a_quote_from_a_circle_that_its_writer_has_left(begun, inside, outsider, sign_in):
    quoted = make_topic(inside, body=WORDS).posts.get()
    draft = begun(quote_of(quoted, "We saw it too.").replace("\n\nWe", "\nWe"))  # directly below the quote
    for name, page in pages_of(draft, sign_in(outsider)).items():
        assert (WORDS in page, HIDDEN in page, "We saw it too." in page) == (False, True, True), name
    inside.circle.people.add(outsider)
    pages = pages_of(draft, sign_in(outsider))
    del pages["list"]  # it shows the writer's own words only
    for name, page in pages.items():
        assert (WORDS in page, HIDDEN in page) == (True, False), name


def shown_in_form(client: Client, url: str) -> str:
    """Return the text in the form, with `LINE` in place of each line that stands for a hidden quote."""
    return re.sub(rf"\[{HIDDEN}: [0-9a-f]{{8}}\]", "LINE", client.get(url).context["form"]["body"].value())


@pytest.fixture
def writes(outsider, sign_in):
    """The client and the form of a person who answers a topic."""
    return sign_in(outsider), reverse("forum:topic_reply", args=[make_topic().pk])


def test_a_form_does_not_fill_in_a_quote_of_a_post_that_is_withdrawn(quoted, writes):
    client, url = writes
    own = f"Mine.\n\n{quote_of(quoted)}\n\n> After.\n\nFrom the Act:\n\n> My own block"
    client.post(url, {"body": own, "save": "1"})
    assert shown_in_form(client, url) == own
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    shown = "Mine.\n\nLINE\n\nWe saw it too.\n\nLINE\n\nFrom the Act:\n\n> My own block"
    assert shown_in_form(client, url) == shown
    Topic.objects.update(is_locked=True)
    assert WORDS not in text_of(client.get(url), 403)


def test_saving_the_form_loses_no_quote_that_it_could_not_show(quoted, writes):
    client, url = writes
    own = f"{quote_of(quoted)}\n\n> My own block"
    client.post(url, {"body": own.replace("\n", "\r\n"), "save": "1"})
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    for number in (1, 2):
        form = client.get(url).context["form"]["body"].value()
        client.post(url, {"body": f"{form}\r\nMore {number}", "save": "1", "draft_sequence": str(number)})
    undo_withdrawal(post_id=quoted.pk, author=quoted.author)
    assert shown_in_form(client, url) == f"{own}\nMore 1\nMore 2"


def test_a_hidden_quote_is_not_posted_as_the_writer_s_own_text(quoted, writes, outsider):
    client, url = writes
    client.post(url, {"body": quote_of(quoted), "save": "1"})
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    form = client.get(url).context["form"]["body"].value()
    page = text_of(client.post(url, {"body": form, "voice": "name", "draft_sequence": "1"}))
    assert "A quote in your draft cannot be shown now, so you cannot post it" in page
    assert (WORDS in page, outsider.posts.count()) == (False, 0)
    client.post(url, {"body": "We saw it too.", "voice": "name", "draft_sequence": "2"})
    assert outsider.posts.get().source == "We saw it too."


def test_a_form_does_not_fill_in_text_that_was_removed_from_the_quoted_post(quoted, writes):
    client, url = writes
    mistyped = f"> [Post 2]({quoted.get_absolute_url()}):\n>\n> Before. And what I add."
    own = f"{quote_of(quoted)}\n\n> After.\n\n{mistyped}"
    client.post(url, {"body": own, "save": "1"})
    edit_post(post_id=was_long_ago(quoted).pk, editor=quoted.author, body="Before. After.", reason="It named a place.")
    assert shown_in_form(client, url) == own.replace(quote_of(quoted, ""), "LINE\n\n")


def test_the_words_of_a_person_who_was_erased_are_not_filled_in(quoted, writes):
    client, url = writes
    client.post(url, {"body": f"{quote_of(quoted)}\n\n> After.", "save": "1"})
    quoted.delete()
    assert shown_in_form(client, url) == "LINE\n\nWe saw it too.\n\nLINE"


def test_case_learning_that_cannot_show_a_quote_deletes_no_draft(begun, inside, outsider, sign_in):
    draft = begun(quote_of(make_topic(inside, body=WORDS).posts.get()))
    client, url = sign_in(outsider), f"{reverse('library:case_learning')}?draft={draft.pk}"
    body = client.get(url).context["form"]["body"].value()
    sent = SENT | {"body": body, "sequence": str(draft.sequence)}
    assert client.post(url, sent).status_code == 302
    assert WORDS in Draft.objects.get(pk=draft.pk).text


def test_the_list_asks_once_for_the_quotes_of_all_drafts(quoted, outsider, sign_in):
    client, costs = sign_in(outsider), []
    for count in (1, 2):
        for _ in range(count):
            url = reverse("forum:topic_reply", args=[make_topic().pk])
            client.post(url, {"body": quote_of(quoted), "save": "1"})
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("drafts:draft_list"))
        costs.append(len(queries))
    assert (Draft.objects.count(), costs[0]) == (3, costs[1])
