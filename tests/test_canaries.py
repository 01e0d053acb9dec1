"""No address shows private text to a person who may not read it, before and after every change of access.

Each private text of the shared test data contains a canary, a unique word (tests/world/). The crawl opens every address
as every person and collects the canaries in the responses.
"""

from collections.abc import Callable, Iterable

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.urls import Resolver404, resolve, reverse

from forum.actions.manage_boards import change_audience
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import reply_place
from forum.actions.split_topic import Part, split_topic
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Post, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import preview_change
from library.actions.edit_resource import change_resource
from library.enums import Audience
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from ratsite.network.models import Agency
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.web.access import PUBLIC_VIEWS
from tests.crawl import CANARY, Crawl, addresses, crawl, enter, everybody, everything_in, leaks, searches, visits
from tests.factories import save_draft
from tests.markup import flat
from tests.test_access import tables
from tests.world import EVERYBODY, IN_CIRCLE, MEMBERS, NON_MEMBERS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def status_table(shared_world) -> dict[str, dict[str, int]]:
    """Address → person → expected status. Built once, because some addresses contain the time in seconds."""
    return dict(tables(shared_world))


@pytest.fixture(scope="module")
def crawls(shared_world) -> dict[str, Crawl]:
    """A cache for `first_crawl`: the crawl of each person before anything is changed."""
    return {}


@pytest.fixture
def first_crawl(world, crawls, status_table) -> Callable[[str], Crawl]:
    """first_crawl(name) returns what this person gets at every address before anything is changed."""

    def of(name: str) -> Crawl:
        if name not in crawls:
            # Addresses that only the expected statuses list are checked for their status alone: some contain a secret
            # key, which gives access to anybody.
            everywhere = list(addresses(world))
            others = [address for address in status_table if address not in set(everywhere)]
            if name in NON_MEMBERS:
                asked = one_address_of_each_refused_view([*status_table, *everywhere])
                everywhere, others = (
                    [address for address in part if address in asked] for part in (everywhere, others)
                )
            shown, opened = crawl(world, name, everywhere), crawl(world, name, others)
            crawls[name] = Crawl(shown.statuses | opened.statuses, shown.words)
        return crawls[name]

    return of


def one_address_of_each_refused_view(known: Iterable[str]) -> set[str]:
    """Return the addresses of public views, and one address of each other view.

    Middleware refuses a person without a membership by the name of the view, so that one address tests the view.
    """
    asked, seen = set(), set()
    for address in known:
        view = view_of(address)
        if view in PUBLIC_VIEWS or view not in seen:
            asked.add(address)
        seen.add(view)
    return asked


def view_of(address: str) -> str:
    """Return the name of the address's view, or the address itself if it has no view."""
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return address


@pytest.fixture
def watch(world, first_crawl) -> Callable[..., Callable[[str], set[tuple[str, str]]]]:
    """watch(canaries, *names) returns crawl_again(name). Call it before a change of the texts with these canaries.

    crawl_again(name) opens, as this person, the addresses that showed one of the canaries to them or to the author in
    the first crawl, and addresses that the change added. It returns the (address, canary) pairs found.

    `watch` itself opens those addresses as the first named person, so that read marks and cached fragments exist before
    the change. A test at the end opens all other addresses after all changes.
    """

    def begin(words: Iterable[str], *names: str) -> Callable[[str], set[tuple[str, str]]]:
        known, shown_to_author = set(addresses(world)), first_crawl("author").showing(words)
        shown = {name: shown_to_author | first_crawl(name).showing(words) for name in names}
        assert leaks(world, names[0], crawl(world, names[0], sorted(shown[names[0]])).words) == []

        def crawl_again(name: str) -> set[tuple[str, str]]:
            new = set(addresses(world)) - known
            return crawl(world, name, sorted(shown[name] | new)).words

        return crawl_again

    return begin


