"""The members' home page: what needs the reader, in four groups, and one button that marks all as read."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_init
from django.utils import timezone

from forum.actions.approve import reject_post
from forum.actions.edit import edit_post
from forum.actions.follow import follow
from forum.actions.notify import notify_of_post
from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place
from forum.actions.withdraw import withdraw_post
from forum.enums import POST_SOURCE, About, TopicKind
from forum.models import Board, Draft, Post, Topic
from forum.queries.recipients import group_of
from forum.rules.posts import QUIET
from library.enums import Audience
from ratsite.catchup.queries.groups import catch_up_of
from ratsite.network.models import Remit
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from tests.factories import (
    AgencyFactory,
    BoardFactory,
    CircleFactory,
    MemberFactory,
    make_resource,
    make_topic,
    make_version,
    save_draft,
)
from tests.markup import flat
from tests.search.factories import make_enclosed

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ADDRESS = "/catch-up/"


@pytest.fixture
def reader():
    health = AgencyFactory(main_remit=Remit.objects.get(slug="health"))
    health.remits.add(health.main_remit)
    return MemberFactory(agency=health, approved_at=timezone.now() - dt.timedelta(days=30))


def rows(reader) -> dict[str, list[str]]:
    return {group.slug: [row.title for row in group.rows] for group in catch_up_of(reader).groups}


def test_new_resources_and_versions_are_there_until_the_reader_has_caught_up(reader, sign_in):
    circle, curator = CircleFactory(), MemberFactory(roles=["Curators"]).with_second_step()
    make_resource(title="Closed card", audience=Audience.CIRCLE, circle=circle)
    make_resource(reader, title="Own card")
    BoardFactory()  # the button ends what is new on the boards, and with it in the library
    resource = make_resource(title="Front desk card", summary="What to ask first.")
    client = sign_in(reader)
    page = flat(client.get(ADDRESS).content)
    assert rows(reader) == {"library": ["Front desk card"]}
    assert "What to ask first." in page
    client.post(ADDRESS, {"until": timezone.now().isoformat()})
    assert rows(reader) == {}
    BoardFactory()
    assert rows(reader) == {}, "a new board makes the library new again"
    make_version(resource, curator, note="Has the new numbers")
    assert rows(reader) == {"library": ["Front desk card"]}
    assert "New version, number 2" in flat(client.get(ADDRESS).content)
    assert "Has the new numbers" in flat(client.get(ADDRESS).content)


def test_a_post_that_was_being_published_while_the_page_was_drawn_stays_new(reader, sign_in):
    """Its time is before the page was made, but its row was committed afterwards."""
    make_topic(title="On the page")
    client = sign_in(reader)
    html = client.get(ADDRESS).content.decode()
    drawn_at, until = timezone.now(), re.search(r'name="until" value="([^"]+)"', html)[1]
    late = make_topic(title="Late")
    Topic.objects.filter(pk=late.pk).update(last_post_at=drawn_at, published_at=drawn_at)
    Post.objects.filter(topic=late).update(published_at=drawn_at)
    client.post(ADDRESS, {"until": until})
    assert rows(reader) == {"the-rest": ["Late"]}


def ask(*slugs, **fields):
    return make_topic(kind=TopicKind.QUESTION, asked_remits=Remit.objects.filter(slug__in=slugs), **fields)


def test_a_new_topic_is_in_the_group_of_its_first_reason(reader):
    make_topic(title="By a stranger")
    make_topic(author=MemberFactory(agency=reader.agency), title="By a colleague")
    joined = make_topic(title="Joined")
    post_reply(topic=joined, author=reader, body="Yes.")
    post_reply(topic=joined, author=joined.author, body="Thank you.")
    assert rows(reader) == {
        "your-remit": ["Joined", "By a colleague"],
        "the-rest": ["By a stranger"],
    }


def test_a_question_to_your_remit_needs_you_until_a_person_of_your_remit_answers(reader):
    topic = ask("health", title="What do you note?")
    ask("policing", title="Not for you")
    assert rows(reader)["needs-you"] == ["What do you note?"]
    post_reply(topic=topic, author=MemberFactory(), body="I wonder, too.")
    assert rows(reader)["needs-you"] == ["What do you note?"]
    answer = {"body": "This.", "answers_for": [Remit.objects.get(slug="health").pk]}
    post_reply(topic=topic, author=MemberFactory(agency=reader.agency), **answer)
    assert "needs-you" not in rows(reader)


def test_a_question_says_how_long_it_has_waited_and_by_which_day_its_answer_is_wanted(reader, sign_in, clock):
    ask("health", title="First", answer_by=timezone.localdate() + dt.timedelta(days=9))
    ask("health", title="Second")
    client = sign_in(reader)
    day = (timezone.localdate() + dt.timedelta(days=9)).strftime("%-d %B")
    assert f"Asked of health today. Answer by {day}.<" in flat(client.get("/catch-up/").content)
    clock.forward(days=2)
    html = flat(sign_in(reader).get("/catch-up/").content)
    assert f"2 days ago and not answered yet. Answer by {day}.<" in html
    assert "2 days ago and not answered yet<" in html


def test_your_own_question_to_your_own_remit_does_not_need_you(reader):
    ask("health", author=reader)
    assert rows(reader) == {}


def test_someone_without_an_agency_is_asked_nothing():
    ask("health", "policing")
    alone = MemberFactory(agency=None, approved_at=timezone.now() - dt.timedelta(days=1))
    assert "needs-you" not in rows(alone)


def test_a_returned_post_needs_its_author_and_a_held_one_does_not(reader):
    board = BoardFactory(holds_newcomers=True)
    topic = make_topic(author=reader, board=board)
    assert rows(reader) == {}
    waiting = catch_up_of(reader).waiting
    assert [row.title for row in waiting] == [f"Your post in “{topic.title}” is waiting for a moderator"]
    reject_post(post_id=topic.posts.get().pk, moderator=MemberFactory(roles=["Moderators"]), reason="Off the aim")
    assert rows(reader)["needs-you"] == [f"Your post in “{topic.title}” was sent back"]


def test_catch_up_shows_nothing_of_a_circle_that_the_reader_is_not_in(reader):
    circle = BoardFactory(circle=CircleFactory())
    make_topic(circle, title="Closed")
    make_topic(circle, kind=TopicKind.QUESTION, asked_remits=Remit.objects.filter(slug="health"))
    assert rows(reader) == {}


def test_the_button_marks_the_shown_topics_as_read_and_leaves_what_needs_you(reader, sign_in):
    ask("health", title="Asked")
    make_topic(title="Old")
    client = sign_in(reader)
    until = client.get(ADDRESS).context["found"].until
    make_topic(title="Came meanwhile")
    response = client.post(ADDRESS, {"until": until.isoformat()}, follow=True)
    assert "You are up to date" in flat(response.content)
    assert rows(reader) == {"needs-you": ["Asked"], "the-rest": ["Came meanwhile"]}


def test_a_long_list_shows_the_newest_and_the_button_says_what_else_it_marks_as_read(reader, sign_in, monkeypatch):
    monkeypatch.setattr("forum.queries.unread.MOST_TOPICS", 2)
    older, *newer = (make_topic(title=f"News {number}") for number in range(3))
    client = sign_in(reader)
    html = flat(client.get(ADDRESS).content)
    assert "There are older updates too. You will see them once you have marked these topics as read." in html
    assert "The button marks everything up to now as read, including older updates that are not on this page." in html
    assert ["News 0" in html, "News 1" in html, "News 2" in html] == [False, True, True]
    client.post(f"/forum/topics/{newer[0].pk}/read/", {"number": "1", "from": "catch-up"})
    html = flat(client.get(ADDRESS).content)
    assert "older updates" not in html
    assert older.title in html


@pytest.mark.parametrize(
    ("replies", "says"), [(0, "Less than a minute"), (5, "About a minute"), (19, "About 4 minutes")]
)
def test_the_page_says_how_long_it_takes_to_read(reader, sign_in, replies, says):
    """It counts 50 words a post and 238 words a minute."""
    make_topic(replies=replies)
    html = flat(sign_in(reader).get(ADDRESS).content)
    assert html.count(says) == 2  # of all, and of its group


def mark(client, title: str) -> tuple[str, dict[str, str]]:
    """Return the address and the values that the button of this topic's row sends."""
    html = flat(client.get(ADDRESS).content)
    buttons = re.findall(
        r'<button class="act" form="([\w-]+)" formaction="([^"]+)" name="number" value="(\d+)"> ?Mark as read'
        rf'<span class="vh">: {title}</span>',
        html,
    )
    [(form_id, address, number)] = buttons
    form = re.search(rf'<form id="{form_id}"[^>]*>(.*?)</form>', html)[1]
    values = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return address, {**values, "number": number}


