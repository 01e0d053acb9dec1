"""What people follow, by choice or because they wrote; which notifications they get, and what they turn off."""

import re

import pytest
from django.utils import timezone

from forum.actions.approve import approve_post
from forum.actions.edit import edit_post
from forum.actions.follow import change_following, follow, unfollow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.notify import notify_of_post
from forum.actions.post import post_reply, start_topic
from forum.enums import About
from forum.models import Subscription
from forum.queries.unread import news_for
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def notified(person) -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [(row.verb, row.why, row.why_word) for row in rows]


def level_of(person, topic) -> str | None:
    return Subscription.objects.filter(person=person, topic=topic).values_list("level", flat=True).first()


def test_writing_follows_a_topic(happen):
    topic, person = make_topic(), MemberFactory()
    post_reply(topic=topic, author=person, body="Yes.")
    assert (level_of(person, topic), level_of(topic.author, topic)) == (Level.DIGEST, Level.DIGEST)
    happen(post_reply, topic=topic, author=topic.author, body="Thank you.")
    assert notified(person) == [("reply", "posted", "")]
    assert notified(topic.author) == []


@pytest.mark.parametrize("level", list(Level))
def test_writing_never_overrides_a_choice(level):
    topic, person = make_topic(), MemberFactory()
    follow(person=person, about=About.TOPIC, level=level, target=topic)
    post_reply(topic=topic, author=person, body="Yes.")
    assert level_of(person, topic) == level


@pytest.mark.parametrize(
    ("level", "is_told"), [("off", False), ("catch_up", False), ("digest", True), ("at_once", True)]
)
def test_a_level_decides_whether_a_follower_is_notified(happen, level, is_told):
    topic, person = make_topic(), MemberFactory()
    follow(person=person, about=About.TOPIC, level=Level(level), target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="More.")
    assert bool(notified(person)) is is_told


def test_following_a_board_notifies_of_new_topics_and_not_of_replies(happen):
    board, person = BoardFactory(), MemberFactory()
    follow(person=person, about=About.BOARD, level=Level.DIGEST, target=board)
    topic = happen(make_topic, board)
    happen(post_reply, topic=topic, author=topic.author, body="More.")
    assert notified(person) == [("topic", "board", "")]


def test_following_a_word_notifies_of_topics_that_have_it(happen):
    form, affected, area = ExploitationForm.objects.first(), AffectedGroup.objects.first(), Area.objects.first()
    people = {about: MemberFactory() for about in (About.FORM, About.AFFECTED, About.AREA)}
    for about, term in ((About.FORM, form), (About.AFFECTED, affected), (About.AREA, area)):
        follow(person=people[about], about=about, level=Level.DIGEST, target=term)
    happen(make_topic, forms=[form])
    happen(make_topic, affected=[affected])
    happen(make_trend_note, BoardFactory(), MemberFactory())
    happen(make_topic)
    assert notified(people[About.FORM]) == [("topic", "form", form.name)]
    assert notified(people[About.AFFECTED]) == [("topic", "affected", affected.name)]
    assert notified(people[About.AREA]) == [("topic", "area", area.name)]


def test_following_a_trade_notifies_of_trend_notes_about_it(happen):
    sector, other = Sector.objects.all()[:2]
    person = MemberFactory()
    follow(person=person, about=About.SECTOR, level=Level.DIGEST, target=sector)
    for trade in (other, sector):
        happen(make_trend_note, BoardFactory(), MemberFactory(), sector=trade)
    assert notified(person) == [("topic", "sector", sector.name)]


def question(board, happen, remits) -> None:
    happen(make_topic, board, kind="question", asked_remits=remits)


def test_a_question_reaches_the_people_of_its_remit_without_a_choice(happen):
    remit = Remit.objects.get(slug="health")
    agency = AgencyFactory(main_remit=remit)
    agency.remits.add(remit)
    nurse, other, silent = MemberFactory(agency=agency), MemberFactory(), MemberFactory(agency=agency)
    follow(person=silent, about=About.QUESTIONS, level=Level.CATCH_UP)
    question(BoardFactory(), happen, [remit])
    assert notified(nurse) == [("topic", "question", remit.name)]
    assert (notified(other), notified(silent)) == ([], [])


def test_several_reasons_make_one_notification_in_the_way_that_is_wanted_most(happen):
    board, person, form = BoardFactory(), MemberFactory(), ExploitationForm.objects.first()
    follow(person=person, about=About.BOARD, level=Level.DIGEST, target=board)
    follow(person=person, about=About.FORM, level=Level.AT_ONCE, target=form)
    happen(make_topic, board, forms=[form])
    assert notified(person) == [("topic", "form", form.name)]
    assert Notification.objects.get(person=person).level == Level.AT_ONCE


