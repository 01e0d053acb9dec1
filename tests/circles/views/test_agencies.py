"""Coordinators add, change and delete agencies, and change their remits, which may open circles to their people."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.change_details import join_new_agency
from ratsite.accounts.models import User
from ratsite.circles.actions.change_access import change_access
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import effect_of
from ratsite.circles.rules import can_decide_change
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Agency, Remit
from ratsite.notifications.models import Notification
from tests.circles.coordinators import (
    WHY,
    change,
    confirmed,
    coordinator,
    last_entry,
    opened,
    previewed,
    remits_url,
    signed_in,
)
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def remit(slug: str) -> Remit:
    return Remit.objects.get(slug=slug)


@pytest.fixture
def staff_client():
    return signed_in(coordinator("housing"))


def agency_of(slug: str) -> Agency:
    agency = AgencyFactory(main_remit=remit(slug))
    agency.remits.add(agency.main_remit)
    return agency


def test_an_agency_with_people_or_posts_is_not_deleted_and_the_page_says_why(staff_client):
    agency = agency_of("health")
    author = MemberFactory(agency=agency)
    make_topic(author=author)
    url = reverse("staff_agencies:agency_delete", args=[agency.slug])
    page = flat(staff_client.get(url).content)
    assert "It cannot be deleted because it is in use: 1 person" in page
    User.objects.filter(pk=author.pk).update(agency=None)
    page = staff_client.post(url, {"reason": WHY})
    assert page.status_code == 200
    assert "because it is in use" in flat(page.content)
    assert Agency.objects.filter(pk=agency.pk).exists()


def test_an_agency_that_nothing_uses_is_deleted(staff_client):
    agency = agency_of("health")
    assert (
        staff_client.post(reverse("staff_agencies:agency_delete", args=[agency.slug]), {"reason": WHY}).status_code
        == 302
    )
    assert not Agency.objects.filter(pk=agency.pk).exists()


def test_an_agency_s_change_needs_a_reason_and_is_logged_with_its_fields(staff_client):
    agency = agency_of("health")
    url = reverse("staff_agencies:agency", args=[agency.slug])
    sent = opened(staff_client, url) | {"email_domains": "shelter.example"}
    assert "Say why you are changing it" in flat(staff_client.post(url, sent | {"reason": ""}).content)
    staff_client.post(url, sent)
    agency.refresh_from_db()
    assert agency.email_domains == "shelter.example"
    data = last_entry().data
    assert (data["reason"], data["changed"]) == (WHY, ["email_domains"])
    assert (data["before"], data["after"]) == ({"email_domains": ""}, {"email_domains": "shelter.example"})


def test_a_remit_that_opens_a_circle_shows_who_gains_and_notifies_the_circle(staff_client, happen):
    circle, agency = CircleFactory(name="Night work"), agency_of("health")
    circle.remits.add(remit("labour"))
    inside, gains = MemberFactory(), MemberFactory(agency=agency)
    circle.people.add(inside)
    make_topic(BoardFactory(circle=circle), author=inside)
    ticked = [remit("health").pk, remit("labour").pk]
    page = previewed(staff_client, remits_url(agency), remits=ticked)
    assert "1 person in 1 agency will be able to read 1 topic and 0 resources" in flat(page.content)
    assert gains not in set(User.objects.readers_of(circle))
    happen(confirmed, staff_client, remits_url(agency), page)
    assert set(User.objects.readers_of(circle)) == {inside, gains}
    assert dict(Notification.objects.values_list("person", "verb")) == {inside.pk: "changed", gains.pk: "joined"}
    assert last_entry().data["added"]["remits"] == [remit("labour").pk]
    happen(change, staff_client, remits_url(agency), remits=ticked[:1])
    assert set(User.objects.readers_of(circle)) == {inside}


@pytest.mark.parametrize("changed", ["the agency of who gains", "the name of the remit", "a resource"])
def test_a_change_whose_preview_would_show_something_else_by_now_is_refused(changed):
    circle, gains, asker = CircleFactory(), MemberFactory(), coordinator("housing")
    added = {"people": [gains.pk], "remits": [remit("labour").pk]}
    shown = effect_of(circle, added, {}).shown_hash
    assert effect_of(circle, added, {}).shown_hash == shown
    if changed == "the name of the remit":
        Remit.objects.filter(pk=remit("labour").pk).update(name="Work")
    elif changed == "a resource":
        make_resource(audience="circle", circle=circle)
    else:
        User.objects.filter(pk=gains.pk).update(agency=agency_of("health"))
    with pytest.raises(Stale):
        change_access(target=circle, coordinator=asker, added=added, removed={}, reason=WHY, shown_hash=shown)
    assert not circle.people.exists()


def test_a_remit_of_one_s_own_agency_that_opens_a_circle_needs_a_second_coordinator():
    asker, second, circle = coordinator("housing"), coordinator("policing"), CircleFactory()
    circle.remits.add(remit("labour"))
    client = signed_in(asker)
    ticked = [asker.agency.main_remit_id, remit("labour").pk]
    change(client, remits_url(asker.agency), remits=ticked)
    waiting = AccessChange.objects.get()
    assert (waiting.is_waiting, waiting.agency) == (True, asker.agency)
    assert asker not in set(User.objects.readers_of(circle))
    other = signed_in(second)
    seen = other.get(waiting.get_absolute_url()).context["effect"].shown_hash
    other.post(waiting.get_absolute_url(), {"reason": "Fine", "agree": "1", "shown_hash": seen})
    assert asker in set(User.objects.readers_of(circle))


def test_a_main_remit_of_one_s_own_agency_needs_a_second_and_a_remit_without_a_circle_does_not():
    asker = coordinator("housing")
    coordinator("policing")
    client, agency = signed_in(asker), asker.agency
    both = [remit("housing").pk, remit("labour").pk]
    change(client, remits_url(agency), remits=both)
    assert set(agency.remits.values_list("pk", flat=True)) == set(both)
    change(client, remits_url(agency), main_remit=remit("labour").pk)
    agency.refresh_from_db()
    assert agency.main_remit == remit("housing")
    assert AccessChange.objects.waiting().get().added["main_remit"] == [remit("labour").pk]


def test_no_coordinator_makes_a_colleague_one_of_another_main_remit_alone():
    """The colleague could then agree to the first coordinator's own requests."""
    asker, colleague, other = coordinator("housing"), coordinator("housing"), coordinator("policing")
    client, agency = signed_in(asker), colleague.agency
    sent = {"main_remit": remit("labour").pk, "remits": [remit("housing").pk, remit("labour").pk]}
    change(client, remits_url(agency), **sent)
    agency.refresh_from_db()
    assert agency.main_remit == remit("housing")
    waiting = AccessChange.objects.waiting().get()
    for person, may in ((colleague, False), (asker, False), (other, True)):
        staff_client = signed_in(person)
        seen = staff_client.get(waiting.get_absolute_url()).context["effect"].shown_hash
        staff_client.post(waiting.get_absolute_url(), {"reason": "Fine", "agree": "1", "shown_hash": seen})
        agency.refresh_from_db()
        assert (agency.main_remit == remit("labour")) == may