def test_one_topic_is_marked_from_its_row_and_the_page_comes_back_to_its_group(reader, sign_in):
    for title, replies in (("Vans", 0), ("Doors", 2)):
        make_topic(title=title, replies=replies)
    client = sign_in(reader)
    client.handler.enforce_csrf_checks = True
    address, values = mark(client, "Doors")
    assert values["number"] == "3"
    response = client.post(address, values)
    assert (response.status_code, response.url) == (302, f"{ADDRESS}#the-rest")
    assert 'id="the-rest"' in flat(client.get(ADDRESS).content)
    assert rows(reader) == {"the-rest": ["Vans"]}


def test_a_row_marks_what_the_page_has_shown_also_after_a_reply(reader, sign_in):
    topic, client = make_topic(title="Doors"), sign_in(reader)
    assert mark(client, "Doors")[1]["number"] == "1"
    post_reply(topic=topic, author=topic.author, body="And windows.")
    assert mark(client, "Doors")[1]["number"] == "2"


def test_the_page_shows_the_first_new_words_and_says_when_nothing_is_new(reader, sign_in):
    make_topic(body="The **van** came & went.")
    client = sign_in(reader)
    html = flat(client.get(ADDRESS).content)
    assert "The van came &amp; went." in html
    assert "1 thing to look at since" in html
    client.post(ADDRESS, {"until": timezone.now().isoformat()})
    assert "There is nothing new since you last looked." in flat(client.get(ADDRESS).content)


