"""No person gets private text that is not for them, at any address, before and after every kind of change."""

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
def table(shared_world) -> dict[str, dict[str, int]]:
    """The expected status for each person by address. Made once: some addresses contain the time in seconds."""
    return dict(tables(shared_world))


@pytest.fixture(scope="module")
def crawls(shared_world) -> dict[str, Crawl]:
    """The first crawl of each person over the shared test data, filled by the first test that needs it."""
    return {}


@pytest.fixture
def first_crawl(world, crawls, table) -> Callable[[str], Crawl]:
    def of(name: str) -> Crawl:
        if name not in crawls:
            # Of what only the table names just the answer counts: some hold a key, and show what it is for.
            everywhere = list(addresses(world))
            others = [address for address in table if address not in set(everywhere)]
            if name in NON_MEMBERS:
                asked = with_gated_views_once([*table, *everywhere])
                everywhere, others = (
                    [address for address in part if address in asked] for part in (everywhere, others)
                )
            met, answered = crawl(world, name, everywhere), crawl(world, name, others)
            crawls[name] = Crawl(met.statuses | answered.statuses, met.words)
        return crawls[name]

    return of


def with_gated_views_once(known: Iterable[str]) -> set[str]:
    """Return all addresses of views that this person may open, and one of each view refused by its name."""
    asked, seen = set(), set()
    for address in known:
        view = view_of(address)
        if view in PUBLIC_VIEWS or view not in seen:
            asked.add(address)
        seen.add(view)
    return asked


def view_of(address: str) -> str:
    """Return the name of the view, or the address if it has no view."""
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return address


@pytest.fixture
def watch(world, first_crawl) -> Callable[..., Callable[[str], set[tuple[str, str]]]]:
    """watch(words, *names), called before a change to what has these words, returns crawl_again(name).

    That crawls only what the change concerns: addresses that showed one of the words in the first crawl, to this person
    or to their author, and new addresses. The first named person reads those addresses beforehand, and so leaves read
    marks and cached fragments. All other addresses are crawled once, after all changes.
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


AFTERWARDS = ("moderator", "other_moderator", "coordinator", "curator", "insider", "anonymous")
OUTSIDE = ("outsider", "coordinator", "other_moderator")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.sqlite] * (name == "outsider")) for name in everybody()]
)
def test_nobody_meets_a_word_that_is_not_for_them(world, first_crawl, name):
    assert leaks(world, name, first_crawl(name).words) == []


@pytest.mark.parametrize("name", everybody())
def test_each_person_gets_the_answer_in_the_table(first_crawl, table, name):
    statuses = first_crawl(name).statuses
    expected = {address: answers[name] for address, answers in table.items() if address in statuses}
    assert {address: statuses[address] for address in expected if statuses[address] != expected[address]} == {}
    assert {*map(view_of, expected)} == {*map(view_of, table)}
    assert name in NON_MEMBERS or expected.keys() == table.keys()


@pytest.mark.sqlite
@pytest.mark.parametrize("name", everybody())
def test_no_search_shows_a_word_that_is_not_for_this_person(world, first_crawl, name):
    """Runs on both databases, because each has its own search engine. Other pages read through the ORM."""
    asked = set(searches(world))
    met = first_crawl(name) if connection.vendor == "postgresql" else crawl(world, name, asked)
    found = {(address, word) for address, word in met.words if address in asked}
    assert leaks(world, name, found) == []
    assert {"CANARYPOST", "CANARYTOPIC"} <= {word for _, word in found} or name not in MEMBERS


def test_the_crawl_would_notice(world, first_crawl):
    """People do see the canaries that are for them: a crawl that found none would prove nothing."""
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


# Events. Each changes the house, and its canaries to who may meet them from then on.


def leave_circle(world) -> None:
    world.boards["circle"].circle.people.remove(world.people["insider"])
    for word, readers in world.canaries.items():
        world.canaries[word] = readers - {"insider"} if readers <= IN_CIRCLE | {"coordinator"} else readers


def narrow_resource(world) -> None:
    circle, curator = world.boards["circle"].circle, world.people["curator"]
    circle.people.add(curator)  # nobody gives it to a circle that they are not in
    to = {"audience": Audience.CIRCLE, "circle": circle}
    change_resource(resource_id=world.resources["members"].pk, curator=curator, **to)
    circle.people.remove(curator)
    world.canaries |= dict.fromkeys(RESOURCE_WORDS, IN_CIRCLE)


def give(world, board, circle, steward: str) -> bool:
    """Give the board to another audience, with the stewards' own action."""
    board = Board.objects.select_related("circle").get(pk=board.pk)
    return change_audience(
        board_id=board.pk,
        steward=world.people[steward],
        circle=circle,
        reason="Agreed",
        version=board.version,
        shown_hash=readers_after(board, circle).counts,
    )


