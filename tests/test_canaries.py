"""Nothing private reaches anybody it is not for, whatever they ask for, now and after things have changed."""

import pytest

from forum.models import Board, Post
from library.actions.curating import change_resource
from library.enums import Audience
from ratsite.accounts.actions.membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.notifications.models import Mail
from tests.crawl import CANARY, enter, everybody, forbidden, leaks, met
from tests.house import IN_CIRCLE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def crawls(furnished) -> dict[str, set[tuple[str, str]]]:
    """What each person met in the house as it was furnished, filled by whichever test asks first."""
    return {}


@pytest.fixture
def first_crawl(house, crawls):
    def of(name: str) -> set[tuple[str, str]]:
        if name not in crawls:
            crawls[name] = met(house, name)
        return crawls[name]

    return of


@pytest.mark.parametrize("name", everybody())
def test_nobody_meets_a_word_that_is_not_for_them(house, first_crawl, name):
    assert forbidden(house, name, first_crawl(name)) == []


def test_the_crawl_would_notice(house, first_crawl):
    """The canaries do sing where they may: a crawl that finds nothing at all would prove nothing."""
    heard = {word for name in ("author", "moderator") for _, word in first_crawl(name)}
    assert heard == set(house.canaries)


def test_leaving_a_circle_closes_it_at_once(house):
    house.boards["circle"].circle.people.remove(house.people["insider"])
    for word, readers in house.canaries.items():
        house.canaries[word] = readers - {"insider"} if readers <= IN_CIRCLE | {"coordinator"} else readers
    assert leaks(house, "insider") == []


def test_a_resource_made_narrower_is_gone_for_the_rest_with_its_files(house):
    change_resource(
        resource_id=house.resources["members"].pk,
        curator=house.people["curator"],
        audience=Audience.CIRCLE,
        circle=house.boards["circle"].circle,
    )
    for word in ("RESOURCE", "SUMMARY", "MAKER", "ORIGIN", "FILE", "TEXT", "PAGE"):
        house.canaries[f"CANARYMEMBERS{word}"] = IN_CIRCLE
    for name in ("anonymous", "outsider", "curator"):
        assert leaks(house, name) == []


def test_a_board_given_to_a_circle_is_gone_for_the_rest(house):
    Board.objects.filter(pk=house.boards["members"].pk).update(circle=house.boards["circle"].circle)
    for word in ("CANARYBOARD", "CANARYTOPIC", "CANARYPOST"):
        house.canaries[word] = IN_CIRCLE
    assert leaks(house, "outsider") == []


@pytest.mark.parametrize("query", ["canarypost", "canarytopic", "canary* -nothing", "canarymemberspage", "marmalade"])
def test_the_search_finds_nothing_any_more_that_was_given_to_a_circle(house, client, query):
    enter(client, house, "outsider")
    assert "CANARYPOST" in client.get("/search/?q=canarypost").content.decode().replace("<mark>", "")
    Board.objects.filter(pk=house.boards["members"].pk).update(circle=house.boards["circle"].circle)
    change_resource(
        resource_id=house.resources["members"].pk,
        curator=house.people["curator"],
        audience=Audience.CIRCLE,
        circle=house.boards["circle"].circle,
    )
    text = client.get("/search/", {"q": query}).content.decode()
    assert [
        word for word in CANARY.findall(text) if "outsider" not in house.canaries[word] or "PUBLIC" not in word
    ] == []
    enter(client, house, "insider")
    assert "CANARY" in client.get("/search/", {"q": query}).content.decode()


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LAPSED, MemberState.LEFT, MemberState.PENDING])
def test_a_live_session_ends_with_the_approval(house, client, state):
    enter(client, house, "insider")
    assert client.get("/forum/").status_code == 200
    set_member_state(
        person_id=house.people["insider"].pk, state=state, coordinator=house.people["coordinator"], reason="Left"
    )
    response = client.get("/forum/")
    assert response.status_code in (302, 403)
    assert "CANARY" not in response.content.decode()


def test_no_mail_holds_a_word_of_what_was_written(house):
    from forum.actions.deciding import approve_post, reject_post

    approve_post(post_id=house.posts["members_held"].pk, moderator=house.people["moderator"])
    reject_post(post_id=house.posts["circle_held"].pk, moderator=house.people["moderator"], reason="Off the aim")
    assert Mail.objects.count() == 2
    assert [mail for mail in Mail.objects.all() if "CANARY" in mail.subject + mail.text + mail.html] == []


def test_a_hidden_state_counts_for_nobody(house):
    board = Board.objects.get(pk=house.boards["members"].pk)
    assert (board.topic_count, board.post_count) == (1, Post.objects.live().filter(topic__board=board).count())