def test_a_new_member_is_welcomed_until_they_have_caught_up_once(reader, sign_in):
    client = sign_in(reader)
    html = flat(client.get(ADDRESS).content)
    assert "There is nothing new since you last looked." not in html
    for words in ("Welcome to the network", 'href="/forum/"', 'href="/guide/member/"', 'href="/me/"'):
        assert words in html
    assert "a moderator reads your first 3 posts before others can" in html
    make_topic()
    client.post(ADDRESS, {"until": timezone.now().isoformat()})
    assert "Welcome to the network" not in flat(client.get(ADDRESS).content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(reader, sign_in, count, django_assert_num_queries):
    for _ in range(count):
        ask("health")
        make_topic()
        topic = make_topic()
        make_topic(author=reader, board=BoardFactory(holds_topics=True))
        make_enclosed(SimpleUploadedFile("card.pdf", b"%PDF-1.7 broken"), author=reader)
    client = sign_in(reader)
    # session, person; boards, topics; whether anything may wait; own posts, questions, refused files; first
    # words, written in; their choices, their mails; the new count in the band
    for _ in range(count):
        make_resource()
    Notification.objects.update(read_at=timezone.now())
    with django_assert_num_queries(14):  # one of them for the resources
        client.get(ADDRESS)
    for _ in range(count):
        notify_of_post(post_reply(topic=topic, author=topic.author, body=f"What does @{reader} say?").pk)
    with django_assert_num_queries(16):  # only who was told of something is asked who calls them, and what told of
        page = flat(client.get(ADDRESS).content)
    assert page.count("mentioned you") == count
    assert page.count(">We refused your file in “") == page.count("is waiting for a moderator</a>") == count


@pytest.mark.parametrize(
    "change", ["edited", "edited at once", "edited, and it waits", "sent in again", "replaced", "removed", "withdrawn"]
)
def test_a_refused_file_needs_its_author_until_they_put_it_right(reader, change):
    upload = SimpleUploadedFile("card.pdf", b"%PDF-1.7 broken")
    topic = make_enclosed(upload, author=reader, title="Emergency beds")
    post, other = topic.posts.get(), MemberFactory()
    need = catch_up_of(reader).groups[0]
    assert (need.slug, [row.title for row in need.rows]) == (
        "needs-you",
        ["We refused your file in “Emergency beds”"],
    )
    assert need.rows[0].why.startswith("card.pdf: The PDF is damaged")
    assert "needs-you" not in rows(other)
    edit_post(post_id=post.pk, editor=reader, body=post.source)  # nothing was changed
    assert "needs-you" in rows(reader)
    if change == "edited":
        Post.objects.update(published_at=timezone.now() - QUIET * 2)
    elif change == "edited, and it waits":
        Board.objects.update(holds_topics=True)
    elif change == "sent in again":
        Post.objects.update(state="held", hold_reasons=["new_topic"], number=None, published_at=None)
        reject_post(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]), reason="Off the aim")
    if change == "removed":
        edit_post(post_id=post.pk, editor=reader, body=post.source, remove=[post.attachments.get().pk])
    elif change == "replaced":
        edit_post(post_id=post.pk, editor=reader, body=post.source, files=[SimpleUploadedFile("a.txt", b"Ask.")])
    elif change != "withdrawn":
        edit_post(post_id=post.pk, editor=reader, body="Without it.")
    else:
        withdraw_post(post_id=post.pk, author=reader)
    assert "needs-you" not in rows(reader)