CRAWLED_AFTERWARDS = ("moderator", "other_moderator", "coordinator", "curator", "insider", "anonymous")
OUTSIDE = ("outsider", "coordinator", "other_moderator")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.sqlite] * (name == "outsider")) for name in everybody()]
)
def test_no_address_shows_a_canary_to_a_person_who_may_not_read_it(world, first_crawl, name):
    assert leaks(world, name, first_crawl(name).words) == []


@pytest.mark.parametrize("name", everybody())
def test_each_address_answers_each_person_with_the_expected_status(first_crawl, status_table, name):
    statuses = first_crawl(name).statuses
    expected = {address: answers[name] for address, answers in status_table.items() if address in statuses}
    assert {address: statuses[address] for address in expected if statuses[address] != expected[address]} == {}
    assert {*map(view_of, expected)} == {*map(view_of, status_table)}
    assert name in NON_MEMBERS or expected.keys() == status_table.keys()


@pytest.mark.sqlite
@pytest.mark.parametrize("name", everybody())
def test_no_search_shows_a_canary_to_a_person_who_may_not_read_it(world, first_crawl, name):
    """Runs on both databases, because each has its own search engine."""
    asked = set(searches(world))
    shown = first_crawl(name) if connection.vendor == "postgresql" else crawl(world, name, asked)
    found = {(address, word) for address, word in shown.words if address in asked}
    assert leaks(world, name, found) == []
    assert {"CANARYPOST", "CANARYTOPIC"} <= {word for _, word in found} or name not in MEMBERS


def test_the_crawl_finds_every_canary_that_somebody_may_read(world, first_crawl):
    """Otherwise the crawl could pass because it finds nothing."""
    names = ("author", "moderator", "coordinator", "curator", "outsider")
    heard = {word for name in names for _, word in first_crawl(name).words}
    colleagues = reverse("agencies:colleagues", args=[world.colleague.agency.slug])
    own_report = reverse("library:reading_list_report", args=[world.lists["circle"].pk])
    for name, asked in (("lead", colleagues), ("editor", "/cms/snippets/pages/pagefile/"), ("insider", own_report)):
        for address, response in visits(world, name, [asked]):
            heard.update(CANARY.findall(everything_in(response, address)))
    assert heard == {word for word, readers in world.canaries.items() if readers}


MEMBERS_WORDS = ("CANARYBOARD", "CANARYTOPIC", "CANARYPOST")
CIRCLE_WORDS = (
    "CANARYCIRCLEBOARD", "CANARYCIRCLETOPIC", "CANARYCIRCLEPOST", "CANARYNOTE", "CANARYNOTEWHY",
    "CANARYENCLOSED", "CANARYENCLOSEDBODY", "CANARYENCLOSEDINSIDE", "CANARYGROUND", "CANARYPOLL", "CANARYOPTION",
)  # fmt: skip
TREND_WORDS = (  # of another topic of the circle's board
    "CANARYTREND", "CANARYREADING", "CANARYCLOSING", "CANARYENDEDGROUND", "CANARYLINE",
)  # fmt: skip
RESOURCE_WORDS = tuple(
    f"CANARYMEMBERS{word}" for word in ("RESOURCE", "SUMMARY", "MAKER", "ORIGIN", "FILE", "TEXT", "PAGE")
)


# Changes of access. Each also updates `world.canaries`: who may read each canary afterwards.


def leave_circle(world) -> None:
    world.boards["circle"].circle.people.remove(world.people["insider"])
    for word, readers in world.canaries.items():
        world.canaries[word] = readers - {"insider"} if readers <= IN_CIRCLE | {"coordinator"} else readers


def move_resource_to_circle(world) -> None:
    circle, curator = world.boards["circle"].circle, world.people["curator"]
    circle.people.add(curator)  # curators can give a resource only to a circle that they are in
    to = {"audience": Audience.CIRCLE, "circle": circle}
    change_resource(resource_id=world.resources["members"].pk, curator=curator, **to)
    circle.people.remove(curator)
    world.canaries |= dict.fromkeys(RESOURCE_WORDS, IN_CIRCLE)


