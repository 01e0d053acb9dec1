"""Print a whole topic: marking, name and time on each sheet, prints are recorded, closely marked ones refused."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.actions.print_topic import delete_old_prints, print_topic
from forum.actions.run_poll import end_poll, start_poll, vote
from forum.actions.withdraw import withdraw_post
from forum.models import Topic, TopicPrint
from forum.views import topic_print as view
from ratsite.network.enums import Marking
from ratsite.network.models import Area, Remit
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note
from tests.forum.actions.test_run_ground_check import end, moderator_of, propose, sign
from tests.markup import flat

pytestmark = pytest.mark.django_db


def address(topic: Topic) -> str:
    return reverse("forum:topic_print", args=[topic.pk])


def page_text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_whole_topic_is_on_one_page_with_marking_name_and_time(member, sign_in):
    topic = make_topic(replies=29)
    client = sign_in(member)
    assert "We record that you printed this topic" in page_text(client.get(address(topic)))
    page = client.post(address(topic), follow=True)
    text = page_text(page)
    assert page.status_code == 200
    assert "Share it inside the network TLP:GREEN" in text
    assert f"Printed by {member}, {member.agency.name}, on {timezone.localtime():%-d %B %Y}" in text
    assert [f"Reply number {number}." in text for number in range(2, 31)] == [True] * 29
    assert page.content.decode().count('class="paper__head"') == 1


def test_printing_is_recorded_once_an_hour_for_each_person_and_moderators_read_it(member, sign_in, moderator, client):
    topic = make_topic(replies=1)
    assert print_topic(topic_id=topic.pk, reader=member) is True
    assert print_topic(topic_id=topic.pk, reader=member) is False
    copy = TopicPrint.objects.get()
    assert (copy.person, copy.agency, copy.newest_number) == (member, member.agency, 2)
    TopicPrint.objects.update(printed_at=timezone.now() - dt.timedelta(minutes=61))
    assert "We record that you printed" in page_text(sign_in(member).get(address(topic)))
    assert print_topic(topic_id=topic.pk, reader=member) is True
    page = sign_in(moderator, with_second_step=True).get(reverse("forum:topic_downloads", args=[topic.pk]))
    assert page_text(page).count(f"{member}, {member.agency.name}") == 2


def test_a_print_of_the_topic_s_own_page_says_that_it_is_not_recorded(member, sign_in, moderator):
    topic = make_topic(replies=1)
    page = flat(sign_in(member).get(topic.get_absolute_url()).content)
    head = page.partition('<p class="paper__head only-print">')[2].partition("</p>")[0]
    assert f"Printed by {member}. Not recorded." in head
    assert "TLP:GREEN" in head
    print_topic(topic_id=topic.pk, reader=member)
    own = page_text(sign_in(member).get(address(topic)))
    assert "Not recorded." not in own


def test_moderators_read_what_is_not_recorded_even_if_nobody_has_opened_the_page_to_print(member, sign_in, moderator):
    topic = make_topic(replies=1)
    client, url = sign_in(moderator, with_second_step=True), reverse("forum:topic_downloads", args=[topic.pk])
    limits = "We cannot see when someone prints the topic’s own page with their browser."
    nobody = "Nobody has opened the page to print."
    text = page_text(client.get(url))
    assert (limits in text, nobody in text) == (True, True)
    print_topic(topic_id=topic.pk, reader=member)
    text = page_text(client.get(url))
    assert (limits in text, nobody in text) == (True, False)


@pytest.mark.parametrize("marking", Marking)
def test_only_clear_and_green_are_printed(marking, member, sign_in):
    topic = make_topic()
    Topic.objects.filter(pk=topic.pk).update(marking=marking)
    client = sign_in(member)
    page = client.get(address(topic))
    assert page.status_code == (403 if marking.is_closely_marked else 200)
    if marking.is_closely_marked:
        assert "Once paper has left the building" in page_text(page)
        assert client.post(address(topic)).status_code == 403
        with pytest.raises(PermissionDenied):
            print_topic(topic_id=topic.pk, reader=member)
    assert not TopicPrint.objects.exists()


def test_a_copy_that_was_allowed_ends_when_the_marking_gets_stricter(member, sign_in):
    topic = make_topic()
    client = sign_in(member)
    client.post(address(topic))
    Topic.objects.filter(pk=topic.pk).update(marking=Marking.AMBER_STRICT)
    page = client.get(address(topic))
    assert (page.status_code, "It began in autumn" in page_text(page)) == (403, False)


def test_nobody_prints_what_they_cannot_read(member, sign_in):
    topic = make_topic(board=BoardFactory(circle=CircleFactory()))
    client = sign_in(member)
    assert [client.get(address(topic)).status_code, client.post(address(topic)).status_code] == [404, 404]
    with pytest.raises(PermissionDenied):
        print_topic(topic_id=topic.pk, reader=member)


def test_a_withdrawn_post_leaves_an_empty_place(member, sign_in):
    topic = make_topic(replies=2)
    post = topic.posts.get(number=2)
    withdraw_post(post_id=post.pk, author=post.author)
    text = page_text(sign_in(member).post(address(topic), follow=True))
    assert "Post 2 was removed." in text
    assert "Reply number 2." not in text


def test_a_long_topic_comes_in_parts(member, sign_in, monkeypatch):
    monkeypatch.setattr(view, "POSTS_A_PART", 2)
    topic = make_topic(replies=2)
    client = sign_in(member)
    client.post(address(topic))
    first, second = page_text(client.get(address(topic))), page_text(client.get(address(topic), {"page": 2}))
    assert ("Part 1 of 2." in first, "Reply number 2." in first, "Reply number 3." in first) == (True, True, False)
    assert ("Part 2 of 2." in second, "Reply number 3." in second) == (True, True)
    assert client.get(address(topic), {"page": 3}).status_code == 404


def test_the_print_begins_with_the_published_common_ground(member, sign_in, monkeypatch):
    monkeypatch.setattr(view, "POSTS_A_PART", 2)
    topic = make_topic(replies=2)
    check, client = end(propose(topic)), sign_in(member)
    client.post(address(topic))
    sign(check, moderator_of("housing"))
    assert "We agree that rooms are let again." not in page_text(client.get(address(topic)))
    sign(check, moderator_of("policing"))
    text = page_text(client.get(address(topic)))
    differences = "Too few answered to tell Rooms are let again."
    assert f"We agree that rooms are let again. {differences}" in text
    assert "The same people do it. Signed by a moderator for Housing" in text
    assert text.index("We agree that rooms are let again.") < text.index("It began in autumn")
    assert "We agree that rooms are let again." not in page_text(client.get(address(topic), {"page": 2}))


def test_the_print_has_the_facts_of_a_trend_note_and_what_happened_next(member, sign_in):
    trend = make_trend_note(BoardFactory(), MemberFactory(), areas=Area.objects.filter(slug="dudley"))
    Topic.objects.filter(pk=trend.pk).update(closing_line="The landlord was fined.", closing_said_at=timezone.now())
    text = page_text(sign_in(member).post(address(trend), follow=True))
    assert "What happened next: The landlord was fined." in text
    assert "Where Dudley" in text
    assert f"How the author knows {trend.trend.get_confidence_display()}" in text


def test_the_print_says_what_became_of_a_question(member, sign_in):
    remits = list(Remit.objects.filter(slug__in=["housing", "policing"]))
    topic = make_topic(kind="question", asked_remits=remits)
    topic.asks.filter(remit__slug="policing").update(state="declined")
    text = page_text(sign_in(member).post(address(topic), follow=True))
    assert ("Housing: open" in text, "Policing: not for us" in text) == (True, True)


@pytest.mark.parametrize("is_named", [True, False])
def test_the_print_has_the_result_of_an_ended_poll_as_people_outside_may_see_it(member, sign_in, is_named):
    topic, until = make_topic(), timezone.localdate() + dt.timedelta(days=7)
    asked = {"question": "When do we meet?", "options": ["In May", "In June"], "by": "person", "is_named": is_named}
    poll = start_poll(topic_id=topic.pk, starter=topic.author, closes_on=until, **asked)
    may, june = poll.options.all()
    voters = [MemberFactory() for _ in range(20)]
    for number, voter in enumerate(voters[:10]):
        vote(poll_id=poll.pk, person=voter, option_id=(june if number < 4 else may).pk)
    client = sign_in(member)
    assert "When do we meet?" not in page_text(client.post(address(topic), follow=True))
    end_poll(poll_id=poll.pk, person=topic.author)
    text = page_text(client.get(address(topic)))
    assert "Poll: When do we meet? In May: 6 In June: fewer than 5" in text
    assert [str(voter) for voter in voters if str(voter) in text] == []


@pytest.mark.parametrize("replies", [1, 5])
def test_a_print_costs_the_same_for_few_and_many_posts(member, sign_in, replies, django_assert_num_queries):
    topic = make_topic(replies=replies)
    client = sign_in(member)
    client.post(address(topic))
    with django_assert_num_queries(6):  # session, person, topic, readers, own copy, posts
        client.get(address(topic))


def test_records_are_deleted_after_a_year(member):
    topic = make_topic()
    print_topic(topic_id=topic.pk, reader=member)
    delete_old_prints()
    assert TopicPrint.objects.count() == 1
    TopicPrint.objects.update(printed_at=timezone.now() - dt.timedelta(days=367))
    delete_old_prints()
    assert not TopicPrint.objects.exists()
