"""Which post quotes which is known of what stood before anybody kept it, too."""

from importlib import import_module

import pytest
from django.apps import apps

from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Post, Quotation
from forum.rules import QUIET
from tests.factories import BoardFactory, make_topic

pytestmark = pytest.mark.django_db


def pairs() -> set[tuple[int, int]]:
    return set(Quotation.objects.values_list("post", "quoted"))


def test_what_stood_there_before_is_found_as_if_it_was_written_today():
    fill = import_module("forum.migrations.0025_quotations_that_stand").fill
    quoted, board = make_topic(replies=1), BoardFactory()
    first, second = quoted.posts.order_by("number")
    there = make_topic(board)

    def say(body: str) -> Post:
        return post_reply(topic=there, author=there.author, body=body)

    def quote(*posts: Post) -> str:
        return "\n\n".join(f"> [x](https://forum.example/forum/posts/{post.pk}/#a) wrote:\n>\n> It" for post in posts)

    say(quote(first, second))
    say(f"Only a link: [x](/forum/posts/{first.pk}/)")
    lost = say("Nothing yet")
    Post.objects.filter(pk=lost.pk).update(source="> [x](/forum/posts/99999999/) wrote:\n>\n> It")
    earlier, waits, gone = say(quote(second)), say("Nothing yet"), say(quote(first))
    Post.objects.filter(pk=earlier.pk).update(published_at=earlier.published_at - 2 * QUIET)
    edit_post(post_id=earlier.pk, editor=there.author, body="In my own words.")
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    edit_post(post_id=waits.pk, editor=there.author, body=quote(first))
    withdraw_post(post_id=gone.pk, author=there.author)
    kept = pairs()
    assert len(kept) == 4
    before = set(Quotation.objects.filter(is_past=True).values_list("post", "quoted"))
    assert before == {(earlier.pk, second.pk)}
    Quotation.objects.all().delete()
    for _ in range(2):  # what is there already stays
        fill(apps, None)
        assert pairs() == kept
    tell_apart = import_module("forum.migrations.0034_quotes_told_apart").tell_apart
    tell_apart(apps, None)
    assert set(Quotation.objects.filter(is_past=True).values_list("post", "quoted")) == before
