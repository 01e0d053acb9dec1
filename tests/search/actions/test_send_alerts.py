"""Saved searches of the library, and their alerts; the feeds of open resources."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.follow import follow
from forum.enums import About
from library.actions.publish_version import publish
from library.enums import Audience
from library.models import Resource, ResourceVersion
from ratsite.network.enums import Marking
from ratsite.network.models import ExploitationForm, Remit
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.notifications.registry import lines_of, source_of
from ratsite.search.actions import send_alerts
from ratsite.search.actions.send_alerts import FOUND, OVERLAP, notify_of_finds, notify_of_followed
from ratsite.search.models import SavedSearch
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def reader(member, sign_in):
    return sign_in(member)


def save(reader, query: str, **data) -> SavedSearch:
    reader.post(f"{reverse('search:saved_add')}?place=library&{query}", {"name": "Mine", **data})
    return SavedSearch.objects.get()


def notified(member) -> list[str]:
    rows = Notification.objects.filter(person=member, source=FOUND).order_by("pk")
    lines = lines_of(member, rows)
    return [lines[row.pk].title for row in rows if row.pk in lines]


def test_a_search_of_the_library_is_saved_with_all_its_filters_and_leads_back(reader):
    html = flat(reader.get("/library/?q=beds&remit=housing&remit=health&year=2026&sort=title").content)
    query = "q=beds&amp;remit=housing&amp;remit=health&amp;year=2026&amp;sort=title"
    assert f'href="{reverse("search:saved_add")}?place=library&amp;{query}"' in html
    saved = save(reader, query.replace("&amp;", "&"))
    assert saved.typed == "beds"
    answer = reader.get(saved.get_absolute_url())
    assert answer["Location"] == f"/library/?{query.replace('&amp;', '&')}"
    assert not saved.is_alert


def test_the_owner_of_an_alert_is_notified_once_of_new_resources_that_it_finds(reader, member):
    housing = Remit.objects.filter(slug="housing")
    make_resource(title="Old NRM card", remits=housing)
    save(reader, "q=NRM&remit=housing", is_alert="on")
    assert "we notify you of new resources" in flat(reader.get(reverse("search:saved_list")).content)
    assert notify_of_finds() == 0
    make_resource(title="New card", summary="On the National Referral Mechanism.", remits=housing)
    make_resource(title="New NRM card for another remit")
    make_resource(title="Other card", remits=housing)
    assert notify_of_finds() == 1
    assert notify_of_finds() == 0
    assert notified(member) == ["New card"]


def test_an_alert_without_synonyms_finds_what_the_search_itself_finds(reader, member):
    save(reader, "q=NRM&exact=1", is_alert="on")
    make_resource(title="New card", summary="On the National Referral Mechanism.")
    make_resource(title="New NRM card")
    notify_of_finds()
    assert notified(member) == ["New NRM card"]


def test_nobody_is_notified_of_a_resource_that_they_may_not_read_then_or_later(reader, member):
    save(reader, "q=card", is_alert="on")
    circle = CircleFactory()
    hidden = {"audience": Audience.CIRCLE, "circle": circle}
    make_resource(title="Secret card", **hidden)
    ResourceVersion.objects.update(published_at=timezone.now() - OVERLAP)
    SavedSearch.objects.update(notified_until=timezone.now() - 2 * OVERLAP)
    assert notify_of_finds() == 0
    circle.people.add(member)
    make_resource(title="Second card", **hidden)
    assert notify_of_finds() == 1
    assert notified(member) == ["Second card"]
    circle.people.remove(member)
    assert notified(member) == []


def test_alerts_that_one_run_cannot_send_are_sent_by_the_next_runs_oldest_first(reader, member, monkeypatch):
    monkeypatch.setattr(send_alerts, "MOST_AT_ONCE", 2)
    save(reader, "q=card", is_alert="on")
    for title in "ABCDE":
        make_resource(title=f"Card {title}")
    assert [notify_of_finds() for _ in range(4)] == [2, 2, 1, 0]
    assert notified(member) == [f"Card {title}" for title in "ABCDE"]


def test_a_version_that_was_committed_after_a_later_run_is_not_lost(reader, member):
    save(reader, "q=card", is_alert="on")
    long_ago = timezone.now() - dt.timedelta(days=1)
    SavedSearch.objects.update(notified_until=long_ago, created_at=long_ago)
    assert notify_of_finds() == 0
    make_resource(title="Card that took long to save")
    ResourceVersion.objects.update(published_at=timezone.now() - dt.timedelta(minutes=10))
    assert [notify_of_finds(), notify_of_finds()] == [1, 0]
    assert notified(member) == ["Card that took long to save"]


@pytest.mark.parametrize(
    ("given", "is_named"), [({}, True), ({"marking": Marking.AMBER_STRICT}, False), ({"circle": True}, False)]
)
def test_the_email_names_only_what_its_marking_lets_out(reader, member, given, is_named):
    save(reader, "q=marmalade", is_alert="on")
    choose_mail(person=member, quiet_from=0, quiet_until=0, is_quiet_at_weekends=False)
    if given.pop("circle", False):
        circle = CircleFactory()
        circle.people.add(member)
        given |= {"audience": Audience.CIRCLE, "circle": circle}
    make_resource(title="Marmalade card", **given)
    notify_of_finds()
    Notification.objects.update(ready_at=timezone.now(), due_at=timezone.now() - dt.timedelta(minutes=1))
    queue_due_emails()
    text = str(compose(Mail.objects.get()).content)
    assert ("Marmalade card" in text) is is_named


def test_the_alert_ends_from_the_email_and_the_search_stays(reader, member):
    saved = save(reader, "q=card", is_alert="on")
    assert source_of(FOUND).stop(member, saved.group) is True
    assert source_of(FOUND).stop(member, saved.group) is False
    assert source_of(FOUND).stop(MemberFactory(), saved.group) is False
    make_resource(title="New card")
    assert notify_of_finds() == 0
    assert mail.outbox == []


def test_a_follower_of_a_word_is_notified_once_of_resources_that_they_may_read(member):
    form = ExploitationForm.objects.get(slug="labour")
    follow(person=member, about=About.FORM, level=Level.DIGEST, target=form)
    make_resource(title="Labour card", forms=[form])
    make_resource(title="Other card", forms=ExploitationForm.objects.filter(slug="sexual"))
    make_resource(title="Secret card", forms=[form], audience=Audience.CIRCLE, circle=CircleFactory())
    assert (notify_of_followed(), notify_of_followed()) == (1, 0)
    assert notified(member) == ["Labour card"]
    assert Notification.objects.get().why_word == form.name
    assert source_of(FOUND).stop(member, Notification.objects.get().group) is False


def test_followers_cost_one_search_each_and_none_once_they_are_notified(member):
    form = ExploitationForm.objects.get(slug="labour")
    for person in (member, MemberFactory()):
        follow(person=person, about=About.FORM, level=Level.DIGEST, target=form)
    looks = 2 * 2  # of each of the two people: their roles, and what they can read
    writes = 5  # of each new resource: a savepoint around who was told, how they want email, and the notifications

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            return notify_of_followed(), len(asked)

    make_resource(forms=[form])
    first, again = cost(), cost()
    for _ in range(3):
        make_resource(forms=[form])
    assert (first, again) == ((2, again[1] + looks + writes), (0, again[1]))
    assert [cost(), cost()] == [(6, again[1] + looks + 3 * writes), (0, again[1])]


@pytest.mark.parametrize("group", ["", "saved-search-", "saved-search-x", "saved-search-²", "saved-search-99"])
def test_a_group_that_makes_no_sense_stops_nothing(member, group):
    assert source_of(FOUND).stop(member, group) is False


@pytest.mark.parametrize(("name", "media_type"), [("rss_feed", "application/rss"), ("atom_feed", "application/atom")])
def test_feeds_have_open_resources_alone_the_newest_first(client, name, media_type):
    make_resource(title="Members' card")
    for title in ("First", "Second"):
        make_resource(title=f"{title} open card", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    answer = client.get(reverse(f"library:{name}"))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith(media_type)
    assert "Members" not in text.replace("Members’ area", "")
    assert text.index("Second open card") < text.index("First open card")
    assert reverse(f"library:{name}") in flat(client.get("/library/").content)


def ids_in_feed(client) -> list[str]:
    """Return the ids of the feed's items, in order."""
    return re.findall(r"<guid[^>]*>([^<]*)</guid>", client.get(reverse("library:rss_feed")).content.decode())


