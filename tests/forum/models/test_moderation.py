"""Which boards, posts and names a moderator decides on, and which posts the review queue hides from them."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum.actions.post import post_reply
from forum.enums import HoldReason, PostState, RevisionState, Voice
from forum.models import Attachment, Board, Flag, Post, Revision, Topic
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.moderation.clock import CHECK_TAKES
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db


def moderator_of(agency=None, **fields) -> User:
    return MemberFactory(roles=["Moderators"], **({"agency": agency} if agency else {}), **fields)


def moderates(person: User, board: Board) -> bool:
    return Board.objects.moderated_by(person).filter(pk=board.pk).exists()


# Boards


def test_a_board_without_named_moderators_is_moderated_by_those_who_can_see_it(moderator, member):
    board, for_circle = BoardFactory(), BoardFactory(circle=CircleFactory())
    coordinator = MemberFactory(roles=["Coordinators", "Curators"])
    assert [moderates(person, board) for person in (moderator, coordinator, member, AnonymousUser())] == [
        True,
        False,
        False,
        False,
    ]
    assert not moderates(moderator, for_circle)
    for_circle.circle.people.add(moderator)
    assert moderates(moderator, for_circle)


def test_a_board_with_named_moderators_is_moderated_by_these(moderator):
    board, other = BoardFactory(), BoardFactory()
    named = moderator_of()
    board.moderators.add(named)
    assert [moderates(person, board) for person in (moderator, named)] == [False, True]
    assert [moderates(person, other) for person in (moderator, named)] == [True, True]


@pytest.mark.parametrize("way", ["people", "agencies", "remits"])
def test_a_named_moderator_counts_while_they_are_in_the_board_s_circle(moderator, way):
    circle, named = CircleFactory(), moderator_of()
    board = BoardFactory(circle=circle)
    board.moderators.add(named)
    circle.people.add(moderator)
    assert [moderates(person, board) for person in (moderator, named)] == [True, False]
    health = Remit.objects.get(slug="health")
    named.agency.remits.add(health)
    getattr(circle, way).add({"people": named, "agencies": named.agency, "remits": health}[way])
    assert [moderates(person, board) for person in (moderator, named)] == [False, True]


@pytest.mark.parametrize("change", ["role", "excluded"])
def test_others_moderate_while_no_named_moderator_can_decide(moderator, change):
    board, named = BoardFactory(), moderator_of()
    board.moderators.add(named)
    if change == "role":
        named.groups.clear()
    else:
        later = timezone.now() + dt.timedelta(days=1)
        User.objects.filter(pk=named.pk).update(excluded_until=later)
    assert moderates(moderator, board)


# Posts


@pytest.fixture
def board() -> Board:
    return BoardFactory(bars_own_agency=True)


@pytest.fixture
def post(board) -> Post:
    return make_topic(board, MemberFactory(), voice=Voice.ROLE).posts.get()


def is_reviewed(post: Post, person: User) -> bool:
    return Post.objects.reviewed_by(person).filter(pk=post.pk).exists()


def test_posts_on_boards_that_a_person_does_not_moderate_are_not_reviewed(post, moderator, member):
    assert [is_reviewed(post, person) for person in (moderator, member)] == [True, False]


def test_the_queue_hides_what_a_colleague_wrote_without_naming_the_agency(post, board):
    colleague = moderator_of(post.author.agency)
    assert not is_reviewed(post, colleague)
    for voice in (Voice.NAME, Voice.AGENCY):
        Post.objects.filter(pk=post.pk).update(voice=voice)
        assert is_reviewed(post, colleague)
    Post.objects.filter(pk=post.pk).update(voice=Voice.ROLE)
    Board.objects.filter(pk=board.pk).update(bars_own_agency=False)
    assert is_reviewed(post, colleague)


def test_a_person_without_an_agency_reviews_posts_of_people_without_one(board):
    post = make_topic(board, MemberFactory(agency=None), voice=Voice.ROLE).posts.get()
    assert is_reviewed(post, MemberFactory(roles=["Moderators"], agency=None))


def test_both_the_agency_of_the_day_and_that_of_today_are_a_colleague_s(post):
    former, present = post.author.agency, AgencyFactory()
    User.objects.filter(pk=post.author_id).update(agency=present)
    seen = [is_reviewed(post, moderator_of(agency)) for agency in (former, present, AgencyFactory())]
    assert seen == [False, False, True]


def test_own_posts_and_reported_posts_of_colleagues_are_not_hidden(post, board):
    colleague = moderator_of(post.author.agency)
    own = make_topic(board, colleague, voice=Voice.ROLE).posts.get()
    assert is_reviewed(own, colleague)
    flag = Flag.objects.create(post=post, reporter=MemberFactory(), reason="other", created_at=timezone.now())
    assert not is_reviewed(post, colleague)
    Flag.objects.filter(pk=flag.pk).update(reporter=colleague)
    assert is_reviewed(post, colleague)
    other = make_topic(board, post.author, voice=Voice.ROLE).posts.get()
    assert not is_reviewed(other, colleague)
    Flag.objects.filter(pk=flag.pk).update(outcome="kept", settled_at=timezone.now())
    assert not is_reviewed(post, colleague)


def test_edits_of_live_posts_are_reviewed_with_their_posts(post, moderator):
    colleague = moderator_of(post.author.agency)
    edit = Revision.objects.create(post=post, source="Ask.", state=RevisionState.PENDING, created_at=timezone.now())

    def found(person: User) -> tuple[bool, bool]:
        edits = Revision.objects.filter(pk=edit.pk)
        return edits.moderated_by(person).exists(), edits.reviewed_by(person).exists()

    assert [found(person) for person in (moderator, colleague, MemberFactory())] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    Post.objects.filter(pk=post.pk).update(state=PostState.WITHDRAWN, withdrawn_at=timezone.now(), source="", html="")
    assert found(moderator) == (False, False)


def test_moderators_get_the_files_of_posts_and_edits_that_they_decide_on(post, moderator, member):
    file = StoredFile.objects.create(name="a.txt", size=5, uploaded_by=post.author)
    attachment = Attachment.objects.create(post=post, stored_file=file)

    def found() -> list[bool]:
        files = Attachment.objects.filter(pk=attachment.pk)
        return [files.moderated_by(person).exists() for person in (moderator, member)]

    assert found() == [False, False]
    flag = Flag.objects.create(post=post, reporter=MemberFactory(), reason="other", created_at=timezone.now())
    assert found() == [True, False]
    flag.delete()
    edit = Revision.objects.create(post=post, source="Ask.", state=RevisionState.PENDING, created_at=timezone.now())
    assert found() == [False, False]  # the file came with the post, not with the edit
    Attachment.objects.filter(pk=attachment.pk).update(waits=True)
    assert found() == [True, False]
    Revision.objects.filter(pk=edit.pk).update(state=RevisionState.APPLIED)
    assert found() == [False, False]
    Post.objects.filter(pk=post.pk).update(
        state=PostState.HELD, hold_reasons=["flagged"], number=None, published_at=None
    )
    assert found() == [True, False]


# Names


def can_reveal(post: Post, person: User) -> bool:
    return Post.objects.to_be_revealed_to(person).filter(pk=post.pk).exists()


def test_moderators_look_up_the_hidden_authors_of_live_posts_of_others(post, moderator, member):
    assert [can_reveal(post, person) for person in (moderator, member)] == [True, False]
    own = make_topic(post.topic.board, moderator, voice=Voice.ROLE).posts.get()
    assert not can_reveal(own, moderator)
    Post.objects.filter(pk=post.pk).update(voice=Voice.NAME)
    assert not can_reveal(post, moderator)


def test_nobody_looks_up_an_erased_author(post, moderator):
    User.objects.filter(pk=post.author_id).update(email="erased-7@invalid")
    assert not can_reveal(post, moderator)


def test_moderators_look_up_the_authors_of_held_and_reported_posts_and_no_other_hidden_ones(post, moderator, clock):
    Board.objects.filter(pk=post.topic.board_id).update(holds_replies=True)
    topic = Topic.objects.select_related("board").get(pk=post.topic_id)
    held = post_reply(topic=topic, author=MemberFactory(), body="Ask first.", voice=Voice.ROLE)
    assert can_reveal(held, moderator)
    Post.objects.filter(pk=held.pk).update(hold_reasons=[HoldReason.FILES], created_at=timezone.now())
    assert not can_reveal(held, moderator)  # it is published once its files are checked
    clock.now += CHECK_TAKES
    assert can_reveal(held, moderator)
    Post.objects.filter(pk=held.pk).update(state=PostState.REJECTED, decision_reason="It names a street.")
    assert not can_reveal(held, moderator)
    Post.objects.filter(pk=post.pk).update(state=PostState.WITHDRAWN, withdrawn_at=timezone.now(), source="", html="")
    assert not can_reveal(post, moderator)
    Flag.objects.create(post=post, reporter=MemberFactory(), reason="other", created_at=timezone.now())
    assert can_reveal(post, moderator)
