"""An erasure is interrupted, or other people act meanwhile: nothing is left for them to find."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_post
from forum.actions.change_topic import rename_topic
from forum.actions.erase_names import reduce_to_role
from forum.actions.merge_topic import merge_topic
from forum.actions.post import post_reply
from forum.actions.reveal_author import reveal_author
from forum.models import Post, Topic, TopicEvent
from forum.queries.audience import readers_after
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.moderation.actions.claim import claim
from ratsite.moderation.models import Claim
from ratsite.privacy.actions.erase import ask_to_be_erased, erase_by_letter
from ratsite.privacy.actions.make_copy import ask_for_copy
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.erasure import run_erasure
from ratsite.privacy.models import DataCopy, Erasure
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.privacy.search_everywhere import found
from tests.world.world import JOB, NAME, SURNAME

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def erase(person, posts: PostsAfterErasure = PostsAfterErasure.KEEP) -> None:
    coordinator = MemberFactory(roles=["Coordinators"])
    erase_by_letter(person_id=person.pk, coordinator=coordinator, posts=posts, reason="Asked by letter of 3 March")


def byline_of(post: Post) -> tuple[str, str]:
    byline = Post.objects.get(pk=post.pk).byline
    return byline.name, byline.about


def test_posts_without_a_name_stay_without_one(happen, sign_in):
    person, *_ = MemberFactory.create_batch(3, job_title=JOB)  # others have the same role
    topic, agency = make_topic(), person.agency.name
    by_role, by_agency, by_name = (
        post_reply(topic=topic, author=person, body="Words", voice=voice) for voice in ("role", "agency", "name")
    )
    before = byline_of(by_role), byline_of(by_agency)
    happen(erase, person)
    assert (byline_of(by_role), byline_of(by_agency)) == before
    assert before == ((JOB, "Name and agency are not shown"), (agency, "Posted as the agency"))
    assert byline_of(by_name) == ("A former member", f"{JOB}, Housing provider")
    # What they do not print is not kept either.
    rows = {post.pk: post for post in Post.objects.filter(author=person)}
    assert (rows[by_role.pk].agency, rows[by_role.pk].agency_kind) == (None, "")
    assert rows[by_agency.pk].job_title == ""
    page = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert str(person) not in page


@pytest.mark.parametrize(("others", "kept"), [(1, ""), (2, f"{JOB}, ")])
def test_a_job_title_stays_with_a_post_by_name_only_if_others_have_it(happen, others, kept):
    """Who could find one of two people by their job title would know whose post it was."""
    person, *_ = MemberFactory.create_batch(1 + others, job_title=JOB)
    post = post_reply(topic=make_topic(), author=person, body="Words")
    happen(erase, person)
    assert byline_of(post) == ("A former member", f"{kept}Housing provider")
    reduce_to_role(again := Post.objects.get(pk=post.pk), {})  # an erasure that was interrupted begins again
    assert (again.byline.name, again.byline.about) == byline_of(post)


@pytest.mark.parametrize("count", [1, 3])
def test_who_else_has_a_job_title_is_asked_once_for_all_posts_of_the_erased_person(happen, count):
    person, *_ = MemberFactory.create_batch(3, job_title=JOB)
    posts = [post_reply(topic=make_topic(), author=person, body="Words") for _ in range(count)]
    with CaptureQueriesContext(connection) as queries:
        happen(erase, person)
    asks = ('"accounts_user"."job_title" LIKE', 'UPPER("accounts_user"."job_title"::text)')
    assert sum(any(ask in query["sql"] for ask in asks) for query in queries) == 1
    assert {byline_of(post)[1] for post in posts} == {f"{JOB}, Housing provider"}


def test_a_job_title_goes_from_a_post_by_role_if_others_no_longer_have_it(happen):
    person, *others = MemberFactory.create_batch(3, job_title=JOB)
    post = post_reply(topic=make_topic(), author=person, body="Words", voice="role")
    type(person).objects.filter(pk=others[0].pk).update(job_title="Something else")
    assert byline_of(post)[0] == JOB
    happen(erase, person)
    assert byline_of(post)[0] == "A member"


def test_a_role_that_names_the_agency_is_no_role_alone(happen):
    person = MemberFactory(first_name=NAME)
    person.job_title = f"Officer at {person.agency.name}"
    person.save()
    first = make_topic(author=person).posts.get()
    person.job_title = f"{NAME} the officer"
    person.save()
    second = make_topic(author=person).posts.get()
    happen(erase, person)
    assert [byline_of(post) for post in (first, second)] == [("A former member", "Housing provider")] * 2


def test_nobody_can_look_up_the_author_of_an_erased_person_s_post(happen, moderator):
    person = MemberFactory()
    post = post_reply(topic=make_topic(), author=person, body="Words", voice="role")
    happen(erase, person)
    with pytest.raises(PermissionDenied):
        reveal_author(post_id=post.pk, moderator=moderator, reason="To ask", submission=uuid.uuid4())


def test_a_topic_begun_without_a_name_stays_so(happen):
    person, *_ = MemberFactory.create_batch(3, job_title=JOB)  # others have the same role
    topic = make_topic(author=person, voice="role")
    happen(erase, person)
    topic = Topic.objects.get(pk=topic.pk)
    assert (topic.begun_by, topic.last_by) == (JOB, JOB)


def test_an_erased_person_s_items_leave_the_queue_and_cannot_be_decided(happen, moderator):
    person, board = MemberFactory(), BoardFactory(holds_replies=True)
    topic = make_topic(board)
    held = post_reply(topic=topic, author=person, body="Held words")
    claim(queue="posts", item_id=held.pk, person=moderator)
    happen(erase, person)
    assert approve_post(post_id=held.pk, moderator=moderator) is False
    assert not Claim.objects.exists()
    assert Post.objects.get(pk=held.pk).source == ""
    assert Post.objects.held().count() == 0


def test_a_person_is_erased_once(happen):
    person, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    happen(erase, person)
    values = {"coordinator": coordinator, "posts": PostsAfterErasure.TAKE, "reason": "Again"}
    assert erase_by_letter(person_id=person.pk, **values) is False
    assert ask_to_be_erased(person=person, posts=PostsAfterErasure.KEEP) is False
    assert run_erasure(erasure_id=Erasure.objects.get().pk) is False
    assert ModelLogEntry.objects.filter(action="privacy.person.erase").count() == 1


def test_the_link_to_a_copy_opens_nothing_once_the_account_is_closed(client, member, happen):
    happen(ask_for_copy, person=member)
    address = reverse("privacy:copy_download", args=[DataCopy.objects.get().key])
    client.force_login(member)
    set_member_state(person_id=member.pk, state=MemberState.SUSPENDED, coordinator=None)
    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_an_old_title_is_erased_with_the_post(happen, moderator):
    person = MemberFactory()
    topic = make_topic(author=person, title="Zimblewords once")
    rename_topic(topic_id=topic.pk, moderator=moderator, title="Another title", reason="Clearer")
    happen(erase, person, PostsAfterErasure.TAKE)
    assert found(["Zimblewords"]) == []


def test_the_last_post_of_an_erased_person_is_by_nobody_on_the_board(happen, sign_in):
    person = MemberFactory(first_name=NAME, last_name=SURNAME)
    topic = make_topic()
    post_reply(topic=topic, author=person, body="Words")
    happen(erase, person)
    page = flat(sign_in(MemberFactory()).get(topic.board.get_absolute_url()).content)
    assert "A former member" in page
    assert SURNAME not in page


def test_the_log_calls_who_left_and_was_erased_a_former_member(member, sign_in, happen):
    coordinator = MemberFactory(roles=["Coordinators"])
    leave(person=member)
    happen(
        erase_by_letter,
        person_id=member.pk,
        coordinator=coordinator,
        posts=PostsAfterErasure.KEEP,
        reason="By telephone",
    )
    page = flat(sign_in(coordinator, with_second_step=True).get("/review/log/").content)
    assert "A former member" in page
    assert User.objects.get(pk=member.pk).email not in page


def test_erasing_a_person_s_posts_removes_their_titles_everywhere(happen, moderator):
    person, other = MemberFactory(), MemberFactory()
    theirs, into = make_topic(author=person, title="Wuzzletitle"), make_topic(author=other, title="Kept by another")
    rename_topic(topic_id=theirs.pk, moderator=moderator, title="Wuzzletitle two", reason="Clearer")
    rename_topic(topic_id=into.pk, moderator=moderator, title="Calmer", reason="Clearer")
    shown_hash = readers_after(theirs.board, into.board.circle).counts
    merge_topic(topic_id=theirs.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown_hash)
    coordinator = MemberFactory(roles=["Coordinators"])
    values = {"person_id": person.pk, "coordinator": coordinator, "reason": "By letter"}
    happen(erase_by_letter, posts=PostsAfterErasure.TAKE, **values)
    details = " ".join(event.text for event in TopicEvent.objects.all())
    assert "A withdrawn topic" in details
    assert "Wuzzletitle" not in details
    assert "“Kept by another”" in details