def test_a_feed_reader_shows_a_new_version_as_a_new_item_and_no_small_edit(client):
    curator = MemberFactory(roles=["Curators"])
    curator.has_taken_second_step = True
    resource = make_resource(curator, title="Open card", audience=Audience.PUBLIC, marking=Marking.CLEAR)
    address = f"http://testserver{resource.get_absolute_url()}"
    assert ids_in_feed(client) == [address]
    Resource.objects.update(summary="Better words.", title="Open card, again")
    assert ids_in_feed(client) == [address]
    ResourceVersion.objects.update(published_at=timezone.now() - dt.timedelta(days=90))
    publish(make_version(resource, curator, is_to_publish=False))
    assert ids_in_feed(client) == [f"{address}#version-2"]
    for name in ("rss_feed", "atom_feed"):
        text = client.get(reverse(f"library:{name}")).content.decode()
        assert "(version 2)" in text
    rss = client.get(reverse("library:rss_feed")).content.decode()
    assert f"<pubDate>{timezone.now():%a, %d %b %Y}" in rss
    assert f"<link>{address}</link>" in rss


def test_an_open_resource_has_the_day_in_the_feed_on_which_it_was_published(client):
    make_resource(audience=Audience.PUBLIC, marking=Marking.CLEAR)
    Resource.objects.update(posted_at=timezone.now() - dt.timedelta(days=90))
    assert f"<pubDate>{timezone.now():%a, %d %b %Y}" in client.get(reverse("library:rss_feed")).content.decode()
