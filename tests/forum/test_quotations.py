"""The database knows which post quotes which, in today's words and in earlier versions."""

import pytest

from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Post, Quotation
from forum.rules import QUIET
from tests.factories import BoardFactory, make_topic

pytestmark = pytest.mark.django_db


def pairs(**which) -> set[tuple[int, int]]:
    return set(Quotation.objects.filter(**which).values_list("post", "quoted"))


def test_quotes_are_kept_apart_by_whether_the_post_still_has_them():
    quoted, board = make_topic(replies=1), BoardFactory()
    first, second = quoted.posts.order_by("number")
    there = make_topic(board)

    def say(body: str) -> Post:
        return post_reply(topic=there, author=there.author, body=body)

    def quote(*posts: Post) -> str:
        return "\n\n".join(f"> [x](https://forum.example/forum/posts/{post.pk}/#a) wrote:\n>\n> It" for post in posts)

    both = say(quote(first, second))
    say(f"Only a link: [x](/forum/posts/{first.pk}/)")
    earlier, waits, gone = say(quote(second)), say("Nothing yet"), say(quote(first))
    Post.objects.filter(pk=earlier.pk).update(published_at=earlier.published_at - 2 * QUIET)
    edit_post(post_id=earlier.pk, editor=there.author, body="In my own words.")
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    edit_post(post_id=waits.pk, editor=there.author, body=quote(first))
    withdraw_post(post_id=gone.pk, author=there.author)
    kept = {(both.pk, first.pk), (both.pk, second.pk), (waits.pk, first.pk)}
    assert pairs(is_past=False) == kept
    assert pairs(is_past=True) == {(earlier.pk, second.pk)}