def close_board(world) -> None:
    assert give(world, world.boards["members"], world.boards["circle"].circle, "moderator") is True
    world.canaries |= dict.fromkeys(MEMBERS_WORDS, IN_CIRCLE)


def move(world, topic, board) -> bool:
    """Move the topic, as the moderator of both boards."""
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    shown_hash = readers_after(topic.board, board.circle).counts
    moderator = world.people["moderator"]
    return move_topic(
        topic_id=topic.pk, moderator=moderator, board_id=board.pk, reason="CANARYMOVED", shown_hash=shown_hash
    )


def close_topic(world) -> None:
    assert move(world, world.topics["members"], world.boards["circle"]) is True
    world.canaries |= dict.fromkeys(("CANARYTOPIC", "CANARYPOST", "CANARYMOVED"), IN_CIRCLE)


def write_aside(world) -> None:
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    world.posts["aside"] = post_reply(topic=topic, author=world.people["author"], body="CANARYASIDE")
    world.canaries["CANARYASIDE"] = MEMBERS


def close_posts(world) -> None:
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


def merge_into_circle(world) -> None:
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


def quote(world) -> None:
    body = f"> [x]({world.posts['members'].get_absolute_url()}) wrote:\n>\n> CANARYPOST\n\nCANARYBESIDE"
    author, board = world.people["author"], world.boards["protected"]
    post = start_topic(board=board, author=author, title="Elsewhere", body=body, marking="green", may_act="no")
    world.posts["quoting"], world.topics["quoting"] = post, post.topic
    world.canaries |= {"CANARYBESIDE": MEMBERS}


def mark_closer(world) -> None:
    """Its readers stay the same; in more open topics nobody sees the quote any more, not even its writer."""
    moderator = world.people["moderator"]
    topic = Topic.objects.select_related("board").get(pk=world.topics["members"].pk)
    shown_hash = preview_change(topic, Marking.AMBER_STRICT, moderator).shown_hash
    outcome = mark_topic(
        topic_id=topic.pk, actor=moderator, marking=Marking.AMBER_STRICT, reason="CANARYMARKED", shown_hash=shown_hash
    )
    assert outcome is True
    world.canaries |= {"CANARYMARKED": MEMBERS}


def withdraw(world) -> None:
    """The post stays in the review queue, because somebody has reported it."""
    withdraw_post(post_id=world.posts["members"].pk, author=world.people["author"])
    world.canaries["CANARYPOST"] = {"moderator"}


def agency_leaves(world) -> None:
    Agency.objects.filter(pk=world.people["insider"].agency_id).update(is_active=False)
    world.canaries = {
        word: readers if readers == EVERYBODY else readers - {"insider"} for word, readers in world.canaries.items()
    }


EVENTS = (
    write_aside, quote, narrow_resource, close_posts, mark_closer, withdraw, close_topic, merge_into_circle,
    close_board, leave_circle, agency_leaves,
)  # fmt: skip


def test_leaving_a_circle_closes_it_at_once(world, watch):
    crawl_again = watch([word for word, readers in world.canaries.items() if "insider" in readers], "insider")
    leave_circle(world)
    assert leaks(world, "insider", crawl_again("insider")) == []


def test_a_resource_made_narrower_is_gone_for_the_rest_with_its_files(world, watch):
    names = ("outsider", "anonymous", "curator")
    crawl_again = watch(RESOURCE_WORDS, *names)
    narrow_resource(world)
    for name in names:
        assert leaks(world, name, crawl_again(name)) == []


def test_a_board_taken_to_a_circle_and_back_is_gone_for_the_rest_and_there_again(world, watch):
    """One reader has a draft, a read mark and cached pages from before: none of them shows the board."""
    outsider, topic = world.people["outsider"], world.topics["members"]
    crawl_again = watch(MEMBERS_WORDS, "outsider", "coordinator")
    save_draft(person=outsider, place=reply_place(topic), fields={"body": ["mine"]}, sequence=0, topic=topic)
    before = dict(world.canaries)
    close_board(world)
    for name in ("outsider", "coordinator"):
        assert leaks(world, name, crawl_again(name)) == []
    assert give(world, world.boards["members"], None, "moderator") is True
    world.canaries |= before
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert {word for _, word in words} >= set(MEMBERS_WORDS)