@pytest.mark.parametrize("closed", ["locked", "archived", "board archived"])
def test_an_item_that_needs_you_in_a_closed_topic_links_to_a_page_that_opens(reader, sign_in, closed):
    topic = make_enclosed(SimpleUploadedFile("card.pdf", b"%PDF-1.7 broken"), author=reader)
    held = make_topic(author=reader, board=BoardFactory(holds_newcomers=True))
    reject_post(post_id=held.posts.get().pk, moderator=MemberFactory(roles=["Moderators"]), reason="Off the aim")
    if closed == "board archived":
        Board.objects.update(state="archived")
    else:
        Topic.objects.update(**{f"is_{closed}": True}, lock_reason="It is settled")
    actions = [row.actions for row in catch_up_of(reader).groups[0].rows]
    assert [[action.label for action in row] for row in actions] == [["Withdraw the post"]] * 2
    client = sign_in(reader)
    assert [client.get(action.url).status_code for row in actions for action in row] == [200, 200]
    withdraw_post(post_id=topic.posts.get().pk, author=reader)
    withdraw_post(post_id=held.posts.get().pk, author=reader)
    assert rows(reader) == {}


def test_a_call_by_name_needs_you_until_it_is_read(reader, sign_in):
    topic = make_topic(title="Emergency beds")
    post = post_reply(topic=topic, author=topic.author, body=f"What does @{reader} say?")
    notify_of_post(post.pk)
    client = sign_in(reader)
    page = flat(client.get(ADDRESS).content)
    assert f"{topic.author} mentioned you" in page
    client.get(topic.get_absolute_url())
    assert "mentioned you" not in flat(client.get(ADDRESS).content)


def test_a_topic_with_many_notifications_is_one_row(reader):
    topics = [make_topic(replies=replies) for replies in (1, 4)]
    for topic in topics:
        people = {reader.pk: Reason(Level.DIGEST, "chosen")}
        for post in topic.posts.all():
            notify(source=POST_SOURCE, item_id=post.pk, group=group_of(topic.pk), verb="reply", people=people)
    rows: list[int] = []

    def count(instance: Notification, **_) -> None:
        rows.append(instance.pk)

    post_init.connect(count, sender=Notification)
    found = catch_up_of(reader)
    post_init.disconnect(count, sender=Notification)
    assert [row.why for group in found.groups for row in group.rows] == ["You follow this topic"] * 2
    assert len(rows) == 2


def test_catching_up_also_reads_notifications_about_a_topic_that_is_gone(reader, sign_in):
    topic = make_topic(replies=1)
    follow(person=reader, about=About.TOPIC, level=Level.DIGEST, target=topic)
    for post in topic.posts.all():
        notify_of_post(post.pk)
        withdraw_post(post_id=post.pk, author=topic.author)
    client = sign_in(reader)
    assert '<span class="count">1</span>' in flat(client.get(ADDRESS).content)
    client.post(ADDRESS, {"until": timezone.now().isoformat()})
    assert '<span class="count">' not in flat(client.get(ADDRESS).content)


def test_a_draft_about_to_go_needs_you(reader, sign_in):
    topic = make_topic()
    save_draft(person=reader, place=reply_place(topic), fields={"body": ["From the desk,"]}, sequence=0, topic=topic)
    client = sign_in(reader)
    assert "One of your drafts will be deleted" not in flat(client.get(ADDRESS).content)
    Draft.objects.update(saved_at=timezone.now() - dt.timedelta(days=26))
    assert "One of your drafts will be deleted" in flat(client.get(ADDRESS).content)