def change_board(world, board, circle, steward: str) -> bool:
    """Change the board's audience as this steward. circle: None for all members."""
    board = Board.objects.select_related("circle").get(pk=board.pk)
    return change_audience(
        board_id=board.pk,
        steward=world.people[steward],
        circle=circle,
        reason="Agreed",
        version=board.version,
        shown_hash=readers_after(board, circle).counts,
    )


def move_board_to_circle(world) -> None:
    assert change_board(world, world.boards["members"], world.boards["circle"].circle, "moderator") is True
    world.canaries |= dict.fromkeys(MEMBERS_WORDS, IN_CIRCLE)


def move_topic_as_moderator(world, topic, board) -> bool:
    """Move the topic as the moderator, who moderates both boards."""
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    shown_hash = readers_after(topic.board, board.circle).counts
    moderator = world.people["moderator"]
    return move_topic(
        topic_id=topic.pk, moderator=moderator, board_id=board.pk, reason="CANARYMOVED", shown_hash=shown_hash
    )


def move_topic_to_circle(world) -> None:
    assert move_topic_as_moderator(world, world.topics["members"], world.boards["circle"]) is True
    world.canaries |= dict.fromkeys(("CANARYTOPIC", "CANARYPOST", "CANARYMOVED"), IN_CIRCLE)


def add_side_reply(world) -> None:
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    world.posts["aside"] = post_reply(topic=topic, author=world.people["author"], body="CANARYASIDE")
    world.canaries["CANARYASIDE"] = MEMBERS


def split_to_circle(world) -> None:
    board = world.boards["circle"]
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    new = split_topic(
        topic_id=topic.pk,
        moderator=world.people["moderator"],
        part=Part([world.posts["aside"].pk], "CANARYPARTED", board.pk),
        reason="Agreed",
        shown_hash=readers_after(topic.board, board.circle).counts,
    )
    world.topics["new"] = new
    world.canaries |= dict.fromkeys(("CANARYASIDE", "CANARYPARTED"), IN_CIRCLE)


def merge_topic_into_circle(world) -> None:
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    outcome = merge_topic(
        topic_id=topic.pk,
        into_id=world.topics["circle"].pk,
        moderator=world.people["moderator"],
        reason="CANARYMERGED",
        shown_hash=readers_after(topic.board, world.boards["circle"].circle).counts,
    )
    assert outcome is True
    world.canaries |= dict.fromkeys(("CANARYTOPIC", "CANARYPOST", "CANARYMERGED"), IN_CIRCLE)


def quote_elsewhere(world) -> None:
    body = f"> [x]({world.posts['members'].get_absolute_url()}) wrote:\n>\n> CANARYPOST\n\nCANARYBESIDE"
    author, board = world.people["author"], world.boards["protected"]
    post = start_topic(board=board, author=author, title="Elsewhere", body=body, marking="green", may_act="no")
    world.posts["quoting"], world.topics["quoting"] = post, post.topic
    world.canaries |= {"CANARYBESIDE": MEMBERS}


def mark_strictly(world) -> None:
    """Mark the members' topic AMBER+STRICT: its readers stay the same, but no other topic may quote it."""
    moderator = world.people["moderator"]
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    shown_hash = preview_change(topic, Marking.AMBER_STRICT, moderator).shown_hash
    outcome = mark_topic(
        topic_id=topic.pk, actor=moderator, marking=Marking.AMBER_STRICT, reason="CANARYMARKED", shown_hash=shown_hash
    )
    assert outcome is True
    world.canaries |= {"CANARYMARKED": MEMBERS}


def withdraw_quoted_post(world) -> None:
    """Withdraw the reported post: its moderator can still read it in the review queue."""
    withdraw_post(post_id=world.posts["members"].pk, author=world.people["author"])
    world.canaries["CANARYPOST"] = {"moderator"}