def test_a_board_that_was_turned_off_stays_off_for_followed_words_too(happen):
    board, person, form = BoardFactory(), MemberFactory(), ExploitationForm.objects.first()
    follow(person=person, about=About.FORM, level=Level.AT_ONCE, target=form)
    follow(person=person, about=About.BOARD, level=Level.OFF, target=board)
    happen(make_topic, board, forms=[form])
    assert notified(person) == []


def test_a_topic_of_a_circle_notifies_nobody_outside(happen):
    circle, form = CircleFactory(), ExploitationForm.objects.first()
    inside, outside, author = MemberFactory(), MemberFactory(), MemberFactory()
    circle.people.add(inside, author)
    for person in (inside, outside):
        follow(person=person, about=About.FORM, level=Level.AT_ONCE, target=form)
    happen(make_topic, BoardFactory(circle=circle), author, forms=[form])
    assert (len(notified(inside)), notified(outside)) == (1, [])


def test_a_held_post_notifies_nobody_until_it_is_approved(happen):
    topic = make_topic(BoardFactory(holds_newcomers=False))
    person, newcomer = MemberFactory(), MemberFactory()
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    type(topic.board).objects.filter(pk=topic.board_id).update(holds_newcomers=True)
    post = happen(post_reply, topic=topic, author=newcomer, body="May I ask?")
    assert (notified(person), level_of(newcomer, topic)) == ([], None)
    happen(approve_post, post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]))
    assert notified(person) == [("reply", "chosen", "")]
    assert level_of(newcomer, topic) == Level.DIGEST


def test_an_imported_archive_notifies_nobody(happen):
    topic, person = make_topic(), MemberFactory()
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="Long ago.", written_at=timezone.now())
    assert notified(person) == []


def test_a_held_topic_notifies_nobody(happen):
    board, person = BoardFactory(holds_newcomers=True), MemberFactory()
    follow(person=person, about=About.BOARD, level=Level.AT_ONCE, target=board)
    values = {"title": "A first note", "body": "Hello.", "marking": "green", "may_act": "check"}
    happen(start_topic, board=board, author=MemberFactory(), **values)
    assert notified(person) == []


def test_a_person_who_read_it_before_the_task_ran_is_not_notified():
    topic, person = make_topic(), MemberFactory()
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    post = post_reply(topic=topic, author=topic.author, body="More.")
    mark_topic_read(topic=post.topic, reader=person, number=2)
    notify_of_post(post.pk)
    assert notified(person) == []


def test_a_person_who_caught_up_before_the_task_ran_is_not_notified():
    board, person = BoardFactory(), MemberFactory()
    topic = make_topic(board)
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
    post = post_reply(topic=topic, author=topic.author, body="More.")
    catch_up(reader=person, boards=[board], until=timezone.now())
    notify_of_post(post.pk)
    assert notified(person) == []


def test_a_topic_that_was_turned_off_is_not_on_the_catch_up_page_but_on_its_board():
    board, person = BoardFactory(), MemberFactory()
    kept, left_out = make_topic(board), make_topic(board)
    follow(person=person, about=About.TOPIC, level=Level.OFF, target=left_out)
    assert [topic.pk for topic in news_for(person).topics] == [kept.pk]
    follow(person=person, about=About.BOARD, level=Level.OFF, target=board)
    assert news_for(person).topics == []
    follow(person=person, about=About.TOPIC, level=Level.CATCH_UP, target=kept)
    assert [topic.pk for topic in news_for(person).topics] == [kept.pk]
    assert list(type(kept).objects.visible_to(person).filter(board=board).order_by("pk")) == [kept, left_out]


def test_choosing_twice_keeps_one_row_and_following_none_leaves_none():
    person = MemberFactory()
    for level in (Level.DIGEST, Level.OFF):
        row = follow(person=person, about=About.QUESTIONS, level=level)
    assert list(Subscription.objects.values_list("level", flat=True)) == [Level.OFF]
    assert unfollow(person=MemberFactory(), subscription_id=row.pk) is False
    assert unfollow(person=person, subscription_id=row.pk) is True
    assert unfollow(person=person, subscription_id=row.pk) is False


# --- the pages ---------------------------------------------------------------------------------------------------


