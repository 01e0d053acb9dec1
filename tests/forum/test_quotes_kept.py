"""Words that were written for some readers are read by nobody else through a quote, whoever moves or decides."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.manage_boards import Outcome, change_audience
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.actions.withdraw import withdraw_post
from forum.enums import RevisionState
from forum.models import Board, Post, Topic
from forum.queries.audience import obstacle, obstacle_for_topic, readers_after
from forum.text.quotes import NOT_THERE, refusal
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.versions import Changed
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db
WORDS = "Words of the circle"
REASON = "It belongs there."


@pytest.fixture
def circle():
    return CircleFactory()


@pytest.fixture
def steward(circle):
    """Looks after every board of this file, and reads those of its circle."""
    person = MemberFactory(roles=["Moderators", "Coordinators"])
    circle.people.add(person)
    return person


@pytest.fixture
def desk(sign_in, steward):
    return sign_in(steward, with_second_step=True)


@pytest.fixture
def inside(circle) -> Board:
    return BoardFactory(circle=circle)


@pytest.fixture
def outsider():
    return MemberFactory()


def again(topic: Topic) -> Topic:
    return Topic.objects.select_related("board__circle").get(pk=topic.pk)


def text_of(response) -> str:
    return response.content.decode()


def quote_of(post: Post, own: str = "We saw it too.") -> str:
    return f"> [x](/forum/posts/{post.pk}/) wrote:\n>\n> {WORDS}\n\n{own}"


def reply(topic: Topic, body: str = "We saw it too.", author=None) -> Post:
    return post_reply(topic=again(topic), author=author or topic.author, body=body)


def was_long_ago(post: Post) -> Post:
    Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
    return post


def seen_of(topic: Topic, board: Board) -> str:
    return readers_after(again(topic).board, board.circle).seen


def move(topic: Topic, board: Board, steward) -> Outcome:
    seen = seen_of(topic, board)
    return move_topic(topic_id=topic.pk, moderator=steward, board_id=board.pk, reason=REASON, seen=seen)


def give(board: Board, circle, steward) -> Outcome:
    board = Board.objects.select_related("circle").get(pk=board.pk)
    seen = readers_after(board, circle).seen
    return change_audience(
        board_id=board.pk, steward=steward, circle=circle, reason=REASON, version=board.version, seen=seen
    )


# More readers


def quotes_at_once(topic: Topic, body: str) -> None:
    reply(topic, body)


def waits_as_a_post(topic: Topic, body: str) -> None:
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    assert reply(topic, body).is_held


def waits_as_a_change(topic: Topic, body: str) -> None:
    post = reply(topic)
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=post.author, body=body)


def quotes_what_is_withdrawn(topic: Topic, body: str) -> None:
    reply(topic, body)
    quoted = Post.objects.exclude(topic=topic).get(source__contains=WORDS)
    withdraw_post(post_id=quoted.pk, author=quoted.author)


WAYS = [quotes_at_once, waits_as_a_post, waits_as_a_change, quotes_what_is_withdrawn]


def quoting_topic(inside: Board, quotes) -> Topic:
    """A topic of the board, into which this way of quoting brings words of a topic beside it."""
    beside = make_topic(BoardFactory(circle=inside.circle), body=WORDS)
    topic = make_topic(inside)
    quotes(topic, quote_of(beside.posts.get()))
    return topic


@pytest.mark.parametrize("quotes", WAYS)
def test_a_topic_with_words_of_a_circle_goes_to_nobody_new(inside, circle, steward, desk, outsider, quotes):
    topic, there = quoting_topic(inside, quotes), BoardFactory()
    page = text_of(desk.post(reverse("forum:topic_move", args=[topic.pk]), {"board": there.pk, "reason": REASON}))
    who = "a post that waits for a moderator quotes" if quotes is waits_as_a_post else "post 2 quotes"
    assert f"Choose a board without anybody new: {who} words that were written for fewer people" in page
    assert move(topic, there, steward) is Outcome.STALE
    assert move(topic, BoardFactory(circle=circle), steward) is Outcome.DONE


@pytest.mark.parametrize("quotes", WAYS)
def test_nor_does_it_by_a_merge_or_by_a_split(inside, steward, outsider, quotes):
    topic, open_board = quoting_topic(inside, quotes), BoardFactory()
    into, seen = make_topic(open_board), seen_of(topic, open_board)
    merged = merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=steward, reason=REASON, seen=seen)
    assert merged is Outcome.STALE
    post = topic.posts.exclude(number=1).get()
    if post.number is None:
        return  # what waits is not split off
    part = Part([post.pk], "Of its own", open_board.pk)
    new, outcome = split_topic(topic_id=topic.pk, moderator=steward, part=part, reason=REASON, seen=seen)
    assert (new, outcome) == (None, Outcome.STALE)


@pytest.mark.parametrize("quotes", WAYS)
def test_a_board_with_words_of_another_one_s_circle_is_given_to_nobody_new(
    inside, steward, desk, outsider, sign_in, quotes
):
    topic = quoting_topic(inside, quotes)
    sent = {"audience": "members", "reason": REASON}
    page = text_of(desk.post(reverse("boards_desk:board_audience", args=[inside.slug]), sent))
    if quotes is waits_as_a_post:
        assert "Choose an audience without anybody new: a post that waits for a moderator quotes words" in page
    else:
        assert f"Choose an audience without anybody new: post 2 in “{topic.title}” quotes words" in page
    assert give(inside, None, steward) is Outcome.STALE
    assert sign_in(outsider).get(topic.get_absolute_url()).status_code == 404


def test_what_posts_of_one_board_quote_of_each_other_goes_along(inside, steward, outsider):
    quoted = make_topic(inside, body=WORDS)
    quotes_at_once(make_topic(inside), quote_of(quoted.posts.get()))
    assert give(inside, None, steward) is Outcome.DONE


def test_only_what_was_written_for_fewer_stops_a_board(inside, steward, outsider):
    quotes_at_once(make_topic(inside), quote_of(make_topic(body=WORDS).posts.get()))
    assert give(inside, None, steward) is Outcome.DONE


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_the_same_for_one_and_three(inside, steward, outsider, django_assert_num_queries, count):
    quoted = make_topic(BoardFactory(circle=inside.circle), body=WORDS)
    for _ in range(count):
        topic = make_topic(inside)
        for _ in range(count):
            reply(topic, quote_of(quoted.posts.get()))
    board = Board.objects.select_related("circle").get(pk=inside.pk)
    there = BoardFactory()
    readers = readers_after(board, None)
    found = again(topic)
    with django_assert_num_queries(3):
        assert obstacle(board, None, readers)
    with django_assert_num_queries(2):
        assert obstacle_for_topic(found, there, readers)


def test_the_first_of_many_are_named(inside, steward, outsider):
    quoted = make_topic(BoardFactory(circle=inside.circle), body=WORDS)
    topic, there = make_topic(inside), BoardFactory()
    for _ in range(6):
        reply(topic, quote_of(quoted.posts.get()))
    why = obstacle_for_topic(again(topic), there, readers_after(again(topic).board, None))
    assert "new: post 2, post 3, post 4, post 5, post 6 and others quote words that" in why


# Quotes that their authors took out, and that stand in the history still


@pytest.fixture
def past(inside) -> Topic:
    """What opens it quoted words of a topic beside it, and so did a reply: neither does today."""
    quoted = make_topic(BoardFactory(circle=inside.circle), body=WORDS).posts.get()
    topic = make_topic(inside)
    reply(topic)
    for post in topic.posts.order_by("number"):
        for body in (quote_of(quoted), "In our own words."):
            edit_post(post_id=was_long_ago(post).pk, editor=post.author, body=body)
    assert in_history(topic) == [True, True]
    return topic


def in_history(topic: Topic) -> list[bool]:
    posts = topic.posts.order_by("number")
    return [any(WORDS in version.source for version in post.revisions.all()) for post in posts]


def history_of(client, topic: Topic) -> str:
    return "".join(text_of(client.get(reverse("forum:post_history", args=[post.pk]))) for post in topic.posts.all())


def test_a_topic_whose_earlier_versions_quote_a_circle_moves_without_those_quotes(
    past, steward, desk, outsider, sign_in
):
    url, there = reverse("forum:topic_move", args=[past.pk]), BoardFactory()
    page, _ = confirm(desk, url, {"board": there.pk, "reason": REASON})
    assert "Quotes are taken out of earlier versions of 2 posts<" in page
    assert again(past).board == there
    assert in_history(past) == [False, False]
    assert taken_out() == {str(post.pk) for post in past.posts.all()}
    client = sign_in(outsider)
    history = history_of(client, past)
    assert "A quote stood here" in history
    assert WORDS not in history
    assert "taken out of an earlier version of post 1" in text_of(client.get(past.get_absolute_url()))


def test_to_readers_who_may_all_read_them_they_go_as_they_are(past, circle, steward, desk):
    url, there = reverse("forum:topic_move", args=[past.pk]), BoardFactory(circle=circle)
    page, _ = confirm(desk, url, {"board": there.pk, "reason": REASON})
    assert "Quotes are taken out" not in page
    assert (again(past).board, in_history(past)) == (there, [True, True])


def test_nor_do_they_go_along_by_a_merge(past, steward, desk, outsider):
    into = make_topic(BoardFactory())
    url = reverse("forum:topic_merge", args=[past.pk])
    page, _ = confirm(desk, url, {"other": str(into.pk), "reason": REASON})
    assert "Quotes are taken out of earlier versions of 2 posts<" in page
    assert in_history(into) == [False, False, False]


def test_nor_by_a_split_and_they_stay_where_nothing_goes(past, steward, desk, outsider, sign_in):
    post = past.posts.get(number=2)
    sent = {"posts": [post.pk], "title": "Of its own", "board": BoardFactory().pk, "reason": REASON}
    page, _ = confirm(desk, reverse("forum:topic_split", args=[past.pk]), sent)
    assert "Quotes are taken out of earlier versions of 1 post<" in page
    assert in_history(past) == [True]
    post = Post.objects.get(pk=post.pk)
    assert (post.topic_id != past.pk, in_history(post.topic)) == (True, [False])
    assert "taken out of an earlier version of post 1" in text_of(sign_in(outsider).get(post.topic.get_absolute_url()))


def test_nor_when_their_board_is_given_to_more(past, steward, desk, outsider):
    board = Board.objects.get(pk=past.board_id)
    url, fields = reverse("boards_desk:board_audience", args=[board.slug]), {"audience": "members", "reason": REASON}
    page = desk.post(url, fields)
    assert "Quotes are taken out of earlier versions of 2 posts<" in text_of(page)
    desk.post(url, {**fields, "seen": page.context["form"].seen, "version": board.version, "confirm": "1"})
    assert Board.objects.get(pk=board.pk).circle is None
    assert in_history(past) == [False, False]


def test_an_author_who_puts_the_quote_back_stops_the_move_again(past, steward, outsider):
    post = past.posts.get(number=2)
    source = post.revisions.get(source__contains=WORDS).source
    edit_post(post_id=post.pk, editor=post.author, body=source)
    assert "post 2 quotes words" in obstacle_for_topic(again(past), BoardFactory(), readers_after(past.board, None))
    assert move(past, BoardFactory(), steward) is Outcome.STALE
    assert in_history(past) == [True, True]


def test_a_circle_of_everybody_is_a_circle_still(past, circle, steward, desk):
    """Nobody is new today; whoever is let in tomorrow would be."""
    circle.people.add(*User.objects.approved())
    live = quoting_topic(past.board, quotes_at_once)
    circle.people.add(*User.objects.approved())
    board = BoardFactory()
    readers = readers_after(again(past).board, None)
    assert readers.new == 0
    assert obstacle_for_topic(again(live), board, readers).startswith("Choose another board: post 2 quotes words")
    assert obstacle(live.board, None, readers).startswith("Choose another audience: post 2 in")
    assert move(live, board, steward) is Outcome.STALE
    confirm(desk, reverse("forum:topic_move", args=[past.pk]), {"board": board.pk, "reason": REASON})
    assert (again(past).board, in_history(past)) == (board, [False, False])


def test_whoever_has_joined_the_circle_since_stops_nothing_that_stays_in_it(inside, circle, steward, desk):
    other = CircleFactory()
    topic, quoted = make_topic(inside), make_topic(BoardFactory(circle=other), body=WORDS).posts.get()
    for person in (topic.author, steward):
        person.circles.add(circle, other)
    live, changed = (reply(topic, quote_of(quoted)) for _ in range(2))
    edit_post(post_id=was_long_ago(changed).pk, editor=topic.author, body="In our own words.")
    other.people.remove(steward)
    sent = {"posts": [live.pk, changed.pk], "title": "Of its own", "board": inside.pk, "reason": REASON}
    page, _ = confirm(desk, reverse("forum:topic_split", args=[topic.pk]), sent)
    assert "Quotes are taken out" not in page
    split = again(Post.objects.get(pk=live.pk).topic)
    assert (split.pk != topic.pk, in_history(split)) == (True, [False, True])
    assert move(split, BoardFactory(circle=circle), steward) is Outcome.DONE
    assert WORDS in Post.objects.get(pk=live.pk).source


def test_what_nobody_was_shown_goes_out_of_no_history(past, steward, desk, outsider):
    url, sent = reverse("forum:topic_move", args=[past.pk]), {"board": BoardFactory().pk, "reason": REASON}
    seen = desk.post(url, sent).context["form"].seen
    late = reply(past)
    quoted = Post.objects.exclude(topic=past).get(source__contains=WORDS)
    for body in (quote_of(quoted), "In our own words."):
        edit_post(post_id=was_long_ago(late).pk, editor=late.author, body=body)
    page = text_of(desk.post(url, {**sent, "confirm": "1", "seen": seen}))
    assert "Nothing was saved: look again." in page
    assert in_history(past) == [True, True, True]


# What waits, and what comes back


def closed_since(quoted: Post) -> None:
    """Fewer read it where it stands, and nothing was done about its quotes."""
    Topic.objects.filter(pk=quoted.topic_id).update(board=BoardFactory(circle=CircleFactory()))


def decide(desk, source: str, pk: int, **sent):
    url = reverse("review:item", args=[source, pk])
    seen = desk.get(url).context["seen"]
    return desk.post(url, {"choice": "approve", "seen": seen, **sent})


def test_what_waits_is_not_approved_while_it_quotes_words_that_were_written_for_fewer(steward, desk, inside):
    quoted, board = make_topic(inside, steward, body=WORDS).posts.get(), BoardFactory(holds_replies=True)
    Topic.objects.filter(pk=quoted.topic_id).update(board=BoardFactory())
    held = reply(make_topic(board), quote_of(quoted))
    Topic.objects.filter(pk=quoted.topic_id).update(board=inside)
    url = reverse("review:item", args=["posts", held.pk])
    why = f"Post 1 in “{quoted.topic.title}” cannot be quoted here: more people can read this topic than"
    assert why in text_of(desk.get(url))
    answer = decide(desk, "posts", held.pk)
    assert why in str(answer.context["form"].errors["choice"])
    with pytest.raises(Changed):
        approve_post(post_id=held.pk, moderator=steward)
    assert Post.objects.get(pk=held.pk).is_held
    edit_post(post_id=held.pk, editor=held.author, body="In our own words.")
    assert why not in text_of(desk.get(url))
    decide(desk, "posts", held.pk)
    assert Post.objects.get(pk=held.pk).is_live


def test_nor_is_a_change_that_waits(steward, desk):
    quoted, board = make_topic(body=WORDS).posts.get(), BoardFactory()
    post = reply(make_topic(board))
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=post.author, body=quote_of(quoted))
    closed_since(quoted)
    pending = post.revisions.get()
    answer = decide(desk, "edits", pending.pk)
    assert answer.context["form"].errors["choice"] == [NOT_THERE]
    assert quoted.topic.title not in str(answer.context["form"].errors)
    with pytest.raises(Changed):
        approve_edit(revision_id=pending.pk, moderator=steward)
    assert WORDS not in Post.objects.get(pk=post.pk).source
    decide(desk, "edits", pending.pk, choice="reject", reason="It quotes what was not for us")
    assert post.revisions.get().state == RevisionState.REJECTED


def test_what_waited_for_its_files_alone_waits_for_a_moderator_then(steward, desk):
    quoted = make_topic(body=WORDS).posts.get()
    topic = make_topic()
    files = [SimpleUploadedFile("card.txt", b"Ask first.")]
    post = post_reply(topic=topic, author=topic.author, body=quote_of(quoted), files=files)
    Post.objects.filter(pk=post.pk).update(state="held", hold_reasons=["files"], number=None, published_at=None)
    closed_since(quoted)
    end_quarantine(file_id=str(post.attachments.get().stored_file_id))
    post.refresh_from_db()
    assert (post.is_held, post.hold_reasons) == (True, ["quotes"])
    page = text_of(desk.get(reverse("review:item", args=["posts", post.pk])))
    assert "It quotes words that were written for fewer people" in page


def test_a_quote_that_was_taken_out_is_not_put_back(steward, outsider):
    """Its author keeps what stood there, and can read the place that it came from no more."""
    quoted, topic = make_topic(body=WORDS).posts.get(), make_topic(author=outsider)
    post = reply(topic)
    closed_since(quoted)
    with pytest.raises(PermissionDenied):
        edit_post(post_id=post.pk, editor=outsider, body=quote_of(quoted))
    assert refusal(quote_of(quoted), writer=outsider, board=topic.board, marking=topic.marking) == NOT_THERE


def test_who_edits_a_post_keeps_its_quote_of_what_an_author_has_withdrawn():
    quoted = reply(make_topic(), WORDS)
    post = reply(make_topic(), quote_of(quoted))
    withdraw_post(post_id=quoted.pk, author=quoted.author)
    edit_post(post_id=post.pk, editor=post.author, body=quote_of(quoted, "We see it still."))
    assert WORDS in Post.objects.get(pk=post.pk).source


# Fewer readers, or none


def stands(post: Post) -> bool:
    post.refresh_from_db()
    return WORDS in post.source + post.html


def taken_out() -> set[str]:
    return set(ModelLogEntry.objects.filter(action="forum.post.unquote").values_list("object_id", flat=True))


def confirm(desk, url: str, sent: dict):
    """The page that shows what would follow, and then the answer to its button."""
    page = desk.post(url, sent)
    seen = page.context["form"].seen
    return text_of(page), desk.post(url, {**sent, "confirm": "1", "seen": seen})


@pytest.fixture
def quoted() -> Post:
    """A reply that all members read."""
    return reply(make_topic(replies=1), WORDS)


def test_what_goes_to_fewer_readers_is_quoted_nowhere_else(inside, circle, steward, desk, sign_in, quoted):
    openly, within = reply(make_topic(), quote_of(quoted)), reply(make_topic(inside), quote_of(quoted))
    own, secret = reply(quoted.topic, quote_of(quoted)), make_topic(BoardFactory(circle=CircleFactory()))
    secretly = reply(secret, quote_of(quoted))
    url = reverse("forum:topic_move", args=[quoted.topic_id])
    page, _ = confirm(desk, url, {"board": inside.pk, "reason": REASON})
    assert "Quotes of it are taken out of 1 post<" in page
    assert f'<a href="{openly.get_absolute_url()}">Post 2 in “{openly.topic.title}”</a>' in page
    assert [stands(post) for post in (openly, within, own, secretly)] == [False, True, True, False]
    assert taken_out() == {str(openly.pk), str(secretly.pk)}
    assert "A quote of words that are kept more closely now was taken out of post 2" in text_of(
        sign_in(MemberFactory()).get(openly.topic.get_absolute_url())
    )


def test_nor_when_their_board_is_given_to_fewer(inside, circle, steward, desk, quoted):
    openly, within = reply(make_topic(), quote_of(quoted)), reply(make_topic(inside), quote_of(quoted))
    own, board = reply(quoted.topic, quote_of(quoted)), Board.objects.get(pk=quoted.topic.board_id)
    url, fields = reverse("boards_desk:board_audience", args=[board.slug]), {"audience": circle.pk, "reason": REASON}
    page = desk.post(url, fields)
    assert "Quotes of it are taken out of 1 post<" in text_of(page)
    sent = {**fields, "seen": page.context["form"].seen, "version": board.version, "confirm": "1"}
    late = reply(make_topic(), quote_of(quoted))
    assert "have changed since you looked" in text_of(desk.post(url, sent))
    assert [stands(post) for post in (openly, within, own, late)] == [True] * 4
    desk.post(url, {**sent, "seen": desk.post(url, fields).context["form"].seen})
    assert Board.objects.get(pk=board.pk).circle == circle
    assert [stands(post) for post in (openly, within, own, late)] == [False, True, True, False]
    assert taken_out() == {str(openly.pk), str(late.pk)}


def test_a_quote_that_nobody_was_shown_moves_nothing(inside, steward, desk, quoted):
    url, sent = reverse("forum:topic_move", args=[quoted.topic_id]), {"board": inside.pk, "reason": REASON}
    seen = desk.post(url, sent).context["form"].seen
    late = reply(make_topic(), quote_of(quoted))
    page = text_of(desk.post(url, {**sent, "confirm": "1", "seen": seen}))
    assert "Nothing was saved: look again." in page
    assert stands(late)


def test_nor_by_a_merge(inside, steward, desk, quoted):
    openly, into = reply(make_topic(), quote_of(quoted)), make_topic(inside)
    url = reverse("forum:topic_merge", args=[quoted.topic_id])
    page, _ = confirm(desk, url, {"other": str(into.pk), "reason": REASON})
    assert "Quotes of it are taken out of 1 post<" in page
    assert (quoted.topic_id != Post.objects.get(pk=quoted.pk).topic_id, stands(openly)) == (True, False)
    assert taken_out() == {str(openly.pk)}


def test_nor_by_a_split_and_not_in_the_topic_that_it_leaves(inside, steward, desk, quoted):
    openly, beside = reply(make_topic(), quote_of(quoted)), reply(quoted.topic, quote_of(quoted))
    url = reverse("forum:topic_split", args=[quoted.topic_id])
    sent = {"posts": [quoted.pk], "title": "Of its own", "board": inside.pk, "reason": REASON}
    page, _ = confirm(desk, url, sent)
    assert "Quotes of it are taken out of 2 posts<" in page
    assert [stands(openly), stands(beside)] == [False, False]
    assert taken_out() == {str(openly.pk), str(beside.pk)}


def test_a_post_that_was_taken_down_is_quoted_nowhere(steward, desk, sign_in, quoted):
    openly, beside = reply(make_topic(), quote_of(quoted)), reply(quoted.topic, quote_of(quoted))
    held = reply(make_topic(BoardFactory(holds_replies=True)), quote_of(quoted))
    flag_post(post_id=quoted.pk, reporter=MemberFactory(), reason="identifies")
    page = text_of(desk.get(reverse("review:item", args=["flags", quoted.pk])))
    assert "quotes of it are taken out of 2 posts: <a" in page
    assert openly.get_absolute_url() in page
    decide(desk, "flags", quoted.pk, reason="It identifies somebody")
    assert Post.objects.get(pk=quoted.pk).is_taken_down
    assert [stands(post) for post in (openly, beside, held)] == [False, False, False]
    assert taken_out() == {str(openly.pk), str(beside.pk), str(held.pk)}
    client = sign_in(MemberFactory())
    for address in (openly.topic.get_absolute_url(), quoted.topic.get_absolute_url(), "/search/?q=circle"):
        assert WORDS not in text_of(client.get(address))
    with pytest.raises(PermissionDenied):
        reply(make_topic(), quote_of(quoted))


def test_who_withdraws_a_post_is_told_that_quotes_of_it_stay(sign_in, quoted):
    openly = reply(make_topic(), quote_of(quoted))
    answer = sign_in(quoted.author).post(reverse("forum:post_withdraw", args=[quoted.pk]), follow=True)
    assert "What others have quoted of it stays where they quoted it: ask a moderator" in text_of(answer)
    assert stands(openly)


def test_nothing_is_said_or_shown_of_a_quote_that_its_author_alone_reads(inside, steward, desk, quoted):
    board = BoardFactory(holds_replies=True)
    sent_back = reply(make_topic(board), quote_of(quoted))
    reject_post(post_id=sent_back.pk, moderator=steward, reason="Not here")
    post = reply(make_topic())
    Board.objects.filter(pk=post.topic.board_id).update(holds_replies=True)
    edit_post(post_id=post.pk, editor=post.author, body=quote_of(quoted))
    reject_edit(revision_id=post.revisions.get().pk, moderator=steward, reason="Not here")
    url = reverse("forum:topic_move", args=[quoted.topic_id])
    page, _ = confirm(desk, url, {"board": inside.pk, "reason": REASON})
    assert "Quotes of it are taken out" not in page
    assert Post.objects.get(pk=quoted.pk).topic.board == inside
    assert taken_out() == set()