def agency_leaves(world) -> None:
    Agency.objects.filter(pk=world.people["insider"].agency_id).update(is_active=False)
    world.canaries = {
        word: readers if readers == EVERYBODY else readers - {"insider"} for word, readers in world.canaries.items()
    }


CHANGES = (
    add_side_reply, quote_elsewhere, move_resource_to_circle, split_to_circle, mark_strictly, withdraw_quoted_post,
    move_topic_to_circle, merge_topic_into_circle, move_board_to_circle, leave_circle, agency_leaves,
)  # fmt: skip


def test_a_person_who_leaves_a_circle_can_no_longer_read_it(world, watch):
    crawl_again = watch([word for word, readers in world.canaries.items() if "insider" in readers], "insider")
    leave_circle(world)
    assert leaks(world, "insider", crawl_again("insider")) == []


def test_a_resource_given_to_a_circle_is_hidden_from_others_with_its_files(world, watch):
    names = ("outsider", "anonymous", "curator")
    crawl_again = watch(RESOURCE_WORDS, *names)
    move_resource_to_circle(world)
    for name in names:
        assert leaks(world, name, crawl_again(name)) == []


def test_a_board_given_to_a_circle_is_hidden_from_others_until_it_is_given_back(world, watch):
    """The outsider has a draft, a read mark and cached pages from before the change. None of them shows the board."""
    outsider, topic = world.people["outsider"], world.topics["members"]
    crawl_again = watch(MEMBERS_WORDS, "outsider", "coordinator")
    save_draft(person=outsider, place=reply_place(topic), fields={"body": ["mine"]}, sequence=0, topic=topic)
    before = dict(world.canaries)
    move_board_to_circle(world)
    for name in ("outsider", "coordinator"):
        assert leaks(world, name, crawl_again(name)) == []
    assert change_board(world, world.boards["members"], None, "moderator") is True
    world.canaries |= before
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert {word for _, word in words} >= set(MEMBERS_WORDS)


def test_a_circle_s_board_with_strictly_marked_topics_cannot_be_opened_to_all_members(world):
    with pytest.raises(Stale):
        change_board(world, world.boards["circle"], None, "moderator")
    Board.objects.filter(pk=world.boards["circle"].pk).update(ceiling="amber_strict")
    with pytest.raises(Stale):
        change_board(world, world.boards["circle"], None, "moderator")
    assert not Board.objects.visible_to(world.people["outsider"]).filter(pk=world.boards["circle"].pk).exists()


def test_a_circle_s_board_opened_to_all_members_shows_its_posts_but_not_the_held_ones(world, watch):
    words = (*CIRCLE_WORDS, *TREND_WORDS)
    crawl_again = watch(words, "outsider", "anonymous")
    Topic.objects.filter(marking="red").update(marking="green")
    Board.objects.filter(pk=world.boards["circle"].pk).update(ceiling="green")
    assert change_board(world, world.boards["circle"], None, "moderator") is True
    world.canaries |= dict.fromkeys(words, MEMBERS)
    assert leaks(world, "anonymous", crawl_again("anonymous")) == []
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert "CANARYCIRCLEPOST" in {word for _, word in words}


