"""Two people act at the same time: both get an answer, and the result is that of one after the other."""

import itertools
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post, reject_post
from forum.actions.approve_reworded import approve_reworded, approve_reworded_edit
from forum.actions.change_topic import archive_topic, set_topic_lock
from forum.actions.edit import edit_post
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.models import Board, Post, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import preview_change
from forum.queries.quotes import shown_in
from ratsite.files.enums import FileState
from ratsite.files.models import FileText, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.approve_first import take_back_approval
from ratsite.moderation.actions.claim import claim
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.threads import ASKED_BY, WHERE_TWO_WRITE, while_locked, while_open

OPENED_BY = 0.3  # seconds: by then a small file has been opened in its own process
pytestmark = pytest.mark.django_db(transaction=True)


def both_ways(prepare: Callable[[], dict], *names: str, held: str):
    """Prepare a new case for each order of the actions, and yield it with the outcomes by name."""
    for order in itertools.permutations(names):
        case = prepare()
        found = while_locked(case[held], *(case[name] for name in order))
        yield case, dict(zip(order, found, strict=True))


@pytest.fixture(scope="module")
def held_reply(copied) -> Callable[[], dict]:
    board = BoardFactory(holds_replies=True)
    topic = make_topic(board)
    author = MemberFactory()
    one, other = MemberFactory.create_batch(2, roles=["Moderators"])
    health = AgencyFactory(main_remit=Remit.objects.get(slug="health"))
    nurse = MemberFactory(agency=health, roles=["Moderators"])

    def prepare() -> dict:
        post = post_reply(topic=topic, author=author, body="I waited.")
        return {
            "board": board,
            "topic": topic,
            "post": post,
            "approve": partial(approve_post, post_id=post.pk, moderator=one),
            "reject": partial(reject_post, post_id=post.pk, moderator=other, reason="Off the aim"),
            "second": partial(approve_post, post_id=post.pk, moderator=nurse),
            "take_back": partial(take_back_approval, queue="posts", item_id=post.pk, moderator=one),
            "reword": partial(approve_reworded, post_id=post.pk, moderator=one, body="I stood.", reason="Shorter"),
            "edit": partial(edit_post, post_id=post.pk, editor=author, body="I waited long."),
            "withdraw": partial(withdraw_post, post_id=post.pk, author=author),
            "start": partial(make_topic, board, one),
        }

    return prepare


def state_of(case: dict) -> tuple:
    """Return the post's state, its text, and whether the board's count of posts is right."""
    post = Post.objects.select_related("topic__board").get(pk=case["post"].pk)
    live = Post.objects.live().filter(topic__board=post.topic.board)
    return post.state, post.source, post.topic.board.post_count == live.count()


def test_an_approval_and_the_authors_change_both_arrive(held_reply):
    for case, done in both_ways(held_reply, "approve", "edit", held="topic"):
        assert done["approve"] is True
        assert isinstance(done["edit"], Post)
        waiting = [change.source for change in case["post"].revisions.pending()]
        assert (state_of(case), waiting) in [
            ((PostState.LIVE, "I waited long.", True), []),
            ((PostState.LIVE, "I waited.", True), ["I waited long."]),
        ]


def test_a_post_that_is_approved_and_withdrawn_at_once_is_withdrawn(held_reply):
    for case, done in both_ways(held_reply, "approve", "withdraw", held="topic"):
        assert isinstance(done["approve"], bool)
        assert isinstance(done["withdraw"], Post)
        assert state_of(case) == (PostState.WITHDRAWN, "", True)
        assert (Post.objects.get(pk=case["post"].pk).number is not None) == done["approve"]


def test_one_of_two_decisions_counts(held_reply):
    for case, done in both_ways(held_reply, "approve", "reject", held="topic"):
        assert sorted([done["approve"], done["reject"]]) == [False, True]
        assert state_of(case)[0] == (PostState.LIVE if done["approve"] else PostState.REJECTED)


def test_a_moderator_s_rewording_or_another_s_decision_counts_but_not_both(held_reply):
    for case, done in both_ways(held_reply, "reword", "reject", held="topic"):
        assert sorted([done["reword"], done["reject"]]) == [False, True]
        state, words = (PostState.LIVE, "I stood.") if done["reword"] else (PostState.REJECTED, "I waited.")
        assert state_of(case) == (state, words, True)
        assert case["post"].revisions.count() == done["reword"]


