"""Two hundred posts and decisions at once, from eight threads: nothing is lost, doubled or miscounted."""

import itertools
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_post, reject_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.models import Board, Flag, Post, Topic
from tests.factories import BoardFactory, MemberFactory, make_topic

THREADS, EACH = 8, 25
SEED = 20261125  # another one tries another order; it is printed with whatever fails
DECISIONS = {
    "approve": "forum.post.approve",
    "reject": "forum.post.reject",
    "take_down": "forum.post.take_down",
    "leave": "forum.post.leave",
}
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Done:
    """One act, and its answer: what the action returned, or its refusal."""

    kind: str
    post_id: int | None
    answer: object


@dataclass
class Crowd:
    """Two boards, one of which holds every reply, with posts on each, and the people who act on them."""

    open_board: Board = field(default_factory=BoardFactory)
    held_board: Board = field(default_factory=lambda: BoardFactory(holds_replies=True))
    done: list[Done] = field(default_factory=list)

    def __post_init__(self):
        self.authors = MemberFactory.create_batch(4)
        self.readers = MemberFactory.create_batch(4)
        self.moderators = MemberFactory.create_batch(3, roles=["Moderators"])
        self.topics = [make_topic(board) for board in (self.open_board, self.held_board) for _ in range(2)]
        self.posts = [self._write(number) for number in range(60)]  # of each board half
        for post, reader in zip(self.posts[::4], itertools.cycle(self.readers)):
            flag_post(post_id=post.pk, reporter=reader, reason="off_aim")
        self.before = Post.objects.count()

    def _write(self, number: int) -> Post:
        topic = self.topics[0] if number % 2 == 0 else self.topics[2]
        return post_reply(topic=topic, author=self.authors[number % 4], body=f"Before {number}")

    def acts(self, thread: int) -> Iterator[tuple[str, int | None, Callable]]:
        """Yield EACH acts in this thread's own order; all threads act on the same posts."""
        chance = random.Random(SEED + thread)
        kinds = ["reply"] * 9 + ["twice"] * 2 + ["approve"] * 4 + ["reject"] * 3 + ["withdraw"] * 2
        kinds += ["flag"] * 2 + ["take_down", "leave", "leave"]
        chance.shuffle(kinds)
        assert len(kinds) == EACH
        for kind in kinds:
            yield from self._act(kind, chance)

    def _act(self, kind: str, chance: random.Random) -> Iterator[tuple[str, int | None, Callable]]:
        if kind in ("reply", "twice"):
            said = {"author": chance.choice(self.authors), "body": "Said at once.", "submission": uuid.uuid4()}
            sent = partial(post_reply, topic=chance.choice(self.topics), **said)
            yield from [("reply", None, sent)] * (2 if kind == "twice" else 1)
            return
        post, person = chance.choice(self.posts), chance.choice(self.moderators)
        if kind == "withdraw":
            yield kind, post.pk, partial(withdraw_post, post_id=post.pk, author=post.author)
        elif kind == "flag":
            said = {"reporter": chance.choice(self.readers), "reason": "identifies"}
            yield kind, post.pk, partial(flag_post, post_id=post.pk, **said)
        elif kind == "approve":
            yield kind, post.pk, partial(approve_post, post_id=post.pk, moderator=person)
        else:
            decide = {"reject": reject_post, "take_down": take_down, "leave": leave_post}[kind]
            yield kind, post.pk, partial(decide, post_id=post.pk, moderator=person, reason="Off the aim")


def all_at_once(crowd: Crowd) -> list[BaseException]:
    """Run all acts in threads that start together; return the unexpected exceptions."""
    start, unforeseen = threading.Barrier(THREADS), []

    def work(thread: int) -> None:
        try:
            acts = list(crowd.acts(thread))
            start.wait()
            for kind, post_id, act in acts:
                try:
                    answer = act()
                except PermissionDenied as refusal:
                    answer = refusal
                crowd.done.append(Done(kind, post_id, answer))
        except Exception as error:  # noqa: BLE001 in a thread it would be lost
            unforeseen.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return unforeseen


