"""Who may decide: two moderators where a board wants two, and nobody who is recused or decides about themselves."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_edit, approve_post, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.post import post_reply
from forum.models import Board, Post, Revision, Topic
from ratsite.accounts.actions.change_membership import set_roles
from ratsite.moderation.actions.approve_first import take_back_approval
from ratsite.moderation.models import Claim, FirstApproval, Recusal
from ratsite.moderation.rules import can_decide_agency_text, claim_of_another, is_recused, may_second
from ratsite.network.models import AgencySecondReview, Remit
from ratsite.notifications.models import Mail
from ratsite.review.actions.recuse import recuse, take_back_recusal
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db


def moderator_of(remit: str):
    agency = AgencyFactory(main_remit=Remit.objects.get(slug=remit))
    return MemberFactory(agency=agency, roles=["Moderators"])


@pytest.fixture
def police():
    return moderator_of("policing")


@pytest.fixture
def nurse():
    return moderator_of("health")


@pytest.fixture
def board(police, nurse):
    circle = CircleFactory()
    circle.people.add(police, nurse)
    return BoardFactory(circle=circle, holds_replies=True, needs_two_approvals=True)


@pytest.fixture
def post(board) -> Post:
    author = MemberFactory()
    board.circle.people.add(author)
    return post_reply(topic=make_topic(board), author=author, body="I waited.")


def url_of(post: Post, page: str = "item") -> str:
    return reverse(f"review:{page}", args=["posts", post.pk])


def actions() -> list[str]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


def again(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def test_two_moderators_of_two_remits_publish_and_the_first_reads_that_it_waits(post, police, nurse, sign_in):
    client = sign_in(police, with_second_step=True)
    decide(client, url_of(post), choice="approve")
    html = flat(client.get("/review/?show=mine").content)
    assert "You have given the first approval. It will be published when" in html
    assert (again(post).is_held, Mail.objects.filter(to=post.author.email).count()) == (True, 0)
    client = sign_in(nurse, with_second_step=True)
    assert f"Approved by {police}" in flat(client.get("/review/").content)
    decide(client, url_of(post), choice="approve")
    assert (again(post).is_live, again(post).decided_by) == (True, nurse)
    assert [action for action in actions() if "approve" in action] == ["forum.post.approve_first", "forum.post.approve"]
    assert FirstApproval.objects.count() == 0


def test_nobody_is_both_of_the_two_nor_is_a_second_of_the_same_remit(post, board, police, sign_in):
    colleague, nobody_s = moderator_of("policing"), MemberFactory(agency=None, roles=["Moderators"])
    board.circle.people.add(colleague, nobody_s)
    approve_post(post_id=post.pk, moderator=police)
    for person in (police, colleague, nobody_s):
        with pytest.raises(PermissionDenied):
            approve_post(post_id=post.pk, moderator=person)
        client = sign_in(person, with_second_step=True)
        html = flat(client.get(url_of(post)).content)
        assert ("Approve: " in html, "Reject: its author" in html) == (False, True)
        sent = {"choice": "approve", "shown_hash": opened(client, url_of(post))}
        assert client.post(url_of(post), sent).status_code == 200  # no such choice
        assert "Rooms let again" not in flat(client.get("/review/").content)
    assert again(post).is_held


def test_when_the_board_wants_one_again_the_first_may_be_the_only_one(post, police, sign_in):
    client = sign_in(police, with_second_step=True)
    assert "published when a moderator with another main remit approves it" in flat(client.get(url_of(post)).content)
    decide(client, url_of(post), choice="approve")
    Board.objects.update(needs_two_approvals=False)
    decide(client, url_of(post), choice="approve")
    assert (again(post).is_live, FirstApproval.objects.count()) == (True, 0)


def test_one_rejection_is_enough_even_after_an_approval(post, police, nurse):
    approve_post(post_id=post.pk, moderator=police)
    assert reject_post(post_id=post.pk, moderator=nurse, reason="It names a road") is True
    assert (again(post).state, FirstApproval.objects.count()) == ("rejected", 0)


def test_the_first_approval_can_be_withdrawn_until_there_is_a_second(post, police, nurse, sign_in):
    approve_post(post_id=post.pk, moderator=police)
    client = sign_in(police, with_second_step=True)
    assert "Withdraw my approval" in flat(client.get(url_of(post)).content)
    client.post(url_of(post, "item_take_back"))
    assert (FirstApproval.objects.count(), again(post).is_held) == (0, True)
    assert take_back_approval(queue="posts", item_id=post.pk, moderator=police) is False
    approve_post(post_id=post.pk, moderator=nurse)
    assert take_back_approval(queue="posts", item_id=post.pk, moderator=police) is False
    assert approve_post(post_id=post.pk, moderator=police) is True
    assert again(post).is_live
    assert "moderation.approval.take_back" in actions()


def test_an_approval_counts_for_the_remit_of_its_day(post, police, nurse):
    approve_post(post_id=post.pk, moderator=police)
    police.agency = nurse.agency
    police.save()
    assert approve_post(post_id=post.pk, moderator=nurse) is True
    assert again(post).is_live


def test_an_approval_by_a_former_moderator_does_not_count_as_the_first(post, police, nurse, sign_in):
    approve_post(post_id=post.pk, moderator=police)
    set_roles(person_id=police.pk, roles=set(), coordinator=None)
    page = flat(sign_in(nurse, with_second_step=True).get(url_of(post)).content)
    assert "published when a moderator with another main remit approves it" in page
    assert f"Approved by {police}" not in page
    assert approve_post(post_id=post.pk, moderator=nurse) is True
    assert (again(post).is_held, FirstApproval.objects.get().person) == (True, nurse)


def test_an_approval_of_an_earlier_text_does_not_count(post, police, nurse):
    approve_post(post_id=post.pk, moderator=police)
    edit_post(post_id=post.pk, editor=post.author, body="Quite different.")
    approve_post(post_id=post.pk, moderator=nurse)
    assert again(post).is_held
    approve_post(post_id=post.pk, moderator=police)
    assert again(post).is_live


def test_an_approval_for_other_readers_counts_for_nothing(post, board, police, nurse):
    approve_post(post_id=post.pk, moderator=police)
    Board.objects.filter(pk=board.pk).update(circle=None)
    approve_post(post_id=post.pk, moderator=nurse)
    assert again(post).is_held


def test_a_moderator_who_opened_a_post_before_its_first_approval_is_shown_it_again(post, police, nurse, sign_in):
    client = sign_in(nurse, with_second_step=True)
    shown_hash = opened(client, url_of(post))
    approve_post(post_id=post.pk, moderator=police)
    assert client.post(url_of(post), {"choice": "approve", "shown_hash": shown_hash}).status_code == 409
    assert again(post).is_held


def test_two_approve_a_change_as_well(board, police, nurse):
    Board.objects.update(holds_replies=False)
    live = make_topic(board).posts.get()
    Board.objects.update(holds_topics=True)
    live = Post.objects.select_related("author").get(pk=live.pk)
    edit_post(post_id=live.pk, editor=live.author, body="Changed.")
    change = Revision.objects.pending().get()
    assert approve_edit(revision_id=change.pk, moderator=police) is True
    assert (again(live).source, Revision.objects.pending().count()) == ("It began in autumn.", 1)
    assert approve_edit(revision_id=change.pk, moderator=nurse) is True
    assert (again(live).source, Revision.objects.pending().count()) == ("Changed.", 0)


def test_a_board_that_wants_one_is_content_with_one(moderator):
    topic = make_topic(BoardFactory(holds_replies=True))
    post = post_reply(topic=topic, author=MemberFactory(), body="I waited.")
    approve_post(post_id=post.pk, moderator=moderator)
    assert again(post).is_live


@pytest.mark.parametrize(
    ("remits", "needs_two_approvals"), [(("policing", "health"), True), (("policing", "policing"), False)]
)
def test_a_new_board_for_a_circle_wants_two_where_two_can_be_had(remits, needs_two_approvals, sign_in):
    coordinator, circle = MemberFactory(roles=["Coordinators"]), CircleFactory()
    circle.people.add(coordinator, *(moderator_of(remit) for remit in remits))
    client = sign_in(coordinator, with_second_step=True)
    sent = {
        "name": "Night work",
        "aim": "To compare.",
        "audience": str(circle.pk),
        "marking": "green",
        "ceiling": "green",
        "usual_kind": "discussion",
    }
    page = client.post(reverse("staff_boards:board_add"), sent)
    assert ("Two moderators from different main remits" in flat(page.content)) == needs_two_approvals
    client.post(
        reverse("staff_boards:board_add"), {**sent, "shown_hash": page.context["readers"].counts, "confirm": "1"}
    )
    board = Board.objects.get()
    assert board.needs_two_approvals == needs_two_approvals
    html = flat(client.get(reverse("staff_boards:board", args=[board.slug])).content)
    assert "Nobody can approve anything here" not in html
    Board.objects.update(needs_two_approvals=True)
    html = flat(client.get(reverse("staff_boards:board", args=[board.slug])).content)
    assert ("Nobody can approve anything here" in html) == (not needs_two_approvals)


@pytest.fixture
def plain(moderator) -> Post:
    topic = make_topic(BoardFactory(holds_replies=True))
    return post_reply(topic=topic, author=MemberFactory(), body="I waited.")


def test_a_moderator_who_leaves_a_case_to_others_says_why_and_cannot_decide(plain, moderator, sign_in):
    MemberFactory(roles=["Moderators"])
    client = sign_in(moderator, with_second_step=True)
    assert "Say why it is not yours to decide" in flat(
        client.post(url_of(plain, "item_recuse"), {"reason": ""}).content
    )
    client.post(url_of(plain, "item_recuse"), {"reason": "I sat in their strategy meeting"})
    assert "I waited." in flat(client.get(url_of(plain)).content)
    assert "You said that it is not yours to decide" in flat(client.get(url_of(plain)).content)
    assert client.post(url_of(plain), {"choice": "approve"}).status_code == 403
    for address in ("staff_posts:post_change", "staff_posts:post_ask"):
        assert client.get(reverse(address, args=[plain.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        approve_post(post_id=plain.pk, moderator=moderator)
    entry = ModelLogEntry.objects.get(action="moderation.item.recuse")
    assert (entry.user, entry.data["reason"]) == (moderator, "I sat in their strategy meeting")
    assert not Mail.objects.exists()


def test_leaving_a_case_to_others_twice_counts_once_and_can_be_undone(plain, moderator):
    said = {"queue": "posts", "item_id": plain.pk, "moderator": moderator}
    assert [recuse(**said, reason="I know them") for _ in range(2)] == [True, False]
    assert [take_back_recusal(**said) for _ in range(2)] == [True, False]
    assert approve_post(post_id=plain.pk, moderator=moderator) is True
    assert actions() == ["moderation.item.recuse", "moderation.item.return", "forum.post.approve"]


def test_the_coordinators_are_notified_without_the_text_when_no_moderator_is_left(plain, moderator):
    coordinator, other = MemberFactory(roles=["Coordinators"]), MemberFactory(roles=["Moderators"])
    MemberFactory(agency=plain.author.agency, roles=["Moderators"])  # barred: nobody counts on them
    recuse(queue="posts", item_id=plain.pk, moderator=moderator, reason="zyzzyva")
    assert not Mail.objects.exists()
    recuse(queue="posts", item_id=plain.pk, moderator=other, reason="zyzzyva")
    mail = Mail.objects.get()
    assert mail.to == coordinator.email
    assert (str(moderator) in mail.text, str(other) in mail.text) == (True, True)
    for word in ("zyzzyva", plain.source, plain.topic.title, plain.topic.board.name):
        assert word not in mail.subject + mail.text


def test_the_network_s_own_address_is_emailed_when_no_coordinator_can_act_today(plain, moderator, settings):
    MemberFactory(roles=["Coordinators"], terms_by=timezone.localdate() - dt.timedelta(days=1))
    recuse(queue="posts", item_id=plain.pk, moderator=moderator, reason="I know them")
    assert Mail.objects.get().to == settings.CONTACT_EMAIL


def test_a_flagged_post_is_left_to_others_until_it_is_settled(moderator):
    post, other = make_topic().posts.get(), MemberFactory(roles=["Moderators"])
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="off_aim")
    recuse(queue="flags", item_id=post.pk, moderator=moderator, reason="I know them")
    with pytest.raises(PermissionDenied):
        take_down(post_id=post.pk, moderator=moderator, reason="No")
    assert take_down(post_id=post.pk, moderator=other, reason="It names a road") is True
    assert Recusal.objects.count() == 0


def test_no_topic_of_a_board_that_wants_two_goes_up_with_one(board, police):
    Board.objects.update(holds_topics=True)
    topic = make_topic(Board.objects.select_related("circle").get(), police)
    assert Topic.objects.published().filter(pk=topic.pk).exists() is False


# The rules by themselves


def test_a_second_person_has_another_main_remit_than_the_first(police, nurse):
    def first(person, remit_id) -> FirstApproval:
        return FirstApproval(person=person, remit_id=remit_id)

    policing, health = police.agency.main_remit_id, nurse.agency.main_remit_id
    assert may_second(nurse, first(police, policing))
    assert not may_second(moderator_of("policing"), first(police, policing))
    assert not may_second(nurse, first(nurse, policing))  # their own, even if they have moved since
    assert not may_second(nurse, first(police, None))
    assert not may_second(MemberFactory(agency=None), first(nurse, health))
    assert not may_second(MemberFactory(agency=None), first(nurse, None))


def test_a_claim_of_another_person_is_found_for_its_item_alone(police, nurse, django_assert_num_queries):
    soon = timezone.now() + dt.timedelta(minutes=1)
    claim = Claim.objects.create(person=police, queue="posts", item_id=7, until=soon)
    with django_assert_num_queries(1):
        found = claim_of_another(nurse, "posts", 7)
        assert (found, found.person) == (claim, police)
    assert claim_of_another(police, "posts", 7) is None
    assert claim_of_another(nurse, "posts", 8) is None
    assert claim_of_another(nurse, "flags", 7) is None
    Claim.objects.update(until=timezone.now())
    assert claim_of_another(nurse, "posts", 7) is None


def test_a_person_is_recused_from_one_item(police, nurse):
    Recusal.objects.create(person=police, queue="posts", item_id=7, reason="I know them", created_at=timezone.now())
    assert is_recused(police, "posts", 7)
    assert not is_recused(nurse, "posts", 7)
    assert not is_recused(police, "posts", 8)
    assert not is_recused(police, "flags", 7)


def test_an_agency_s_text_is_decided_by_a_coordinator_who_did_not_write_it(moderator):
    coordinator = MemberFactory(roles=["Coordinators"])
    assert can_decide_agency_text(coordinator, AgencySecondReview(asked_by=moderator))
    assert not can_decide_agency_text(coordinator, AgencySecondReview(asked_by=coordinator))
    assert not can_decide_agency_text(moderator, AgencySecondReview(asked_by=coordinator))