@pytest.fixture(scope="module")
def held_change(copied) -> Callable[[], dict]:
    board = BoardFactory()
    topic = make_topic(board)
    author = MemberFactory()
    one, other = MemberFactory.create_batch(2, roles=["Moderators"])

    def prepare() -> dict:
        Board.objects.filter(pk=board.pk).update(holds_replies=False)
        post = post_reply(topic=topic, author=author, body="I waited.")
        Board.objects.filter(pk=board.pk).update(holds_replies=True)
        edit_post(post_id=post.pk, editor=author, body="I waited in Acacia Road.")
        change = {"revision_id": post.revisions.pending().get().pk}
        return {
            "topic": topic,
            "post": post,
            "reword": partial(approve_reworded_edit, **change, moderator=one, body="I stood.", reason="A road"),
            "approve": partial(approve_edit, **change, moderator=other),
            "edit": partial(edit_post, post_id=post.pk, editor=author, body="I waited long."),
            "withdraw": partial(withdraw_post, post_id=post.pk, author=author),
        }

    return prepare


def test_one_of_two_decisions_about_a_change_counts(held_change):
    for case, done in both_ways(held_change, "reword", "approve", held="topic"):
        assert sorted([done["reword"], done["approve"]]) == [False, True]
        assert state_of(case)[1] == ("I stood." if done["reword"] else "I waited in Acacia Road.")
        assert not case["post"].revisions.pending().exists()


def test_an_edit_is_reworded_while_its_author_changes_or_withdraws_it(held_change):
    for case, done in both_ways(held_change, "reword", "edit", held="topic"):
        assert done["reword"] is True
        waiting = [change.source for change in case["post"].revisions.pending()]
        assert (state_of(case)[1], waiting) in [("I stood.", []), ("I stood.", ["I waited long."])]
    for case, done in both_ways(held_change, "reword", "withdraw", held="topic"):
        assert isinstance(done["reword"], bool)
        assert state_of(case) == (PostState.WITHDRAWN, "", True)
        assert not case["post"].revisions.pending().exists()


def test_two_approvals_at_once_count_as_the_first_and_the_second(held_reply):
    for case, done in both_ways(partial(wanting_two, held_reply), "approve", "second", held="topic"):
        Board.objects.filter(pk=case["board"].pk).update(needs_two_approvals=False)
        assert (done["approve"], done["second"]) == (True, True)
        assert state_of(case) == (PostState.LIVE, "I waited.", True)
        actions = ["forum.post.approve_first", "forum.post.approve"]
        entries = ModelLogEntry.objects.filter(object_id=str(case["post"].pk), action__in=actions)
        assert list(entries.order_by("pk").values_list("action", flat=True)) == actions


def wanting_two(held_reply: Callable[[], dict]) -> dict:
    case = held_reply()
    Board.objects.filter(pk=case["board"].pk).update(needs_two_approvals=True)
    return case


def test_an_approval_that_is_withdrawn_at_that_moment_is_either_seconded_or_gone(held_reply):
    def prepare() -> dict:
        case = wanting_two(held_reply)
        case["approve"]()
        return case

    for case, done in both_ways(prepare, "second", "take_back", held="topic"):
        Board.objects.filter(pk=case["board"].pk).update(needs_two_approvals=False)
        assert done["second"] is True
        assert state_of(case)[0] == (PostState.HELD if done["take_back"] else PostState.LIVE)


def test_one_of_two_claims_at_once_counts(held_reply):
    case = held_reply()
    people = MemberFactory.create_batch(2, roles=["Moderators"])
    acts = [partial(claim, queue="posts", item_id=case["post"].pk, person=person) for person in people]
    one, other = while_locked(case["topic"], *acts)
    assert (one, one.person_id) == (other, other.person_id)


def test_a_moderator_who_starts_a_topic_may_approve_on_the_same_board(held_reply):
    for case, done in both_ways(held_reply, "approve", "start", held="board"):
        assert done["approve"] is True
        assert isinstance(done["start"], Topic)
        assert state_of(case) == (PostState.LIVE, "I waited.", True)


def test_a_file_may_be_removed_while_its_check_ends(copied):
    author = MemberFactory()
    topic = make_topic(author=author)
    post = post_reply(topic=topic, author=author, body="See.", files=[SimpleUploadedFile("a.txt", b"Ask.")])
    file = post.attachments.get()
    FileText.objects.all().delete()
    StoredFile.objects.update(state=FileState.QUARANTINED)  # its check ran at once, as all tasks do in tests
    edit = partial(edit_post, post_id=post.pk, editor=author, body="See.", remove=[file.pk])
    check = partial(end_quarantine, file_id=str(file.stored_file_id))
    changed, is_checked = while_locked(topic, edit, check, head_start=OPENED_BY)
    assert changed == post
    assert isinstance(is_checked, bool)  # False where the file went first
    assert not StoredFile.objects.filter(pk=file.stored_file_id).exists()
    assert Post.objects.get(pk=post.pk).is_live