def test_two_hundred_posts_and_decisions_at_once_lose_and_duplicate_nothing(copied):
    ModelLogEntry.objects.all().delete()
    crowd = Crowd()
    assert all_at_once(crowd) == [], SEED
    assert len(crowd.done) >= THREADS * EACH
    every_reply_is_there_once(crowd)
    every_decision_was_made_once(crowd)
    the_log_has_each_decision_once(crowd)
    every_flag_is_answered_once_or_open(crowd)
    for topic in Topic.objects.filter(board__in=[crowd.open_board, crowd.held_board]):
        numbers_have_no_gap(topic)
    for board in Board.objects.filter(pk__in=[crowd.open_board.pk, crowd.held_board.pk]):
        counts_are_what_a_recount_gives(board)


def every_reply_is_there_once(crowd: Crowd) -> None:
    """A reply that was sent twice is there once: both senders got the same post."""
    answers = [done.answer for done in crowd.done if done.kind == "reply"]
    posts = {post.submission: post.pk for post in answers}
    assert all(posts[post.submission] == post.pk for post in answers)
    assert len(answers) == len(posts) + THREADS * 2
    assert dict(Post.objects.filter(submission__isnull=False).values_list("submission", "pk")) == posts
    assert Post.objects.count() == crowd.before + len(posts)
    assert set(Post.objects.filter(pk__in=posts.values()).values_list("source", flat=True)) == {"Said at once."}


def every_decision_was_made_once(crowd: Crowd) -> None:
    """The first decision counts, all others were refused, and the post's state is that of the decision."""
    asked = [done for done in crowd.done if done.kind in ("approve", "reject")]
    decided = Counter(done.post_id for done in asked if done.answer is True)
    assert set(decided.values()) <= {1}
    assert {type(done.answer) for done in asked} <= {bool}
    withdrawn, taken_down = gone_posts(crowd)
    for done in asked:
        if done.answer is True:
            post = Post.objects.get(pk=done.post_id)
            assert (post.number is not None) == (done.kind == "approve")
            gone = post.pk in withdrawn | taken_down
            kept = PostState.LIVE if done.kind == "approve" else PostState.REJECTED
            assert post.state == (PostState.WITHDRAWN if gone else kept)


def gone_posts(crowd: Crowd) -> tuple[set[int], set[int]]:
    """Return the posts that their authors withdrew and those that a moderator took down."""
    withdrawn = {done.post_id for done in crowd.done if done.kind == "withdraw" and isinstance(done.answer, Post)}
    return withdrawn, {done.post_id for done in crowd.done if done.kind == "take_down" and done.answer is True}


def the_log_has_each_decision_once(crowd: Crowd) -> None:
    made = Counter(
        (DECISIONS[done.kind], str(done.post_id))
        for done in crowd.done
        if done.kind in DECISIONS and done.answer is True
    )
    logged = ModelLogEntry.objects.filter(action__in=DECISIONS.values()).values_list("action", "object_id")
    assert Counter(logged) == made
    assert {action for action, _ in made} == set(DECISIONS.values())  # each kind has happened


def every_flag_is_answered_once_or_open(crowd: Crowd) -> None:
    """A report stays open when the author withdraws the post, until a moderator has decided."""
    of_posts = set(Flag.objects.open().exclude(post__state=PostState.LIVE).values_list("post", flat=True))
    withdrawn, taken_down = gone_posts(crowd)
    assert of_posts <= withdrawn - taken_down
    open_ones = Counter(Flag.objects.open().values_list("post", "reporter"))
    assert set(open_ones.values()) <= {1}
    assert not Flag.objects.exclude(outcome="").filter(settled_at=None).exists()


def numbers_have_no_gap(topic: Topic) -> None:
    numbers = sorted(topic.posts.filter(number__isnull=False).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert topic.last_number == len(numbers)


def counts_are_what_a_recount_gives(board: Board) -> None:
    live = Post.objects.live().filter(topic__board=board)
    assert (board.post_count, board.topic_count) == (live.count(), live.values("topic").distinct().count())
    assert board.latest_topic_id in live.values_list("topic", flat=True)