def test_an_agency_s_main_remit_cannot_change_shortly_before_its_person_becomes_a_coordinator():
    """They could then agree as a coordinator of another main remit, so a second coordinator must see each change."""
    asker, other = coordinator("housing"), coordinator("policing")
    agency = agency_of("housing")
    sent = {"main_remit": remit("labour").pk, "remits": [remit("housing").pk, remit("labour").pk]}
    change(signed_in(asker), remits_url(agency), **sent)
    agency.refresh_from_db()
    assert (agency.main_remit, AccessChange.objects.waiting().count()) == (remit("housing"), 1)
    waiting, staff_client = AccessChange.objects.get(), signed_in(other)
    seen = staff_client.get(waiting.get_absolute_url()).context["effect"].shown_hash
    staff_client.post(waiting.get_absolute_url(), {"reason": "Fine", "agree": "1", "shown_hash": seen})
    agency.refresh_from_db()
    assert agency.main_remit == remit("labour")


def test_a_coordinator_who_is_late_with_the_terms_is_waited_for():
    """They may be back tomorrow, so nobody may change a main remit alone while they are away."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    asker, late, agency = coordinator("housing"), coordinator("policing", terms_by=yesterday), agency_of("housing")
    sent = {"main_remit": remit("labour").pk, "remits": [remit("housing").pk, remit("labour").pk]}
    change(signed_in(asker), remits_url(agency), **sent)
    agency.refresh_from_db()
    assert agency.main_remit == remit("housing")
    waiting = AccessChange.objects.waiting().get()
    assert not can_decide_change(late.with_second_step(), waiting)
    User.objects.filter(pk=late.pk).update(terms_by=None)
    assert can_decide_change(User.objects.get(pk=late.pk).with_second_step(), waiting)


def test_another_agency_s_main_remit_changes_at_once_if_nobody_could_agree(staff_client):
    agency = agency_of("health")
    both = [remit("health").pk, remit("labour").pk]
    page = previewed(staff_client, remits_url(agency), main_remit=remit("labour").pk, remits=[remit("health").pk])
    assert "Tick the main remit too" in flat(page.content)
    change(staff_client, remits_url(agency), main_remit=remit("labour").pk, remits=both, areas=[1, 2])
    agency.refresh_from_db()
    assert (agency.main_remit.slug, agency.areas.count()) == ("labour", 2)
    assert agency.profile.main_remit == agency.main_remit


@pytest.mark.parametrize("name", ["Add", "Joining"])
def test_an_agency_named_like_another_page_has_pages_of_its_own(staff_client, name):
    page = reverse("staff_agencies:agency_add")
    added = {"name": name, "kind": "charity", "what_we_do": "We listen.", "what_we_cannot_do": "No visits."}
    added |= {"main_remit": remit("health").pk, "remits": [remit("health").pk], "areas": [1], "reason": "New"}
    assert staff_client.post(page, added).status_code == 302
    agency = Agency.objects.get(name=name)
    for view in ("staff_agencies:agency", "agencies:agency"):
        assert staff_client.get(reverse(view, args=[agency.slug])).context["agency"] == agency


def new_agency(**changes) -> dict:
    remits = {"main_remit": remit("health").pk, "remits": [remit("health").pk]}
    texts = {"what_we_do": "We listen.", "what_we_cannot_do": "No visits.", "reason": "First agency"}
    return {"name": "New Trust", "kind": "charity", **remits, **texts, **changes}


def test_a_coordinator_without_an_agency_joins_the_one_they_add():
    first = coordinator("health")
    User.objects.filter(pk=first.pk).update(agency=None)
    client = signed_in(first)
    page = reverse("staff_agencies:agency_add")
    assert "I work there" in flat(client.get(page).content)
    assert client.post(page, new_agency(is_own="on")).status_code == 302
    first.refresh_from_db()
    assert first.agency.name == "New Trust"
    entry = ModelLogEntry.objects.get(action="accounts.person.agency")
    assert (entry.object_id, entry.user) == (str(first.pk), first)
    assert "I work there" not in flat(client.get(page).content)
    client.post(page, new_agency(name="Another Trust", is_own="on"))
    first.refresh_from_db()
    assert first.agency.name == "New Trust"


def test_nobody_joins_an_agency_that_would_give_them_access():
    first = coordinator("health").with_second_step()
    User.objects.filter(pk=first.pk).update(agency=None)
    coordinator("labour")
    agency = AgencyFactory()
    circle = CircleFactory()
    circle.agencies.add(agency)
    by_remit = agency_of("labour")
    CircleFactory(name="Night work").remits.add(remit("labour"))
    for full in (agency, by_remit, MemberFactory().agency):
        with pytest.raises(PermissionDenied):
            join_new_agency(coordinator=first, agency=full, reason="No")
    with pytest.raises(PermissionDenied):
        join_new_agency(coordinator=MemberFactory(), agency=AgencyFactory(), reason="No")
    first.refresh_from_db()
    assert first.agency is None
    page = reverse("staff_agencies:agency_add")
    both = [remit("health").pk, remit("labour").pk]
    html = flat(signed_in(first).post(page, new_agency(remits=both, is_own="on")).content)
    assert "These remits would let you into Night work, which needs the agreement of a second coordinator." in html
    assert not Agency.objects.filter(name="New Trust").exists()