def test_a_reply_to_a_topic_that_closes_at_that_moment_comes_back_with_its_text(copied, client):
    topic = make_topic()
    client.force_login(MemberFactory())
    address = reverse("forum:topic_reply", args=[topic.pk])
    client.get(address)  # whatever is fetched once in a process
    close = partial(Topic.objects.filter(pk=topic.pk).update, is_locked=True)
    send = partial(client.post, address, {"body": "Typed for an hour"})
    (answer,) = while_locked(topic, send, head_start=ASKED_BY, meanwhile=close)
    html = flat(answer.content)
    assert (answer.status_code, "This topic is locked" in html) == (403, True)
    assert "Typed for an hour</textarea>" in html
    assert Post.objects.filter(topic=topic).count() == 1


@pytest.fixture(scope="module")
def worked_on(copied) -> Callable[[], dict]:
    """A topic with a reply, which a moderator locks, moves to a circle's board, merges or splits while others write."""
    author, mover = MemberFactory(), MemberFactory(roles=["Moderators"])
    circle = CircleFactory()
    circle.people.add(mover)

    def prepare() -> dict:
        board, inside = BoardFactory(), BoardFactory(circle=circle)
        topic, other = make_topic(board, replies=1), make_topic(board)
        reply = post_reply(topic=topic, author=author, body="I was here.")
        by = {"moderator": mover, "reason": "Agreed"}
        here, there = (readers_after(board, place).counts for place in (None, circle))
        part = Part([reply.pk], "Aside", board.pk)
        return {
            "topic": topic,
            "other": other,
            "post": reply,
            "boards": [board, inside],
            "reply": partial(post_reply, topic=topic, author=author, body="In that moment."),
            "withdraw": partial(withdraw_post, post_id=reply.pk, author=author),
            "lock": partial(set_topic_lock, topic_id=topic.pk, is_locked=True, **by),
            "move": partial(move_topic, topic_id=topic.pk, board_id=inside.pk, shown_hash=there, **by),
            "split": partial(split_topic, topic_id=topic.pk, part=part, shown_hash=here, **by),
            "merge": partial(merge_topic, topic_id=topic.pk, into_id=other.pk, shown_hash=here, **by),
            "merge back": partial(merge_topic, topic_id=other.pk, into_id=topic.pk, shown_hash=here, **by),
        }

    return prepare


def is_counted_right(case: dict) -> bool:
    live, topics = Post.objects.live(), Topic.objects.published()
    return all(
        (board.post_count, board.topic_count)
        == (live.filter(topic__board=board).count(), topics.filter(board=board).count())
        for board in Board.objects.filter(pk__in=[board.pk for board in case["boards"]])
    )


@pytest.mark.parametrize("work", ["lock", "move", "merge"])
def test_a_reply_comes_before_what_a_moderator_does_or_comes_back(worked_on, work):
    for case, done in both_ways(worked_on, "reply", work, held="topic"):
        assert done[work] is True
        assert isinstance(done["reply"], Post | PermissionDenied)
        arrived = Post.objects.filter(source="In that moment.", topic__in=[case["topic"], case["other"]])
        assert arrived.count() == isinstance(done["reply"], Post)
        assert is_counted_right(case)


def test_a_post_is_withdrawn_although_it_is_split_off_at_that_moment(worked_on):
    for case, done in both_ways(worked_on, "withdraw", "split", held="topic"):
        assert isinstance(done["split"], Topic | Stale)
        assert isinstance(done["withdraw"], Post)
        post = Post.objects.get(pk=case["post"].pk)
        assert (post.is_withdrawn, post.source, is_counted_right(case)) == (True, "", True)


def test_one_of_two_opposite_merges_counts(worked_on):
    for case, done in both_ways(worked_on, "merge", "merge back", held="topic"):
        kinds = sorted("done" if outcome is True else type(outcome).__name__ for outcome in done.values())
        assert kinds == ["PermissionDenied", "done"]
        assert Topic.objects.published().filter(board=case["boards"][0]).count() == 1
        assert is_counted_right(case)


