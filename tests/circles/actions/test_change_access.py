"""Coordinators change who is in a circle: with a preview, a reason and a notice, never alone for themselves."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.models import Topic
from library.actions.suggest_resource import suggest_resource
from ratsite.accounts.models import User
from ratsite.circles.actions.change_access import end_old_requests
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import effect_of
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Circle, Remit
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification
from ratsite.notifications.registry import source_of
from ratsite.review.queries.queue import Tab, queue_of
from tests.circles.coordinators import (
    WHY,
    add,
    change,
    confirmed,
    coordinator,
    members_url,
    opened,
    previewed,
    remits_url,
    signed_in,
)
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle():
    return CircleFactory(name="Night work")


@pytest.fixture
def asker():
    return coordinator("housing")


@pytest.fixture
def second():
    return coordinator("policing")


@pytest.fixture
def topic(circle) -> Topic:
    return make_topic(BoardFactory(circle=circle), title="Vans at night")


def readers(circle: Circle) -> set[User]:
    return set(User.objects.readers_of(circle))


def last_entry() -> ModelLogEntry:
    return ModelLogEntry.objects.order_by("-pk").first()


def test_a_preview_says_who_gains_and_loses_what_and_saves_nothing(circle, asker, topic):
    gone, new = MemberFactory(), MemberFactory()
    circle.people.add(gone)
    page = previewed(signed_in(asker), members_url(circle), add_people=str(new), people=[topic.posts.get().author_id])
    text = flat(page.content)
    assert "1 person in 1 agency will be able to read 1 topic and 0 resources" in text
    assert "Nothing is saved yet." in text
    assert "1 person in 1 agency will no longer be able to read these topics and resources." in text
    for name in (str(new), str(gone), new.agency.name, WHY):
        assert name in text
    assert topic.title not in text
    assert new not in readers(circle)
    assert gone in readers(circle)
    assert not AccessChange.objects.exists()


def test_a_confirmed_change_is_made_logged_by_number_and_notified_in_neutral_words(circle, asker, topic, happen):
    stays, gone, new = topic.posts.get().author, MemberFactory(), MemberFactory()
    circle.people.add(gone)
    happen(change, signed_in(asker), members_url(circle), add_people=new.email, people=[stays.pk])
    assert readers(circle) == {stays, new}
    entry = last_entry()
    assert (entry.action, entry.user, entry.data["reason"]) == ("network.circle.access", asker, WHY)
    assert (entry.data["added"]["people"], entry.data["removed"]["people"]) == ([new.pk], [gone.pk])
    verbs = dict(Notification.objects.values_list("person", "verb"))
    assert verbs == {stays.pk: "changed", new.pk: "joined", gone.pk: "left"}
    pages = {person: flat(signed_in(person).get("/notifications/").content) for person in (stays, new, gone)}
    assert "Night work" in pages[stays]
    assert "Night work" in pages[new]
    assert "Night work" not in pages[gone]
    assert "A circle that you were in" in pages[gone]


def test_people_in_the_circle_read_who_changed_it_and_why_and_nobody_else_sees_the_page(circle, asker):
    person, outsider = MemberFactory(), MemberFactory()
    add(circle, person, by=asker)
    url = reverse("circles:circle", args=[circle.pk])
    text = flat(signed_in(person).get(url).content)
    assert f"Changed by {asker}" in text
    assert WHY in text
    client = signed_in(outsider)
    closed, missing = client.get(url), client.get(reverse("circles:circle", args=[10**6]))
    assert (closed.status_code, closed.content) == (404, missing.content)
    assert "Night work" not in client.get(reverse("circles:circle_list")).text
    assert "Night work" in signed_in(person).get(reverse("circles:circle_list")).text


@pytest.mark.parametrize("left_out", ["preview", "reason", "both"])
def test_a_confirmation_without_its_preview_or_reason_changes_nothing(circle, asker, left_out):
    person, client = MemberFactory(), signed_in(asker)
    sent = opened(client, members_url(circle)) | {"add_people": person.email, "confirm": "1"}
    if left_out in ("reason", "both"):
        sent["reason"] = "  "
    if left_out == "reason":
        sent["shown_hash"] = previewed(client, members_url(circle), add_people=person.email).context["form"].shown_hash
    page = client.post(members_url(circle), sent)
    assert page.status_code == 200
    assert person not in readers(circle)
    changed, ask = (
        "Something has changed since you opened this page",
        "Give a reason that everyone in the circle can read",
    )
    expected = changed if left_out == "preview" else ask
    assert expected in flat(page.content)


def test_a_preview_from_before_others_changed_the_circle_is_shown_again(circle, asker):
    first, other, client = MemberFactory(), MemberFactory(), signed_in(asker)
    preview = previewed(client, members_url(circle), add_people=first.email)
    circle.people.add(other)
    page = confirmed(client, members_url(circle), preview)
    assert "Something has changed since you opened this page" in flat(page.content)
    assert readers(circle) == {other}
    confirmed(client, members_url(circle), page)
    assert readers(circle) == {other, first}


def test_a_page_opened_before_a_person_was_added_or_removed_undoes_neither(circle, asker):
    gone, stays, new, mine = MemberFactory.create_batch(4)
    circle.people.add(gone, stays)
    client = signed_in(asker)
    sent = opened(client, members_url(circle)) | {"add_people": mine.email}
    circle.people.remove(gone)
    circle.people.add(new)
    confirmed(client, members_url(circle), client.post(members_url(circle), sent))
    assert readers(circle) == {stays, new, mine}


def test_a_change_of_nothing_says_so(circle, asker):
    page = previewed(signed_in(asker), members_url(circle))
    assert "You have not changed anything" in flat(page.content)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nobody Atall", "Enter the name of an approved member"),
        ("left@agency.example", "Enter the name of an approved member"),
        ("Same Name", "more than one member is called"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_at_the_field_and_what_was_typed_stays(circle, asker, typed, said):
    MemberFactory(email="left@agency.example", state="left")
    MemberFactory.create_batch(2, first_name="Same", last_name="Name")
    page = previewed(signed_in(asker), members_url(circle), add_people=typed)
    assert said in flat(page.content)
    assert WHY in page.text


@pytest.mark.parametrize(
    "before", ["", "nonsense", "[]", '{"people": ["x"]}', '{"people": [99999999999999999999]}', "null"]
)
def test_a_page_with_an_unreadable_before_counts_as_opened_now(circle, asker, before):
    stays, client = MemberFactory(), signed_in(asker)
    circle.people.add(stays)
    new = MemberFactory()
    change(client, members_url(circle), before=before, add_people=new.email)
    assert readers(circle) == {stays, new}


@pytest.mark.parametrize("how", ["self", "agency", "remit"])
def test_a_coordinator_who_adds_themselves_needs_a_coordinator_of_another_remit(
    circle, asker, second, happen, how, topic
):
    changes = {
        "self": {"add_people": asker.email},
        "agency": {"agencies": [asker.agency_id]},
        "remit": {"remits": [asker.agency.main_remit_id]},
    }[how]
    preview = previewed(signed_in(asker), members_url(circle), **changes)
    assert "A second person has to agree" in flat(preview.content)
    page = happen(confirmed, signed_in(asker), members_url(circle), preview)
    assert "Nothing has changed yet" in flat(page.content)
    assert asker not in readers(circle)
    waiting = AccessChange.objects.get()
    assert (waiting.is_waiting, last_entry().action) == (True, "network.circle.access_ask")
    assert Notification.objects.get().person == second
    queue = flat(signed_in(second).get("/review/").content)
    assert f'href="{waiting.get_absolute_url()}"' in queue
    happen(answer, signed_in(second), waiting, "agree")
    assert asker in readers(circle)
    entry = last_entry()
    assert (entry.action, entry.user, entry.data["asked_by"]) == ("network.circle.access", second, asker.pk)
    assert entry.data["reason"] == "It helps the winter plan."
    assert "Your change was approved" in flat(signed_in(asker).get("/notifications/").content)


def answer(client, waiting: AccessChange, how: str, **sent):
    page = client.get(waiting.get_absolute_url())
    effect = page.context["effect"]
    values = {"reason": "It helps the winter plan.", "shown_hash": effect.shown_hash if effect else "", how: "1"}
    return client.post(waiting.get_absolute_url(), values | sent, follow=True)


def test_a_refusal_needs_a_reason_and_lets_nobody_in(circle, asker, second, happen):
    waiting = add(circle, asker, by=asker)
    page = answer(signed_in(second), waiting, "refuse", reason="")
    assert "Say why you agree or refuse" in flat(page.content)
    happen(answer, signed_in(second), waiting, "refuse", reason="Not needed for the plan.")
    waiting.refresh_from_db()
    assert (waiting.outcome, asker in readers(circle)) == (SecondReviewOutcome.SENT_BACK, False)
    assert last_entry().action == "network.circle.access_refuse"
    assert "Not needed for the plan." in flat(signed_in(asker).get(waiting.get_absolute_url()).content)


def test_the_notification_of_a_refused_change_says_why_and_leads_to_it(circle, asker, second, happen):
    waiting = add(circle, asker, by=asker)
    happen(answer, signed_in(second), waiting, "refuse", reason="Not needed for the plan.")
    text = text_of(signed_in(asker).get("/notifications/"))
    assert f'<a href="{waiting.get_absolute_url()}">{circle.name}</a>' in text
    assert "Your change was refused" in text
    assert "Reason: Not needed for the plan." in text


def test_only_the_person_who_asked_reads_the_reason_of_the_answer(circle, asker, second, happen):
    third = coordinator("health")
    waiting = happen(add, circle, asker, by=asker)
    asked = "Change waiting for a second coordinator"
    for person in (second, third):
        assert asked in text_of(signed_in(person).get("/notifications/"))
    happen(answer, signed_in(second), waiting, "refuse", reason="Not needed for the plan.")
    assert "Reason: Not needed for the plan." in text_of(signed_in(asker).get("/notifications/"))
    assert asked not in text_of(signed_in(third).get("/notifications/"))
    for person in (second, third):
        assert "Reason:" not in text_of(signed_in(person).get("/notifications/"))
        line = source_of("access-requests").lines(person.with_second_step(), [waiting.pk])[waiting.pk]
        assert line.reason == ""
    assert set(Notification.objects.values_list("person", "verb")) == {(asker.pk, "refused"), (second.pk, "asked")}


@pytest.mark.parametrize("how", ["agree", "take_back"])
def test_nobody_is_asked_for_a_decision_any_more_once_a_change_was_agreed_to_or_taken_back(
    circle, asker, second, happen, how
):
    third = coordinator("health")
    waiting = happen(add, circle, asker, by=asker)
    assert "Change waiting for a second coordinator" in text_of(signed_in(third).get("/notifications/"))
    happen(answer, signed_in(second if how == "agree" else asker), waiting, how)
    assert "Change waiting for a second coordinator" not in text_of(signed_in(third).get("/notifications/"))


def test_everyone_who_was_asked_is_notified_without_a_reason_that_nobody_decided(circle, asker, second, happen, clock):
    third = coordinator("health")
    waiting = happen(add, circle, asker, by=asker)
    assert signed_in(third).get(waiting.get_absolute_url()).status_code == 200
    assert Notification.objects.get(person=third).read_at is not None
    clock.now += dt.timedelta(days=31)
    happen(end_old_requests)
    for person in (asker, second, third):
        text = text_of(signed_in(person).get("/notifications/"))
        assert "Change ended, because nobody decided" in text
        assert "Reason:" not in text


def test_nobody_agrees_to_their_own_change_and_they_can_take_it_back(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    client = signed_in(asker)
    for how in ("agree", "refuse"):
        assert answer(client, waiting, how).status_code == 403
    assert asker not in readers(circle)
    answer(client, waiting, "take_back")
    waiting.refresh_from_db()
    assert waiting.outcome == SecondReviewOutcome.SUPERSEDED
    answer(signed_in(second), waiting, "agree")
    assert asker not in readers(circle)


def test_a_coordinator_with_the_same_main_remit_neither_agrees_nor_withdraws_it(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    same = coordinator("housing")
    client = signed_in(same)
    assert "You have the same main remit" in flat(client.get(waiting.get_absolute_url()).content)
    for how in ("agree", "refuse", "take_back"):
        assert answer(client, waiting, how).status_code == 403
    assert waiting.is_waiting
    assert asker not in readers(circle)


@pytest.mark.parametrize("whose", ["asker's", "second's"])
def test_a_main_remit_that_changes_meanwhile_does_not_make_a_colleague_another_remit(circle, asker, second, whose):
    waiting = add(circle, asker, by=asker)
    if whose == "asker's":
        same, other = coordinator("housing"), "health"
        asker.agency.main_remit = Remit.objects.get(slug=other)
        asker.agency.save()
    else:
        same = MemberFactory(agency=asker.agency, roles=["Coordinators"])
        asker.agency.main_remit = Remit.objects.get(slug="health")
        asker.agency.save()
    assert answer(signed_in(same), waiting, "agree").status_code == 403
    assert asker not in readers(circle)


def test_a_role_that_ends_between_request_and_answer_ends_the_power(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    client = signed_in(second)
    second.groups.clear()
    values = {"reason": "Fine", "agree": "1", "shown_hash": ""}
    assert client.post(waiting.get_absolute_url(), values).status_code == 403
    third = coordinator("health")
    asker.groups.clear()
    page = flat(signed_in(third).get(waiting.get_absolute_url()).content)
    assert f"{asker} cannot act as a coordinator today. Refuse the change" in page
    assert "Agree to the change" not in page
    assert answer(signed_in(third), waiting, "agree").status_code == 403
    assert asker not in readers(circle)
    assert answer(signed_in(third), waiting, "refuse").status_code == 200


def test_any_coordinator_ends_a_request_of_a_former_coordinator(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    second.groups.clear()
    same = coordinator("housing")
    client = signed_in(same)
    assert "Refuse the change</button>" not in flat(client.get(waiting.get_absolute_url()).content)
    asker.groups.clear()
    page = flat(client.get(waiting.get_absolute_url()).content)
    assert ("Refuse the change</button>" in page, "Agree to the change" in page) == (True, False)
    assert answer(client, waiting, "agree").status_code == 403
    answer(client, waiting, "refuse", reason="They have left.")
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.decided_by) == (SecondReviewOutcome.SENT_BACK, same)
    assert last_entry().action == "network.circle.access_refuse"
    assert asker not in readers(circle)


def test_an_agreement_to_a_change_that_changed_meanwhile_is_shown_again(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    client = signed_in(second)
    seen = client.get(waiting.get_absolute_url()).context["effect"].shown_hash
    circle.people.add(MemberFactory())
    page = answer(client, waiting, "agree", shown_hash=seen)
    assert page.status_code == 409
    assert "Something has changed since you opened this page" in flat(page.content)
    assert "It helps the winter plan." in page.text
    assert asker not in readers(circle)
    answer(client, waiting, "agree")
    assert asker in readers(circle)


def test_the_hash_of_an_effect_has_the_names_of_the_time_when_the_effect_was_read(circle):
    remit = Remit.objects.get(slug="housing")
    added = {"remits": {remit.pk}}
    shown = effect_of(circle, added, {})
    Remit.objects.filter(pk=remit.pk).update(name="Homes")
    assert shown.shown_hash != effect_of(circle, added, {}).shown_hash


def test_a_coordinator_has_one_notification_for_changes_and_one_for_answers_about_a_circle(
    circle, asker, second, happen
):
    happen(change, signed_in(second), members_url(circle), add_people=asker.email)
    waiting = happen(add, circle, second, by=second)
    happen(answer, signed_in(asker), waiting, "agree")
    happen(change, signed_in(asker), members_url(circle), add_people=MemberFactory().email)
    for person, texts in (
        (asker, ("You are now in a circle", "Change waiting for a second coordinator")),
        (second, ("Your change was approved", "Change to who is in a circle")),
    ):
        page = text_of(signed_in(person).get("/notifications/"))
        assert [text for text in texts if text not in page] == []


def test_a_confirmation_or_an_agreement_sent_twice_counts_once(circle, asker, second):
    client, url = signed_in(asker), members_url(circle)
    preview = previewed(client, url, add_people=asker.email)
    for _ in range(2):
        confirmed(client, url, preview)
    waiting = AccessChange.objects.get()
    other = signed_in(second)
    seen = other.get(waiting.get_absolute_url()).context["effect"].shown_hash
    for _ in range(2):
        sent = {"reason": "Fine", "agree": "1", "shown_hash": seen}
        answered = other.post(waiting.get_absolute_url(), sent, follow=True)
        assert f"Made after {second} agreed" in flat(answered.content)
    assert ModelLogEntry.objects.filter(action="network.circle.access").count() == 1
    assert ModelLogEntry.objects.filter(action="network.circle.access_ask").count() == 1


def test_a_coordinator_who_answers_after_a_colleague_keeps_their_reason_and_is_led_to_the_answer(circle, asker, second):
    waiting = add(circle, asker, by=asker)
    answer(signed_in(coordinator("policing")), waiting, "refuse", reason="It is not the time.")
    late = answer(signed_in(second), waiting, "refuse", reason="It is full.")
    html = flat(late.content)
    assert (late.status_code, "It is full." in html) == (409, True)
    assert "Someone has already answered or withdrawn it. Your reason was not saved or sent." in html
    assert f'href="{waiting.get_absolute_url()}"' in html
    assert "in your queue" not in html


def test_one_change_is_pending_at_a_time_and_others_can_still_be_made(circle, asker, second):
    add(circle, asker, by=asker)
    page = previewed(signed_in(asker), members_url(circle), agencies=[asker.agency_id])
    assert "There is already a change waiting for a second coordinator." in flat(page.content)
    person = MemberFactory()
    change(signed_in(asker), members_url(circle), add_people=person.email)
    assert readers(circle) == {person}


def test_a_coordinator_whom_nobody_could_second_is_told_so(circle, asker):
    coordinator("housing")
    page = previewed(signed_in(asker), members_url(circle), add_people=asker.email)
    assert "There is no coordinator with another main remit who could agree to this." in flat(page.content)
    assert not AccessChange.objects.exists()


def test_another_coordinator_may_be_added_without_a_second(circle, asker, second):
    change(signed_in(asker), members_url(circle), add_people=second.email)
    assert readers(circle) == {second}


def test_a_person_who_leaves_while_a_change_waits_is_not_added(circle, asker, second):
    person = MemberFactory()
    client = signed_in(asker)
    change(client, members_url(circle), add_people=f"{asker.email}\n{person.email}")
    User.objects.filter(pk=person.pk).update(state="left", is_active=False)
    answer(signed_in(second), AccessChange.objects.get(), "agree")
    assert set(circle.people.all()) == {asker}


@pytest.mark.parametrize("role", ["Moderators", "Curators", "Editors", None])
def test_only_coordinators_change_circles(circle, asker, role):
    client = signed_in(MemberFactory(roles=[role] if role else []))
    waiting = add(circle, MemberFactory(), by=asker)
    for url in (
        reverse("staff_circles:circles"),
        reverse("staff_circles:circle_add"),
        reverse("staff_circles:circle", args=[circle.pk]),
        members_url(circle),
        reverse("staff_circles:circle_name", args=[circle.pk]),
        reverse("staff_circles:circle_delete", args=[circle.pk]),
        waiting.get_absolute_url(),
    ):
        assert (url, client.get(url).status_code) == (url, 403)
        assert (url, client.post(url, {"reason": WHY, "confirm": "1"}).status_code) == (url, 403)


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_for_one_person_and_three(circle, asker, count, django_assert_num_queries):
    people = MemberFactory.create_batch(count)
    client = signed_in(asker)
    sent = opened(client, members_url(circle)) | {"agencies": [person.agency_id for person in people]}
    with django_assert_num_queries(20):
        client.post(members_url(circle), sent)


def test_an_agency_and_a_remit_open_the_circle_to_their_people(circle, asker):
    one, other = MemberFactory(), MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug="health")))
    other.agency.remits.add(other.agency.main_remit)
    client = signed_in(asker)
    change(client, members_url(circle), agencies=[one.agency_id], remits=[other.agency.main_remit_id])
    assert readers(circle) == {one, other}
    change(client, members_url(circle), agencies=[], remits=[])
    assert readers(circle) == set()


def test_the_next_request_and_the_next_change_of_a_circle_are_emailed_too(circle, asker, second, happen, clock):
    member = MemberFactory()
    for number in range(2):
        waiting = happen(add, circle, asker, by=asker)
        clock.now = max(Notification.objects.values_list("due_at", flat=True))
        happen(queue_due_emails)
        happen(answer, signed_in(second), waiting, "refuse")
        happen(change, signed_in(second), members_url(circle), add_people=member.email if not number else asker.email)
        clock.now = max(Notification.objects.values_list("due_at", flat=True))
        happen(queue_due_emails)

    def notified(person) -> list[tuple[str, str]]:
        return list(Notification.objects.filter(person=person).order_by("pk").values_list("verb", "outcome"))

    assert [notified(second), notified(member)] == [
        [("asked", Outcome.QUEUED), ("asked", Outcome.QUEUED)],
        [("joined", Outcome.QUEUED), ("changed", Outcome.QUEUED)],
    ]
    assert not Notification.objects.unread().filter(person=second, verb="asked").exists()


@pytest.mark.parametrize("typed", ["Ann Lee", "ann", "Leeson", "Annabel L"])
def test_a_part_of_a_name_adds_nobody(circle, asker, typed):
    MemberFactory(first_name="Annabel", last_name="Leeson")
    page = previewed(signed_in(asker), members_url(circle), add_people=typed)
    assert "Enter the name of an approved member" in flat(page.content)


@pytest.mark.parametrize("typed", ["Zoë O’Brien-Grey", "zoe o'brien grey", "O’Brien-Grey, Zoë"])
def test_a_full_name_adds_the_person_however_it_is_typed(circle, asker, typed):
    person = MemberFactory(first_name="Zoë", last_name="O’Brien-Grey")
    change(signed_in(asker), members_url(circle), add_people=typed)
    assert person in readers(circle)


def test_a_request_that_nobody_decides_ends_after_30_days_and_both_sides_are_notified(
    circle, asker, second, happen, clock
):
    waiting = add(circle, asker, by=asker)
    happen(end_old_requests)
    waiting.refresh_from_db()
    assert waiting.is_waiting
    clock.now += dt.timedelta(days=31)
    happen(end_old_requests)
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.decided_by) == (SecondReviewOutcome.SENT_BACK, None)
    assert asker not in readers(circle)
    entry = last_entry()
    assert (entry.action, entry.user) == ("network.circle.access_end", None)
    assert dict(Notification.objects.values_list("person", "verb")) == {asker.pk: "ended", second.pk: "ended"}
    page = flat(signed_in(second).get(waiting.get_absolute_url()).content)
    assert "Ended, because no second coordinator decided" in page
    assert "Nobody decided within 30 days." in page
    assert add(circle, asker, by=asker).is_waiting


def test_the_queue_keeps_a_change_from_those_who_may_not_decide_about_it(circle, asker, second):
    same, other = coordinator("housing"), coordinator("health")
    add(circle, asker, by=asker)
    tabs = {person: queue_of(person.with_second_step()).cases[0].tabs for person in (asker, same, second, other)}
    assert tabs == {asker: {Tab.NOT_MINE}, same: {Tab.NOT_MINE}, second: {Tab.OPEN}, other: {Tab.OPEN}}
    asker.groups.clear()
    assert queue_of(same.with_second_step()).cases[0].tabs == {Tab.OPEN}


@pytest.fixture
def network(asker, happen):
    """Return the function that takes an agency out of the network (""), or back into it ("on")."""

    def put(agency, ticked: str) -> None:
        agency.remits.add(agency.main_remit)
        happen(change, signed_in(asker), remits_url(agency), network=ticked)

    return put


def told_of(person) -> str:
    return flat(signed_in(person).get("/notifications/").content)


def test_readers_of_a_circle_are_told_which_circle_an_agency_that_left_was_in(circle, network):
    stays, gone = MemberFactory(), MemberFactory()
    circle.people.add(stays, gone)
    network(gone.agency, "")
    page = told_of(stays)
    assert f"Night work: {gone.agency} is no longer in the network" in page
    assert f"Reason: {WHY}" in page
    url = reverse("circles:circle", args=[circle.pk])
    assert f'href="{url}"' in page
    text = flat(signed_in(stays).get(url).content)
    assert (f"{gone.agency} is no longer in the network." in text, WHY in text) == (True, True)
    assert Notification.objects.get(person=stays).read_at is not None


def test_people_of_an_agency_that_is_back_are_told_which_circle_they_are_in(circle, network):
    stays, back = MemberFactory(), MemberFactory(is_agency_lead=True)
    circle.people.add(stays)
    circle.agencies.add(back.agency)
    back.agency.is_active = False
    back.agency.save()
    network(back.agency, "on")
    assert f"Night work: {back.agency} is in the network again" in told_of(stays)
    line = source_of("access-changes").lines(back, [AccessChange.objects.get().pk]).popitem()[1]
    assert (line.title, line.url) == ("Night work", reverse("circles:circle", args=[circle.pk]))


def test_a_notification_about_an_agency_leads_to_a_page_after_the_agency_and_the_reader_have_left(circle, network):
    stays, gone = MemberFactory(), MemberFactory()
    circle.people.add(stays, gone)
    network(gone.agency, "")
    circle.people.remove(stays)
    line = source_of("access-changes").lines(stays, [AccessChange.objects.get().pk]).popitem()[1]
    assert (line.title, line.url, line.reason) == ("A circle that you were in", reverse("circles:circle_list"), "")


def test_people_of_an_agency_that_loses_a_remit_are_told_what_became_of_it(circle, asker, happen):
    remit, member = Remit.objects.get(slug="policing"), MemberFactory()
    circle.remits.add(remit)
    member.agency.remits.add(member.agency.main_remit, remit)
    url = remits_url(member.agency)
    happen(change, signed_in(asker), url, remits=[member.agency.main_remit_id])
    assert Notification.objects.get(person=member).verb == "left"
    page = told_of(member)
    assert (f"{member.agency} has other remits now" in page, "Night work" in page) == (True, False)
    assert f'href="{member.agency.get_absolute_url()}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_lines_of_access_changes_cost_the_same_for_one_and_three(circle, network, count):
    stays = MemberFactory()
    circle.people.add(stays)
    for _number in range(count):
        gone = MemberFactory()
        circle.agencies.add(gone.agency)
        network(gone.agency, "")
    numbers = list(AccessChange.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        assert len(source_of("access-changes").lines(stays, numbers)) == count
    assert len(queries) == 7


def test_the_preview_says_what_an_agency_that_leaves_leaves_in_the_library(asker):
    owner, deputy = MemberFactory(roles=["Curators"]), MemberFactory()
    owner.agency.remits.add(owner.agency.main_remit)
    with_deputy, _second, _third = (make_resource(owner) for _number in range(3))
    with_deputy.deputy = deputy.agency
    with_deputy.save()
    suggest_resource(member=owner, title="A card", why="We use it", links=[{"url": "https://a.example", "title": "A"}])
    page = flat(previewed(signed_in(asker), remits_url(owner.agency), network="").content)
    for words in (
        "1 resource with a deputy agency, which will look after it",
        "2 resources that no agency will look after, until curators take them over",
        "1 suggestion that waits for an answer. The agency’s people will not be able to read the answer.",
    ):
        assert words in page
    other = AgencyFactory()
    other.remits.add(other.main_remit)
    assert "in the library" not in flat(previewed(signed_in(asker), remits_url(other), network="").content)


def test_the_queue_names_a_change_by_what_it_does(asker, second):
    agency = coordinator("health").agency
    change(signed_in(asker), remits_url(agency), network="")
    (item,) = [case.item for case in queue_of(second.with_second_step()).cases if case.item.queue == "access-requests"]
    assert item.kind == "Agency that leaves the network"