def test_the_topic_says_at_which_level_a_reader_is_notified_and_why(sign_in):
    topic, person = make_topic(), MemberFactory()
    client = sign_in(person)
    assert '<option value="catch_up" selected>' in flat(client.get(topic.get_absolute_url()).content)
    client.post(f"/forum/topics/{topic.pk}/follow/", {"level": "at_once"})
    page = flat(client.get(topic.get_absolute_url()).content)
    assert '<option value="at_once" selected>' in page
    assert "You chose it" in page


@pytest.mark.parametrize("path", ["topics/{topic}/follow/", "{board}/follow/"])
def test_a_topic_that_one_may_not_see_cannot_be_followed(sign_in, path):
    topic = make_topic(BoardFactory(circle=CircleFactory()))
    address = "/forum/" + path.format(topic=topic.pk, board=topic.board.slug)
    person = MemberFactory()
    assert sign_in(person).post(address, {"level": "at_once"}).status_code == 404
    assert Subscription.objects.filter(person=person).count() == 0


@pytest.mark.parametrize("level", ["", "loudly", "\x00"])
def test_a_level_that_does_not_exist_changes_nothing(sign_in, level):
    topic, person = make_topic(), MemberFactory()
    sign_in(person).post(f"/forum/topics/{topic.pk}/follow/", {"level": level})
    assert level_of(person, topic) is None


def chosen(client, levels: dict) -> dict[str, str]:
    """Return what the page sends once the person has chosen these levels: {subscription or "questions": level}."""
    form = client.get("/following/").context["form"]
    sent = {}
    for bound in form:
        sent |= {bound.html_name: bound.initial, bound.html_initial_name: bound.initial}
    names = {row: row if row == "questions" else f"level-{row.pk}" for row in levels}
    return sent | {names[row]: level for row, level in levels.items()}


def test_one_save_changes_all_that_was_changed_and_nothing_else(sign_in):
    person, form = MemberFactory(), ExploitationForm.objects.first()
    word = follow(person=person, about=About.FORM, level=Level.DIGEST, target=form)
    topic, other = (follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=make_topic()) for _ in "ab")
    board = follow(person=person, about=About.BOARD, level=Level.OFF, target=BoardFactory())
    before = other.changed_at
    client = sign_in(person)
    page = client.post(
        "/following/",
        chosen(client, {word: "remove", topic: "off", board: "remove", "questions": "at_once"}),
        follow=True,
    )
    assert "Saved." in flat(page.content)
    rows = Subscription.objects.filter(person=person).order_by("about", "pk")
    assert [(row.about, row.level) for row in rows] == [
        (About.QUESTIONS, "at_once"),
        (About.TOPIC, "off"),
        (About.TOPIC, "digest"),
    ]
    other.refresh_from_db()
    assert other.changed_at == before
    again = client.post("/following/", chosen(client, {}), follow=True)
    assert "You changed nothing, so nothing was saved." in flat(again.content)


def test_a_choice_made_meanwhile_on_another_page_stays(sign_in):
    person = MemberFactory()
    one, two = (follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=make_topic()) for _ in "ab")
    client = sign_in(person)
    sent = chosen(client, {one: "off"})
    follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=two.topic)
    gone = follow(person=person, about=About.BOARD, level=Level.DIGEST, target=BoardFactory())
    client.post("/following/", {**sent, "level-999999": "off"})
    levels = dict(Subscription.objects.filter(person=person).values_list("pk", "level"))
    assert levels == {one.pk: "off", two.pk: "at_once", gone.pk: "digest"}


def test_an_error_is_shown_at_its_row_and_loses_no_choice(sign_in):
    person = MemberFactory()
    one, two = (follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=make_topic()) for _ in "ab")
    client = sign_in(person)
    page = client.post("/following/", chosen(client, {one: "loudly", two: "at_once"}))
    html = flat(page.content)
    assert "Choose one of the levels in the list" in html
    assert '<option value="at_once" selected>' in html.partition(f'id="id_level-{two.pk}"')[2].partition("</select>")[0]
    assert set(Subscription.objects.filter(person=person).values_list("level", flat=True)) == {"digest"}


def test_words_are_followed_changed_and_unfollowed_on_one_page(sign_in):
    person, form = MemberFactory(), ExploitationForm.objects.first()
    client = sign_in(person)
    client.post("/following/term/", {"term": f"form-{form.pk}", "level": "digest"})
    row = Subscription.objects.get(person=person)
    assert (row.form, row.level) == (form, "digest")
    client.post("/following/", chosen(client, {row: "at_once"}))
    row.refresh_from_db()
    assert row.level == "at_once"
    assert form.name in flat(client.get("/following/").content)
    client.post("/following/", chosen(client, {row: "remove"}))
    assert Subscription.objects.filter(person=person).count() == 0