@pytest.fixture(scope="module")
def marked(copied) -> Callable[[], dict]:
    """A topic that gets a stricter and a more open marking at once, while someone quotes it in an open topic."""
    author, one, other = MemberFactory(), *MemberFactory.create_batch(2, roles=["Moderators"])

    def prepare() -> dict:
        topic, there, closer = (make_topic(author=author, marking=one) for one in ("green", "green", "amber_strict"))
        board, by = BoardFactory(), {"moderator": other, "reason": "Agreed"}
        shown_hash = readers_after(board, None).counts
        body = f"> [x](/forum/posts/{topic.posts.get().pk}/) wrote:\n>\n> It began\n\nYes."

        def mark(marking: Marking, moderator) -> Callable:
            shown = preview_change(Topic.objects.get(pk=topic.pk), marking, moderator).shown_hash
            return partial(
                mark_topic, topic_id=topic.pk, actor=moderator, marking=marking, reason="Agreed", shown_hash=shown
            )

        return {
            "reader": author,
            "topic": topic,
            "there": there,
            "opening": topic.posts.get().pk,
            "closer": mark(Marking.AMBER_STRICT, one),
            "opener": mark(Marking.CLEAR, other),
            "quote": partial(post_reply, topic=there, author=author, body=body),
            "begin": partial(make_topic, there.board, author, body=body),
            "edit": partial(edit_post, post_id=there.posts.get().pk, editor=author, body=body),
            "move": partial(move_topic, topic_id=topic.pk, board_id=board.pk, shown_hash=shown_hash, **by),
            "merge": partial(merge_topic, topic_id=topic.pk, into_id=closer.pk, shown_hash=shown_hash, **by),
        }

    return prepare


def test_one_of_two_markings_at_once_counts(marked):
    for case, done in both_ways(marked, "closer", "opener", held="topic"):
        assert sorted(type(outcome).__name__ for outcome in done.values()) == ["Stale", "bool"]
        assert Topic.objects.get(pk=case["topic"].pk).marking == ("amber_strict" if done["closer"] is True else "clear")


@pytest.mark.parametrize("work", ["closer", "merge"])
@pytest.mark.parametrize("saying", ["quote", "begin", "edit"])
def test_text_that_is_marked_more_closely_while_it_is_quoted_is_shown_openly_nowhere(marked, work, saying):
    for held in ("topic", "there") if saying != "begin" else ("topic",):
        for case, done in both_ways(marked, work, saying, held=held):
            assert done[work] is True or isinstance(done[work], Stale)
            assert isinstance(done[saying], Post | Topic | PermissionDenied)
            quoting = Post.objects.filter(quotations__quoted=case["opening"], topic__marking="green")
            shown = [shown_in(post, case["reader"]) for post in quoting.select_related("topic__board")]
            is_closer = Post.objects.get(pk=case["opening"]).topic.marking == "amber_strict"
            assert is_closer == (done[work] is True)
            assert not (is_closer and any(shown))


def test_a_topic_that_is_marked_while_it_is_moved_has_both_or_is_asked_about_again(marked):
    for case, done in both_ways(marked, "closer", "move", held="topic"):
        assert done["move"] is True
        assert done["closer"] is True or isinstance(done["closer"], Stale)
        topic = Topic.objects.get(pk=case["topic"].pk)
        assert topic.board_id != case["topic"].board_id
        assert (topic.marking == "amber_strict") == (done["closer"] is True)


def test_a_topic_that_is_marked_while_it_is_merged_is_never_left_more_open(marked):
    for case, done in both_ways(marked, "closer", "merge", held="topic"):
        assert True in done.values()
        assert all(isinstance(outcome, bool | Stale | PermissionDenied) for outcome in done.values())
        assert Post.objects.get(pk=case["opening"]).topic.marking == "amber_strict"


@pytest.mark.parametrize("saying", ["quote", "edit"])
def test_a_person_who_quotes_is_not_blocked_by_a_move_of_the_quoted_post(marked, saying):
    case, elsewhere = marked(), make_topic()
    go = partial(Post.objects.filter(pk=case["opening"]).update, topic=elsewhere, number=9)
    (answer,) = while_locked(case["there"], case[saying], head_start=ASKED_BY, meanwhile=go)
    assert isinstance(answer, Post)
    assert "It began" not in Post.objects.get(pk=answer.pk).source


@WHERE_TWO_WRITE
def test_a_post_published_while_another_topic_is_archived_is_its_board_s_latest(copied):
    """Archiving reads the board's topics to find the latest; the reply publishes before it has written the result."""
    author, moderator, board = MemberFactory(), MemberFactory(roles=["Moderators"]), BoardFactory()
    other, archived = make_topic(board=board, author=author), make_topic(board=board, author=author)
    reply = partial(post_reply, topic=other, author=author, body="It goes on.")
    archive = partial(archive_topic, topic_id=archived.pk, moderator=moderator, is_archived=True, reason="Ended")
    make_topic(board=board, author=author)
    assert isinstance(while_open(reply, archive)[0], Post)
    assert Board.objects.get(pk=board.pk).latest_topic == other