def test_a_circle_s_board_with_a_promise_in_it_opens_to_nobody(world):
    with pytest.raises(Stale):
        give(world, world.boards["circle"], None, "moderator")
    Board.objects.filter(pk=world.boards["circle"].pk).update(ceiling="amber_strict")
    with pytest.raises(Stale):
        give(world, world.boards["circle"], None, "moderator")
    assert not Board.objects.visible_to(world.people["outsider"]).filter(pk=world.boards["circle"].pk).exists()


def test_a_circle_s_board_opened_to_all_opens_what_stands_there_and_nothing_that_waits(world, watch):
    words = (*CIRCLE_WORDS, *TREND_WORDS)
    crawl_again = watch(words, "outsider", "anonymous")
    Topic.objects.filter(marking="red").update(marking="green")
    Board.objects.filter(pk=world.boards["circle"].pk).update(ceiling="green")
    assert give(world, world.boards["circle"], None, "moderator") is True
    world.canaries |= dict.fromkeys(words, MEMBERS)
    assert leaks(world, "anonymous", crawl_again("anonymous")) == []
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert "CANARYCIRCLEPOST" in {word for _, word in words}


def test_a_topic_taken_to_a_circle_s_board_is_gone_for_the_rest(world, watch):
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST"), *OUTSIDE, "insider")
    close_topic(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert "CANARYTOPIC" in {word for _, word in words}


def test_a_topic_taken_from_a_circle_names_neither_the_circle_nor_its_board(world, watch):
    crawl_again = watch(CIRCLE_WORDS, "outsider")
    Topic.objects.filter(marking="red").update(marking="green")
    assert move(world, world.topics["circle"], world.boards["members"]) is True
    moved = [word for word in CIRCLE_WORDS if word != "CANARYCIRCLEBOARD"]
    world.canaries |= dict.fromkeys([*moved, "CANARYMOVED"], MEMBERS)
    words = crawl_again("outsider")
    assert leaks(world, "outsider", words) == []
    assert {"CANARYCIRCLEPOST", "CANARYMOVED"} <= {word for _, word in words}


def test_posts_taken_to_a_circle_s_board_are_gone_for_the_rest_with_their_files_and_title(world, watch):
    words = ("CANARYTOPIC", "CANARYPOST")  # of the topic that they are taken from
    crawl_again = watch(words, *OUTSIDE, "insider")
    write_aside(world)
    assert "CANARYASIDE" in {word for _, word in crawl_again("outsider")}
    close_posts(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert {"CANARYASIDE", "CANARYPARTED"} <= {word for _, word in words}


def test_a_topic_merged_into_one_of_a_circle_is_gone_for_the_rest_and_its_address_leads_nowhere(world, watch, client):
    topic = world.topics["members"]
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST", "CANARYCIRCLETOPIC"), *OUTSIDE, "insider")
    merge_into_circle(world)
    for name in OUTSIDE:
        assert leaks(world, name, crawl_again(name)) == []
    words = crawl_again("insider")
    assert leaks(world, "insider", words) == []
    assert {"CANARYTOPIC", "CANARYPOST", "CANARYMERGED"} <= {word for _, word in words}
    enter(client, world, "outsider")
    gone, missing = client.get(topic.get_absolute_url()), client.get("/forum/topics/999999/canarytopic/")
    assert (gone.status_code, gone.content) == (404, missing.content)


def test_a_topic_that_is_marked_closer_leaves_no_word_of_it_in_other_places_and_in_no_mail(world, clock, watch):
    names = ("outsider", "anonymous", "coordinator", "moderator", "author")
    crawl_again = watch(("CANARYTOPIC", "CANARYPOST"), *names)
    quote(world)
    here = world.topics["quoting"].get_absolute_url()
    assert (here, "CANARYPOST") in crawl_again("outsider")  # reads, and leaves drawn parts behind
    mark_closer(world)
    for name in names:
        words = crawl_again(name)
        assert leaks(world, name, words) == []
        assert (here, "CANARYPOST") not in words
        assert name == "anonymous" or {"CANARYBESIDE", "CANARYPOST", "CANARYMARKED"} <= {word for _, word in words}
    said = mailed(world, clock)
    assert set().union(*said.values()) == set()
    assert world.people["lead"] in said  # who has not read it meanwhile is told that there is something


def test_what_was_read_and_then_withdrawn_is_gone_for_all_but_who_decides_on_its_report(world, watch):
    names = ("outsider", "moderator", "coordinator", "anonymous")
    crawl_again = watch(["CANARYPOST"], *names)
    assert "CANARYPOST" in {word for _, word in crawl_again("moderator")}  # reads too
    withdraw(world)
    for name in names:
        assert leaks(world, name, crawl_again(name)) == []


def test_an_agency_that_leaves_takes_its_people_out_of_every_room(world, first_crawl, watch):
    assert first_crawl("insider").showing(["CANARYCIRCLEPOST"])
    crawl_again = watch(world.canaries, "insider")
    agency_leaves(world)
    assert leaks(world, "insider", crawl_again("insider")) == []


def test_after_all_events_no_address_shows_a_word_that_is_not_for_its_reader(world, watch):
    """The outsider asks for every address again, the others for those that had shown something and for new ones."""
    crawl_again = watch(world.canaries, *AFTERWARDS)
    for event in EVENTS:
        event(world)
    found = {name: leaks(world, name, crawl_again(name)) for name in AFTERWARDS}
    found["outsider"] = leaks(world, "outsider", crawl(world, "outsider").words)
    assert {name: words for name, words in found.items() if words} == {}


def test_words_inside_a_file_of_a_circle_are_found_by_its_people_alone(world):
    """The search itself must hide the file; opening it also needs a reason, because it is closely marked."""
    asked = "/search/?q=canaryenclosedinside&tab=forum"
    pages = {name: flat(page.content) for name in EVERYBODY for _, page in visits(world, name, [asked])}
    assert {name for name, page in pages.items() if "CANARYENCLOSED" in page} == IN_CIRCLE
    assert not [name for name, page in pages.items() if "CANARYENCLOSEDINSIDE" in page]


@pytest.mark.parametrize("query", ["canarypost", "canarytopic", "canary* -nothing", "canarymemberspage", "marmalade"])
def test_the_search_finds_nothing_any_more_that_was_given_to_a_circle(world, client, query):
    enter(client, world, "outsider")
    assert "CANARYPOST" in flat(client.get("/search/?q=canarypost").content).replace("<mark>", "")
    Board.objects.filter(pk=world.boards["members"].pk).update(circle=world.boards["circle"].circle)
    circle, curator = world.boards["circle"].circle, world.people["curator"]
    circle.people.add(curator)  # nobody gives it to a circle that they are not in
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
def test_a_live_session_ends_with_the_approval(world, client, state):
    enter(client, world, "insider")
    assert client.get("/forum/").status_code == 200
    set_member_state(
        person_id=world.people["insider"].pk, state=state, coordinator=world.people["coordinator"], reason="Left"
    )
    response = client.get("/forum/")
    assert response.status_code in (302, 403)
    assert "CANARY" not in flat(response.content)


def test_no_mail_holds_a_word_of_what_was_written(world):
    from forum.actions.approve import approve_post, reject_post

    approve_post(post_id=world.posts["members_held"].pk, moderator=world.people["moderator"])
    reject_post(post_id=world.posts["circle_held"].pk, moderator=world.people["moderator"], reason="Off the aim")
    # What was decided about somebody, and why, their own mail tells them (tests/sanctions/actions/test_sanction.py).
    # What a visitor writes goes to the network's own mailbox.
    told = [world.people["insider"].email, settings.CONTACT_EMAIL]
    sent = Mail.objects.filter(person=None).exclude(to__in=told)
    assert sent.filter(subject="A moderator has looked at your post").count() == 3  # with one that was changed
    assert [(mail.subject, mail.text) for mail in sent if "CANARY" in mail.subject + mail.text + mail.html] == []


def test_no_mail_about_news_reaches_beyond_the_readers_or_says_more_than_the_marking(world, clock):
    """Everyone is notified of everything. An email names at most the title of a topic for the whole network."""
    assert mailed(world, clock) == {world.people[name]: {"CANARYTOPIC"} for name in MEMBERS}


def mailed(world, clock) -> dict:
    """Return the canaries in each person's emails at the moment of sending."""
    clock.now = Notification.objects.aggregate(latest=Max("due_at"))["latest"]
    queue_due_emails()
    said = {}
    for mail in Mail.objects.exclude(person=None).select_related("person"):
        content = compose(mail).content
        if content is not None:
            words = CANARY.findall(" ".join([content.subject, content.text, content.html, str(content.headers)]))
            said.setdefault(mail.person, set()).update(words)
    return said


def test_a_hidden_state_counts_for_nobody(world):
    board = Board.objects.get(pk=world.boards["members"].pk)
    assert (board.topic_count, board.post_count) == (1, Post.objects.live().filter(topic__board=board).count())


@pytest.mark.parametrize("name", sorted(EVERYBODY - {"anonymous"}))
def test_what_is_shown_to_somebody_are_the_live_posts_of_what_they_see(world, name):
    """The world has held, withdrawn and restored posts, circles, and former members."""
    shown = set(Post.objects.shown_to(world.people[name]))
    assert shown == set(Post.objects.visible_to(world.people[name]).live())
    assert bool(shown) == (name in MEMBERS)
