"""The lists over all boards: their content for each reader, their filters, their pages, and their number of queries."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.follow import follow
from forum.actions.manage_boards import TAKEN_SLUGS
from forum.actions.mark_read import mark_topic_read
from forum.actions.post import post_reply
from forum.actions.save_post import save_post
from forum.actions.withdraw import withdraw_post
from forum.enums import About, TopicList, Voice
from forum.models import Post, Topic
from forum.queries.all_boards import listed_page
from forum.queries.topic_page import TOPICS_A_PAGE
from forum.urls import boards_for_staff, discussion
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import User
from ratsite.network.models import ExploitationForm, Remit
from ratsite.notifications.enums import Level
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
EVERY_LIST = [one.value for one in TopicList]


def titles(client, which: str, **chosen) -> list[str]:
    return titles_of(client.get(reverse(f"forum:{which}"), chosen))


def titles_of(response) -> list[str]:
    page = response.context["page"]
    return [topic.title for topic in (*page.own_waiting, *page.topics)]


def ask(title: str, *slugs: str, board=None, author=None) -> Topic:
    remits = Remit.objects.filter(slug__in=slugs)
    return make_topic(board, author, kind="question", asked_remits=list(remits), title=title)


def test_latest_has_the_topics_of_all_boards_by_last_activity(member, sign_in):
    first = make_topic(title="Older topic")
    make_topic(title="Newer topic")
    post_reply(topic=first, author=first.author, body="Again.")
    assert titles(sign_in(member), "latest") == ["Older topic", "Newer topic"]


def test_unread_leaves_out_what_is_read_and_what_is_turned_off(member, sign_in):
    read, off, _ = make_topic(title="Read"), make_topic(title="Turned off"), make_topic(title="Not read")
    mark_topic_read(topic=read, reader=member, number=1)
    follow(person=member, about=About.TOPIC, level=Level.OFF, target=off)
    assert titles(sign_in(member), "unread") == ["Not read"]


def test_unanswered_has_a_question_until_it_ends(member, sign_in):
    question = ask("Who can help?", "housing")
    make_topic(title="No question")
    client = sign_in(member)
    assert titles(client, "unanswered") == ["Who can help?"]
    question.asks.update(state="closed")
    assert titles(client, "unanswered") == []


def test_unanswered_by_remit_asks_for_an_open_question_to_that_remit(member, sign_in):
    question = ask("Who can help?", "housing", "health")
    question.asks.filter(remit__slug="health").update(state="closed")
    client = sign_in(member)
    assert titles(client, "unanswered", remit="health") == []
    assert titles(client, "unanswered", remit="housing") == ["Who can help?"]
    assert titles(client, "latest", remit="health") == ["Who can help?"]


def test_mine_has_what_i_began_or_wrote_in_and_what_of_it_waits(member, sign_in):
    make_topic(author=member, title="I began it")
    answered, left = make_topic(title="I answered"), make_topic(title="I withdrew")
    make_topic(title="Of others")
    post_reply(topic=answered, author=member, body="Yes.")
    post = post_reply(topic=left, author=member, body="No.")
    withdraw_post(post_id=post.pk, author=member)
    make_held(member, "It waits")
    client = sign_in(member)
    assert titles(client, "mine") == ["It waits", "I answered", "I began it"]
    assert "It waits" not in titles(client, "latest")


def make_held(author, title: str) -> None:
    make_topic(BoardFactory(holds_topics=True), author, title=title)


@pytest.mark.parametrize("which", EVERY_LIST)
def test_a_circle_is_not_on_any_list_of_those_outside(sign_in, which):
    inside, outside, circle = MemberFactory(), MemberFactory(), CircleFactory()
    circle.people.add(inside, outside)
    make_topic(title="For all")  # so that both have news
    board = BoardFactory(circle=circle, name="Planning board")
    topic = ask("Kept in the circle", "housing", board=board)
    for person in (inside, outside):
        post_reply(topic=topic, author=person, body="I am here.")
    post_reply(topic=topic, author=topic.author, body="New to both.")
    circle.people.remove(outside)
    page, other = (flat(sign_in(person).get(reverse(f"forum:{which}")).content) for person in (inside, outside))
    assert ("Kept in the circle" in page, "Planning board" in page) == (True, True)
    assert ("Kept in the circle" in other, "Planning board" in other) == (False, False)
    assert ("count--quiet" in page, "count--quiet" in other) == (True, False)  # the number of open questions


@pytest.mark.parametrize("which", EVERY_LIST)
def test_an_archived_topic_is_not_on_any_list(member, sign_in, which):
    topic = ask("Put away", "housing", author=None)
    post_reply(topic=topic, author=member, body="I wrote here.")
    post_reply(topic=topic, author=topic.author, body="New.")
    client = sign_in(member)
    assert titles(client, which) == ["Put away"]
    Topic.objects.filter(pk=topic.pk).update(is_archived=True)
    assert titles(client, which) == []


def test_filters_are_chips_that_can_be_removed_one_by_one(member, sign_in):
    form = ExploitationForm.objects.first()
    both = ask("Both", "housing")
    both.forms.add(form)
    ask("Question alone", "housing")
    make_topic(title="Neither").forms.add(form)
    client, chosen = sign_in(member), {"kind": "question", "form": form.slug}
    assert titles(client, "latest", **chosen) == ["Both"]
    assert titles(client, "latest", kind="question") == ["Question alone", "Both"]
    assert titles(client, "latest", form=form.slug) == ["Neither", "Both"]
    html = flat(client.get(reverse("forum:latest"), chosen).content)
    assert f'href="?form={form.slug}"' in html
    assert 'href="?kind=question"' in html
    assert "Remove all filters" in html


@pytest.mark.parametrize("which", EVERY_LIST)
def test_an_unknown_value_in_the_address_is_ignored(member, sign_in, which):
    topic = ask("Here all the same", "housing", author=member)
    post_reply(topic=topic, author=MemberFactory(), body="New.")
    client = sign_in(member)
    for name, value in product(("kind", "remit", "form", "before"), ("nothing", "\x00", "1' OR 1=1", "é" * 300)):
        response = client.get(reverse(f"forum:{which}"), {name: value})
        assert titles_of(response) == ["Here all the same"], (name, value)
        assert "Remove this filter" not in flat(response.content), (name, value)


@pytest.mark.parametrize("which", EVERY_LIST)
def test_each_empty_list_says_so(member, sign_in, which):
    client = sign_in(member)
    page = flat(client.get(reverse(f"forum:{which}")).content)
    filtered = flat(client.get(reverse(f"forum:{which}"), {"kind": "question"}).content)
    assert 'class="empty"' in page
    assert ("No topic matches your filters." in page, "No topic matches your filters." in filtered) == (False, True)


@pytest.mark.parametrize("which", EVERY_LIST)
def test_older_pages_continue_where_the_page_before_ended_and_keep_the_filter(member, sign_in, which):
    board = BoardFactory()
    for number in range(TOPICS_A_PAGE + 2):
        topic = ask(f"Topic {number}", "housing", board=board, author=member)
    now = timezone.now()
    Topic.objects.update(last_post_at=now, last_author=MemberFactory())  # equal times: the number decides
    Post.objects.update(published_at=now)
    client = sign_in(member)
    if which == "unread":
        Topic.objects.filter(board=board).update(last_number=2)
    first = client.get(reverse(f"forum:{which}"), {"kind": "question"}).context["page"]
    assert (len(first.topics), first.topics[0]) == (TOPICS_A_PAGE, topic)
    html = flat(client.get(reverse(f"forum:{which}"), {"kind": "question"}).content)
    assert f'href="?kind=question&amp;before={first.older_cursor}"' in html
    chosen = {"kind": "question", "before": first.older_cursor}
    assert titles(client, which, **chosen) == ["Topic 1", "Topic 0"]


def spoken_in(client, which: str = "latest") -> list[list[str]]:
    rows = client.get(reverse(f"forum:{which}")).context["rows"]
    return [[remit.slug for remit in spoken] for _topic, spoken in rows]


def by(remit: str) -> User:
    return MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=remit)))


def test_a_row_has_the_remits_that_have_spoken_in_their_order_each_once(member, sign_in):
    topic = make_topic(author=by("health"))
    for author in (by("policing"), by("housing"), by("policing")):
        post_reply(topic=topic, author=author, body="Here too.")
    client = sign_in(member)
    assert spoken_in(client) == [["health", "policing", "housing"]]
    assert "Remits that have spoken: Health, Policing, Housing" in flat(client.get(reverse("forum:latest")).content)


def test_a_row_has_no_remit_that_its_posts_do_not_show(member, sign_in):
    topic = make_topic(author=by("health"))
    hidden = post_reply(topic=topic, author=by("policing"), body="For another agency.")
    Post.objects.filter(pk=hidden.pk).update(voice=Voice.BEHALF)
    gone = by("housing")
    withdraw_post(post_id=post_reply(topic=topic, author=gone, body="Not here.").pk, author=gone)
    post_reply(topic=topic, author=by("immigration"), body="By role.", voice=Voice.ROLE)
    assert spoken_in(sign_in(member)) == [["health", "immigration"]]


def test_the_aside_has_open_questions_to_the_readers_remits_that_they_may_read(sign_in):
    reader = by("housing")
    reader.agency.remits.add(Remit.objects.get(slug="housing"))
    ask("Who has beds?", "housing", "health"), ask("Who has nurses?", "health"), ask("My own", "housing", author=reader)
    circle, stranger = CircleFactory(), MemberFactory()
    circle.people.add(stranger)
    ask("Of a circle", "housing", board=BoardFactory(circle=circle), author=stranger)
    ended = ask("Ended", "housing")
    ended.asks.update(state="closed")
    page = sign_in(reader).get(reverse("forum:mine"))
    assert [one.topic.title for one in page.context["asked"]] == ["Who has beds?"]
    assert "Questions for your remits" in flat(page.content)


def test_the_aside_has_what_the_reader_saved_and_may_still_read(member, sign_in):
    circle = CircleFactory()
    circle.people.add(member)
    kept, lost = make_topic(title="Kept"), make_topic(BoardFactory(circle=circle), title="Lost")
    for topic in (kept, lost):
        save_post(post_id=topic.posts.get().pk, person=member)
    circle.people.remove(member)
    page = sign_in(member).get(reverse("forum:unanswered"))
    assert [one.post.topic.title for one in page.context["saved"]] == ["Kept"]
    assert "Lost" not in flat(page.content)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("which", EVERY_LIST)
def test_a_list_costs_the_same_for_one_and_three(member, sign_in, which, count, django_assert_num_queries):
    form = ExploitationForm.objects.first()
    for _ in range(count):
        topic = ask("One of them", "housing", author=member)
        topic.forms.add(form)
        post_reply(topic=topic, author=MemberFactory(), body="New.")
    client = sign_in(member)
    chosen = {"kind": "question", "remit": "housing", "form": form.slug}
    # session with the person, roles; remits, forms, open questions, the page; remits that have spoken, questions to
    # the reader's remits, saved posts; for "Mine" also what waits
    with django_assert_num_queries(9 + (which == "mine")):
        assert len(titles(client, which, **chosen)) == count


def test_the_boards_page_leads_to_each_list_and_to_a_new_topic(member, sign_in):
    board, closed = BoardFactory(), BoardFactory(state="archived")
    html = flat(sign_in(member).get(reverse("forum:board_list")).content)
    for which in EVERY_LIST:
        assert f'href="{reverse(f"forum:{which}")}"' in html
    assert reverse("forum:topic_new", args=[board.slug]) in html
    assert reverse("forum:topic_new", args=[closed.slug]) not in html


def test_no_board_can_take_the_address_of_another_page():
    routes = [pattern.pattern._route for patterns, _ in (discussion, boards_for_staff) for pattern in patterns]
    firsts = {route.partition("/")[0] for route in routes}
    assert {one for one in firsts if one and not one.startswith("<")} == TAKEN_SLUGS


@pytest.mark.parametrize("where", ["latest", "board"])
def test_a_name_leads_to_the_member_s_page_if_they_are_listed_by_name_and_wrote_by_name(member, sign_in, where):
    board = BoardFactory()
    named, by_role, hidden, left = (
        MemberFactory(),
        MemberFactory(listed_as=Listing.ROLE),
        MemberFactory(),
        MemberFactory(),
    )
    for author in (named, by_role, left):
        make_topic(board, author)
    make_topic(board, hidden, voice=Voice.ROLE)
    left.state, left.is_active = MemberState.LEFT, False
    left.save()
    address = board.get_absolute_url() if where == "board" else reverse("forum:latest")
    html = flat(sign_in(member).get(address).content)
    assert [f'href="/people/{one.pk}/"' in html for one in (named, by_role, hidden, left)] == [
        True,
        False,
        False,
        False,
    ]
    assert str(hidden) not in html


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL chooses an index by its statistics, which differ between runs"
)
def test_sqlite_reads_the_latest_topics_from_their_index_and_sorts_none(member):
    make_topic()
    with CaptureQueriesContext(connection) as asked:
        listed_page(TopicList.LATEST, member, "")
    plans = []
    for query in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[-1] for row in cursor.fetchall()]
    assert "SCAN forum_topic USING INDEX topic_latest" in plans
    assert "USE TEMP B-TREE FOR ORDER BY" not in plans