def test_a_topic_moved_to_a_circle_s_board_is_hidden_from_others(world, watch):
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST"), *OUTSIDE, "insider")
    move_topic_to_circle(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert "CANARYTOPIC" in {word for _, word in words}


def test_a_topic_moved_out_of_a_circle_names_neither_the_circle_nor_its_board(world, watch):
    crawl_again = watch(CIRCLE_WORDS, "outsider")
    Topic.objects.filter(marking="red").update(marking="green")
    assert move_topic_as_moderator(world, world.topics["circle"], world.boards["members"]) is True
    moved = [word for word in CIRCLE_WORDS if word != "CANARYCIRCLEBOARD"]
    world.canaries |= dict.fromkeys([*moved, "CANARYMOVED"], MEMBERS)
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert {"CANARYCIRCLEPOST", "CANARYMOVED"} <= {word for _, word in words}


def test_posts_split_off_to_a_circle_s_board_are_hidden_from_others_with_their_title(world, watch):
    words = ("CANARYTOPIC", "CANARYPOST")  # of the topic from which they are split off
    crawl_again = watch(words, *OUTSIDE, "insider")
    add_side_reply(world)
    assert "CANARYASIDE" in {word for _, word in crawl_again("outsider")}
    split_to_circle(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert {"CANARYASIDE", "CANARYPARTED"} <= {word for _, word in words}


def test_a_topic_merged_into_one_of_a_circle_is_hidden_from_others_and_its_old_address_gives_404(world, watch, client):
    topic = world.topics["members"]
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST", "CANARYCIRCLETOPIC"), *OUTSIDE, "insider")
    merge_topic_into_circle(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert {"CANARYTOPIC", "CANARYPOST", "CANARYMERGED"} <= {word for _, word in words}
    enter(client, world, "outsider")
    gone, missing = client.get(topic.get_absolute_url()), client.get("/forum/topics/999999/canarytopic/")
    assert (gone.status_code, gone.content) == (404, missing.content)


def test_a_topic_marked_more_strictly_is_no_longer_quoted_elsewhere_or_named_in_emails(world, clock, watch):
    names = ("outsider", "anonymous", "coordinator", "moderator", "author")
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST"), *names)
    quote_elsewhere(world)
    here = world.topics["quoting"].get_absolute_url()
    assert (here, "CANARYPOST") in crawl_again("outsider")  # now cached fragments contain the quote
    mark_strictly(world)
    for name in names:
        words = crawl_again(name)
        assert leaks(world, name, words) == []
        assert (here, "CANARYPOST") not in words
        assert name == "anonymous" or {"CANARYBESIDE", "CANARYPOST", "CANARYMARKED"} <= {word for _, word in words}
    found = canaries_in_emails(world, clock)
    assert set().union(*found.values()) == set()
    assert world.people["lead"] in found  # has not read it since, and gets an email without its title


def test_a_withdrawn_post_is_hidden_from_all_but_the_moderator_who_decides_its_report(world, watch):
    names = ("outsider", "moderator", "coordinator", "anonymous")
    crawl_again = watch(["CANARYPOST"], *names)
    assert "CANARYPOST" in {word for _, word in crawl_again("moderator")}  # now the moderator has read it, too
    withdraw_quoted_post(world)
    for name in names:
        assert leaks(world, name, crawl_again(name)) == []


def test_people_of_an_agency_that_leaves_the_network_can_read_nothing(world, first_crawl, watch):
    assert first_crawl("insider").showing(["CANARYCIRCLEPOST"])
    crawl_again = watch(world.canaries, "insider")
    agency_leaves(world)
    assert leaks(world, "insider", crawl_again("insider")) == []


def test_after_all_changes_no_address_shows_a_canary_to_a_person_who_may_not_read_it(world, watch):
    """The outsider opens every address again, the others those that showed them a canary and new ones."""
    crawl_again = watch(world.canaries, *CRAWLED_AFTERWARDS)
    for change in CHANGES:
        change(world)
    found = {name: leaks(world, name, crawl_again(name)) for name in CRAWLED_AFTERWARDS}
    found["outsider"] = leaks(world, "outsider", crawl(world, "outsider").words)
    assert {name: words for name, words in found.items() if words} == {}


def test_only_people_in_a_circle_find_the_text_of_its_files(world):
    """Not even they see an excerpt: the file is closely marked, and opening it needs a download reason."""
    asked = "/search/?q=canaryenclosedinside&tab=forum"
    pages = {name: flat(page.content) for name in EVERYBODY for _, page in visits(world, name, [asked])}
    assert {name for name, page in pages.items() if "CANARYENCLOSED" in page} == IN_CIRCLE
    assert not [name for name, page in pages.items() if "CANARYENCLOSEDINSIDE" in page]


@pytest.mark.parametrize("query", ["canarypost", "canarytopic", "canary* -nothing", "canarymemberspage", "marmalade"])
def test_the_search_no_longer_finds_what_was_given_to_a_circle(world, client, query):
    enter(client, world, "outsider")
    assert "CANARYPOST" in flat(client.get("/search/?q=canarypost").content).replace("<mark>", "")
    Board.objects.filter(pk=world.boards["members"].pk).update(circle=world.boards["circle"].circle)
    circle, curator = world.boards["circle"].circle, world.people["curator"]
    circle.people.add(curator)  # curators can give a resource only to a circle that they are in
    to = {"audience": Audience.CIRCLE, "circle": circle}
    for name in ("members", "asked"):
        change_resource(resource_id=world.resources[name].pk, curator=curator, **to)
    circle.people.remove(curator)
    text = flat(client.get("/search/", {"q": query}).content)
    assert [
        word for word in CANARY.findall(text) if "outsider" not in world.canaries[word] or "PUBLIC" not in word
    ] == []
    enter(client, world, "insider")
    assert "CANARY" in flat(client.get("/search/", {"q": query}).content)


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LAPSED, MemberState.LEFT, MemberState.PENDING])
def test_a_session_gives_no_access_once_the_membership_has_ended(world, client, state):
    enter(client, world, "insider")
    assert client.get("/forum/").status_code == 200
    set_member_state(
        person_id=world.people["insider"].pk, state=state, coordinator=world.people["coordinator"], reason="Left"
    )
    response = client.get("/forum/")
    assert response.status_code in (302, 403)
    assert "CANARY" not in flat(response.content)


def test_no_email_about_a_decision_contains_text_of_the_post(world):
    from forum.actions.approve import approve_post, reject_post

    approve_post(post_id=world.posts["members_held"].pk, moderator=world.people["moderator"])
    reject_post(post_id=world.posts["circle_held"].pk, moderator=world.people["moderator"], reason="Off the aim")
    # Two addresses may get such text: a sanctioned person gets the reason (tests/sanctions/actions/test_sanction.py),
    # and the network's mailbox gets what visitors wrote.
    told = [world.people["insider"].email, settings.CONTACT_EMAIL]
    sent = Mail.objects.filter(person=None).exclude(to__in=told)
    assert sent.filter(subject="A moderator has looked at your post").count() == 3  # one of them was reworded
    assert [(mail.subject, mail.text) for mail in sent if "CANARY" in mail.subject + mail.text + mail.html] == []


def test_emails_about_new_posts_name_only_the_title_of_topics_that_all_members_can_read(world, clock):
    """Every person has a notification of every post, even of those that they may not read."""
    assert canaries_in_emails(world, clock) == {world.people[name]: {"CANARYTOPIC"} for name in MEMBERS}


def canaries_in_emails(world, clock) -> dict:
    """Return person → canaries in the emails that they get when all notifications are due."""
    clock.now = Notification.objects.aggregate(latest=Max("due_at"))["latest"]
    queue_due_emails()
    found = {}
    for mail in Mail.objects.exclude(person=None).select_related("person"):
        content = compose(mail).content
        if content is not None:
            words = CANARY.findall(" ".join([content.subject, content.text, content.html, str(content.headers)]))
            found.setdefault(mail.person, set()).update(words)
    return found


def test_the_counts_of_a_board_leave_out_posts_that_are_not_live(world):
    board = Board.objects.get(pk=world.boards["members"].pk)
    assert (board.topic_count, board.post_count) == (1, Post.objects.live().filter(topic__board=board).count())


@pytest.mark.parametrize("name", sorted(EVERYBODY - {"anonymous"}))
def test_shown_to_returns_the_live_posts_among_those_that_the_person_can_see(world, name):
    """The test data contains held, withdrawn and restored posts, posts in circles, and posts of former members."""
    shown = set(Post.objects.shown_to(world.people[name]))
    assert shown == set(Post.objects.visible_to(world.people[name]).live())
    assert bool(shown) == (name in MEMBERS)