def test_a_word_offers_and_takes_no_level_that_would_hide_topics_by_their_tags(sign_in):
    person, form = MemberFactory(), ExploitationForm.objects.first()
    row = follow(person=person, about=About.FORM, level=Level.DIGEST, target=form)
    client = sign_in(person)
    choice = flat(client.get("/following/").content).partition(f'id="id_level-{row.pk}"')[2].partition("</select>")[0]
    assert re.findall('value="([a-z_]+)"', choice) == ["digest", "at_once", "remove"]
    client.post("/following/", chosen(client, {row: "off"}))
    row.refresh_from_db()
    assert row.level == "digest"


@pytest.mark.parametrize("term", ["", "form-999999", "board-1", "topic-1", "form-x", "form"])
def test_only_a_word_of_the_network_can_be_followed_as_one(sign_in, term):
    person = MemberFactory()
    response = sign_in(person).post("/following/term/", {"term": term, "level": "digest"})
    assert (response.status_code, Subscription.objects.filter(person=person).count()) == (200, 0)
    assert "Error:" in flat(response.content)


def test_nobody_changes_what_another_follows(sign_in):
    row = follow(person=MemberFactory(), about=About.TOPIC, level=Level.DIGEST, target=make_topic())
    person = MemberFactory()
    client = sign_in(person)
    client.post("/following/", chosen(client, {row: "remove"}) | {f"initial-level-{row.pk}": "digest"})
    assert change_following(person=person, levels={row.pk: None}) is False
    assert change_following(person=person, levels={row.pk: Level.OFF}) is False
    row.refresh_from_db()
    assert row.level == Level.DIGEST


def test_a_followed_topic_that_one_may_no_longer_read_is_not_named(sign_in):
    circle, person = CircleFactory(), MemberFactory()
    circle.people.add(person)
    topic = make_topic(BoardFactory(circle=circle, name="Planning board"), person, title="A closed matter")
    follow(person=person, about=About.BOARD, level=Level.DIGEST, target=topic.board)
    client = sign_in(person)
    assert "A closed matter" in flat(client.get("/following/").content)
    circle.people.remove(person)
    page = flat(client.get("/following/").content)
    assert ("A closed matter" in page, "Planning board" in page) == (False, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(sign_in, count, django_assert_num_queries):
    person = MemberFactory()
    for form in ExploitationForm.objects.all()[:count]:
        follow(person=person, about=About.FORM, level=Level.DIGEST, target=form)
        follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=make_topic())
    client = sign_in(person)
    # session, person, roles; followed things, topics, the topics and boards one may see, questions, choices,
    # and the four lists of words
    with django_assert_num_queries(12):
        client.get("/following/")


# --- called by name ----------------------------------------------------------------------------------------------


def test_a_mentioned_person_is_notified_once_and_not_again_as_a_follower(happen):
    topic, person = make_topic(), MemberFactory(first_name="Nkechi", last_name="Obi")
    follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="What does @Nkechi Obi see?")
    assert notified(person) == [("mention", "mention", "")]
    assert Notification.objects.get(person=person).level == Level.AT_ONCE


def test_a_person_mentioned_later_is_notified_and_one_mentioned_before_is_not_notified_again(happen):
    topic = make_topic()
    first, second = (
        MemberFactory(first_name="Nkechi", last_name="Obi"),
        MemberFactory(first_name="Priya", last_name="Nair"),
    )
    post = happen(post_reply, topic=topic, author=topic.author, body="What does @Nkechi Obi see?")
    happen(edit_post, post_id=post.pk, editor=topic.author, body="What do @Nkechi Obi and @Priya Nair see?")
    assert (notified(first), notified(second)) == ([("mention", "mention", "")], [("mention", "mention", "")])


def test_a_person_who_turned_the_topic_off_is_not_notified_of_a_mention_either(happen):
    topic, person = make_topic(), MemberFactory(first_name="Nkechi", last_name="Obi")
    follow(person=person, about=About.TOPIC, level=Level.OFF, target=topic)
    happen(post_reply, topic=topic, author=topic.author, body="What does @Nkechi Obi see?")
    assert notified(person) == []


def test_a_held_post_calls_nobody_until_it_is_approved(happen):
    topic, person = make_topic(), MemberFactory(first_name="Nkechi", last_name="Obi")
    type(topic.board).objects.filter(pk=topic.board_id).update(holds_newcomers=True)
    post = happen(post_reply, topic=topic, author=MemberFactory(), body="What does @Nkechi Obi see?")
    assert notified(person) == []
    happen(approve_post, post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]))
    assert notified(person) == [("mention", "mention", "")]
