"""Curators check due resources, one by one or many at once; those of their own agency with a second person."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.check_resource import check_resource, confirm_check, refuse_check
from library.actions.edit_resource import change_resource
from library.actions.edit_version import add_version
from library.actions.withdraw_resource import withdraw_resource
from library.enums import CheckOutcome, CheckState, Freshness, LinkKind, RelationKind
from library.models import Resource, ResourceCheck, ResourceRelation
from ratsite.lib.optimistic_lock import Stale
from tests.factories import CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
IN_A_YEAR = dt.timedelta(days=365)
DUE = reverse("library:due_list")


@pytest.fixture
def overdue():
    return make_resource(title="A card", review_due_on=timezone.localdate() - dt.timedelta(days=1))


def late(**fields) -> Resource:
    return make_resource(review_due_on=timezone.localdate() - dt.timedelta(days=9), **fields)


def of_own_agency(curator) -> Resource:
    resource = late()
    Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
    resource.refresh_from_db()
    return resource


def page(resource: Resource) -> str:
    return reverse("library:resource_check", args=[resource.slug])


def send(client, resources, **fields):
    """Tick these on the page of due resources, and store one outcome for all."""
    shown = {f"shown-{row['resource'].pk}": row["shown_hash"] for row in client.get(DUE).context["rows"]}
    return client.post(DUE, {"resource": [one.pk for one in resources], **shown, **fields}, follow=True)


def send_alone(client, resource, **fields):
    """Store an outcome on the page of one resource, as it was shown."""
    shown_hash = client.get(page(resource)).context["shown_hash"]
    return client.post(page(resource), {"shown_hash": shown_hash, **fields}, follow=True)


def test_a_form_that_does_not_say_what_was_shown_is_out_of_date(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    sent = {"outcome": "still_right", "reason": "Read"}
    answer = client.post(page(overdue), sent)
    assert (answer.status_code, overdue.checks.count()) == (409, 1)
    client.post(page(overdue), sent | {"shown_hash": answer.context["shown_hash"]})
    assert overdue.checks.count() == 2


def test_a_resource_that_is_still_right_is_due_again_in_a_year(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    send_alone(client, overdue, outcome="still_right", reason="Rang both numbers")
    overdue.refresh_from_db()
    check = overdue.checks.last()
    assert overdue.review_due_on == check.next_due_on == timezone.localdate() + IN_A_YEAR
    assert (check.outcome, check.state, check.reason) == ("still_right", "done", "Rang both numbers")
    assert ModelLogEntry.objects.get(action="library.check.done").data["reason"] == "Rang both numbers"
    assert "“Rang both numbers”" in sign_in(MemberFactory()).get(overdue.get_absolute_url()).content.decode()


def test_many_are_checked_with_one_reason_and_each_has_its_own_entry(curator, sign_in):
    ticked, left = [late(), late()], late()
    client = sign_in(curator, with_second_step=True)
    html = send(client, ticked, outcome="still_right", reason="Read through").content.decode()
    assert "2 resources checked." in html
    assert [one.checks.last().reason for one in ticked] == ["Read through"] * 2
    assert left.checks.last().outcome == CheckOutcome.PUBLISHED
    assert ModelLogEntry.objects.filter(action="library.check.done").count() == 2


def test_a_resource_that_changed_meanwhile_is_not_checked_and_is_named(curator, sign_in):
    changed, other = late(title="Changed card"), late()
    client = sign_in(curator, with_second_step=True)
    shown = {f"shown-{row['resource'].pk}": row["shown_hash"] for row in client.get(DUE).context["rows"]}
    change_resource(resource_id=changed.pk, curator=curator, summary="Quite different.")
    fields = {"resource": [changed.pk, other.pk], "outcome": "still_right", "reason": "Read"}
    html = client.post(DUE, {**fields, **shown}, follow=True).content.decode()
    assert "Changed card" in html
    assert "1 resource checked." in html
    assert (changed.checks.count(), other.checks.count()) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"outcome": "still_right", "reason": "Read"}, "Tick at least one resource"),
        ({"outcome": "still_right"}, "Say what you did to check, or why you chose this"),
        ({"reason": "Read"}, "Choose what you found"),
        ({"outcome": "superseded", "reason": "Read"}, "Enter the address of the resource that replaces it"),
        ({"outcome": "still_right", "reason": "Rang 0121 496 0123"}, "It may identify someone"),
    ],
)
def test_the_form_says_what_is_missing_and_keeps_the_ticks(curator, overdue, sign_in, fields, words):
    client = sign_in(curator, with_second_step=True)
    ticked = [] if "Tick" in words else [overdue]
    answer = send(client, ticked, **fields)
    assert words in answer.content.decode()
    assert [row["is_ticked"] for row in answer.context["rows"]] == [bool(ticked)]
    assert overdue.checks.count() == 1


def test_a_check_of_one_s_own_agency_s_resource_needs_another_agency(curator, sign_in):
    resource, other = of_own_agency(curator), MemberFactory(roles=["Curators"])
    client = sign_in(curator, with_second_step=True)
    html = send(client, [resource], outcome="still_right", reason="Read").content.decode()
    assert "is waiting for a curator from another agency" in html
    resource.refresh_from_db()
    check = resource.checks.last()
    assert (resource.is_review_overdue, check.state) == (True, CheckState.WAITING)
    colleague = MemberFactory(agency=curator.agency, roles=["Curators"])
    for barred in (curator, colleague):
        with pytest.raises(PermissionDenied):
            confirm_check(check_id=check.pk, decider=barred)
    client = sign_in(other, with_second_step=True)
    sent = {"check": check.pk, "confirm": "1", "shown_hash": client.get(page(resource)).context["shown_hash"]}
    client.post(reverse("library:check_decide", args=[resource.slug]), sent)
    resource.refresh_from_db()
    check.refresh_from_db()
    assert (resource.review_due_on, check.decided_by) == (timezone.localdate() + IN_A_YEAR, other)
    assert confirm_check(check_id=check.pk, decider=other) is False


def test_a_resource_is_withdrawn_on_its_page_while_a_check_of_it_waits(curator, sign_in):
    resource = of_own_agency(curator)
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    client = sign_in(curator, with_second_step=True)
    html = client.get(page(resource)).content.decode()
    assert ("Withdraw the resource" in html, "Still right: the next check" in html) == (True, False)
    send_alone(client, resource, outcome="withdrawn", reason="The number is dead")
    check.refresh_from_db()
    resource.refresh_from_db()
    assert (check.is_waiting, resource.state) == (False, "withdrawn")


def test_a_curator_whom_another_overtook_keeps_what_they_typed(curator, overdue, sign_in):
    resource, other = of_own_agency(curator), MemberFactory(roles=["Curators"]).with_second_step()
    client = sign_in(curator, with_second_step=True)
    shown = {one.pk: client.get(page(one)).context["shown_hash"] for one in (resource, overdue)}
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    sent = {"outcome": "still_right", "reason": "I phoned them"}
    html = client.post(page(resource), {**sent, "shown_hash": shown[resource.pk]}).content.decode()
    assert ("Another check waits for a second person" in html, "I phoned them" in html) == (True, True)
    refuse_check(check_id=check.pk, decider=other, reason="No")
    answer = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True).post(
        reverse("library:check_decide", args=[resource.slug]), {"check": check.pk, "reason": "It is not right"}
    )
    assert (answer.status_code, "It is not right" in answer.content.decode()) == (409, True)
    withdraw_resource(resource_id=overdue.pk, curator=other, reason="Wrong")
    answer = sign_in(curator, with_second_step=True).post(page(overdue), {**sent, "shown_hash": shown[overdue.pk]})
    assert (answer.status_code, "I phoned them" in answer.content.decode()) == (409, True)


def test_the_list_keeps_the_reason_if_a_ticked_resource_has_changed(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    shown = {f"shown-{row['resource'].pk}": row["shown_hash"] for row in client.get(DUE).context["rows"]}
    change_resource(resource_id=overdue.pk, curator=curator.with_second_step(), summary="Quite different.")
    sent = {"resource": overdue.pk, "outcome": "still_right", "reason": "I phoned them"}
    answer = client.post(DUE, {**sent, **shown})
    assert (answer.status_code, "I phoned them" in answer.content.decode()) == (409, True)
    now = {f"shown-{row['resource'].pk}": row["shown_hash"] for row in answer.context["rows"]}
    client.post(DUE, {**sent, **now})
    overdue.refresh_from_db()
    assert overdue.is_review_overdue is False


def test_a_check_that_is_not_confirmed_leaves_the_resource_due(curator, sign_in):
    resource, other = of_own_agency(curator), MemberFactory(roles=["Curators"])
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    client = sign_in(other, with_second_step=True)
    address = reverse("library:check_decide", args=[resource.slug])
    assert "Give a reason" in client.post(address, {"check": check.pk, "reason": ""}).content.decode()
    client.post(address, {"check": check.pk, "reason": "The number is dead"})
    check.refresh_from_db()
    resource.refresh_from_db()
    assert (check.state, check.answer, resource.is_review_overdue) == ("refused", "The number is dead", True)
    assert refuse_check(check_id=check.pk, decider=other, reason="Again") is False
    html = sign_in(MemberFactory()).get(resource.get_absolute_url()).content.decode()
    assert "The number is dead" not in html


def test_a_check_is_not_confirmed_over_words_that_changed_after_the_page_was_opened(curator, sign_in):
    resource, other = of_own_agency(curator), MemberFactory(roles=["Curators"])
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    client = sign_in(other, with_second_step=True)
    shown = client.get(page(resource)).context["shown_hash"]
    change_resource(resource_id=resource.pk, curator=curator.with_second_step(), summary="Quite different.")
    sent = {"check": check.pk, "confirm": "1", "shown_hash": shown}
    for outdated in (sent, {"check": check.pk, "confirm": "1"}):
        answer = client.post(reverse("library:check_decide", args=[resource.slug]), outdated, follow=True)
        assert "so the check is not confirmed yet" in answer.content.decode()
        check.refresh_from_db()
        assert check.is_waiting is True
    sent["shown_hash"] = client.get(page(resource)).context["shown_hash"]
    client.post(reverse("library:check_decide", args=[resource.slug]), sent)
    check.refresh_from_db()
    assert check.state == CheckState.DONE


def test_a_new_version_ends_a_check_that_waits(curator):
    resource = of_own_agency(curator)
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    link = {"url": "https://gov.example/a", "title": "The page", "kind": LinkKind.PUBLIC_BODY}
    add_version(resource_id=resource.pk, curator=curator.with_second_step(), note="New law", links=[link])
    check.refresh_from_db()
    assert (check.state, check.answer) == ("refused", "A new version was published after your check.")


def test_a_resource_is_no_longer_superseded_once_two_agencies_say_so(curator, overdue, sign_in):
    newer, other = make_resource(title="Newer"), MemberFactory(roles=["Curators"])
    ResourceRelation.objects.create(resource=newer, other=overdue, kind=RelationKind.SUPERSEDES)
    client = sign_in(curator, with_second_step=True)
    answer = send_alone(client, overdue, outcome="not_replaced", reason="The newer one is for children")
    assert "It will count once a curator from another agency has confirmed it." in answer.content.decode()
    assert Resource.objects.with_freshness().get(pk=overdue.pk).freshness == Freshness.SUPERSEDED
    confirm_check(check_id=overdue.checks.last().pk, decider=other)
    assert Resource.objects.with_freshness().get(pk=overdue.pk).freshness == Freshness.CURRENT


def test_a_check_is_not_offered_to_a_decider_who_cannot_read_the_newer_resource(curator, overdue, sign_in):
    circle = CircleFactory()
    newer, decider = (
        make_resource(title="Beds now", audience="circle", circle=circle),
        MemberFactory(roles=["Curators"]),
    )
    circle.people.add(curator)
    ResourceRelation.objects.create(resource=newer, other=overdue, kind=RelationKind.SUPERSEDES)
    check_resource(resource_id=overdue.pk, curator=curator, outcome="not_replaced", reason="For children")
    client = sign_in(decider, with_second_step=True)
    for sees in (False, True):
        if sees:
            circle.people.add(decider)
        html = client.get(page(overdue)).content.decode()
        said = ("Beds now" in html, "Confirm the check" in html, "You cannot confirm this check" in html)
        assert said == (sees, sees, not sees)


def test_a_restored_resource_still_replaces_the_earlier_one(curator, overdue):
    newer, withdrawn = make_resource(title="Newer"), make_resource(title="Withdrawn")
    for one in (newer, withdrawn):
        ResourceRelation.objects.create(resource=one, other=overdue, kind=RelationKind.SUPERSEDES)
    Resource.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    check = check_resource(resource_id=overdue.pk, curator=curator, outcome="not_replaced", reason="For children")
    confirm_check(check_id=check.pk, decider=MemberFactory(roles=["Curators"]))
    assert list(ResourceRelation.objects.values_list("resource", flat=True)) == [withdrawn.pk]


def test_only_what_is_seen_to_be_replaced_can_be_called_not_replaced(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    for newer in (None, make_resource(audience="circle", circle=CircleFactory())):
        if newer is not None:
            ResourceRelation.objects.create(resource=newer, other=overdue, kind=RelationKind.SUPERSEDES)
        answer = client.post(page(overdue), {"outcome": "not_replaced", "reason": "Read"})
        assert answer.context["form"].errors["outcome"]
        with pytest.raises(PermissionDenied):
            check_resource(resource_id=overdue.pk, curator=curator, outcome="not_replaced", reason="Read")


def test_readers_do_not_see_a_check_that_waits(curator, sign_in, member):
    resource = of_own_agency(curator)
    check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read it twice")
    assert "Read it twice" not in sign_in(member).get(resource.get_absolute_url()).content.decode()


def test_a_superseded_resource_is_linked_to_the_newer_one(curator, overdue, sign_in):
    newer = make_resource(title="Newer")
    client = sign_in(curator, with_second_step=True)
    sent = {"outcome": "superseded", "reason": "New law", "instead": f"http://testserver{newer.get_absolute_url()}"}
    answer = send_alone(client, overdue, **sent).content.decode()
    assert ("leads readers to the newer one" in answer, "due in a year" in answer) == (True, False)
    relation = ResourceRelation.objects.get()
    assert (relation.resource, relation.kind, relation.other) == (newer, RelationKind.SUPERSEDES, overdue)
    assert Resource.objects.with_freshness().get(pk=overdue.pk).freshness == Freshness.SUPERSEDED


def test_nothing_replaces_itself_what_replaces_it_or_with_what_the_curator_cannot_see(curator, overdue, sign_in):
    newest, hidden = make_resource(), make_resource(audience="circle", circle=CircleFactory())
    ResourceRelation.objects.create(resource=overdue, other=newest, kind=RelationKind.SUPERSEDES)
    client = sign_in(curator, with_second_step=True)
    for other in (overdue, newest, hidden):
        answer = client.post(page(overdue), {"outcome": "superseded", "reason": "New", "instead": other.slug})
        assert answer.context["form"].errors["instead"]
        with pytest.raises(PermissionDenied):
            check_resource(resource_id=overdue.pk, curator=curator, outcome="superseded", reason="New", instead=other)
    assert ResourceCheck.objects.filter(outcome=CheckOutcome.SUPERSEDED).count() == 0


def test_a_check_that_can_no_longer_be_applied_is_not_confirmed(curator, sign_in):
    resource, newer = of_own_agency(curator), make_resource(title="Newer")
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="superseded", reason="New", instead=newer)
    decider = MemberFactory(roles=["Curators"])
    ResourceRelation.objects.create(resource=resource, other=newer, kind=RelationKind.SUPERSEDES)
    with pytest.raises(Stale):
        confirm_check(check_id=check.pk, decider=decider.with_second_step())
    client = sign_in(decider, with_second_step=True)
    sent = {"check": check.pk, "confirm": "1", "shown_hash": client.get(page(resource)).context["shown_hash"]}
    answer = client.post(reverse("library:check_decide", args=[resource.slug]), sent, follow=True)
    assert "You cannot confirm this check" in answer.content.decode()
    assert Resource.objects.with_freshness().get(pk=resource.pk).freshness != Freshness.SUPERSEDED


def test_a_later_review_date_needs_a_check(curator, sign_in):
    resource = make_resource(title="A card", review_due_on=timezone.localdate() - dt.timedelta(days=1))
    later = timezone.localdate() + dt.timedelta(days=2000)
    fields = {"title": "A card", "summary": "Ask.", "kind": "guidance", "language": "en", "audience": "members"}
    client, edit = sign_in(curator, with_second_step=True), reverse("library:resource_edit", args=[resource.slug])
    for sent, day in ((later.isoformat(), later), ("", None)):  # without a date, nobody would be warned
        answer = client.post(edit, {**fields, "marking": "green", "review_due_on": sent})
        assert "Choose an earlier day, or check the resource. The check sets a later day." in answer.content.decode()
        with pytest.raises(PermissionDenied):
            change_resource(resource_id=resource.pk, curator=curator.with_second_step(), review_due_on=day)


def test_members_and_moderators_neither_check_nor_curate(moderator, member, overdue, sign_in):
    for person in (moderator, member):
        client = sign_in(person, with_second_step=person is moderator)
        assert [client.get(address).status_code for address in (DUE, page(overdue))] == [403, 403]
        with pytest.raises(PermissionDenied):
            check_resource(resource_id=overdue.pk, curator=person, outcome="still_right", reason="Read")


def test_a_circle_s_resource_is_checked_by_its_curators_alone(curator, sign_in):
    resource = late(audience="circle", circle=CircleFactory())
    client = sign_in(curator, with_second_step=True)
    assert client.get(page(resource)).status_code == 404
    with pytest.raises(PermissionDenied):
        check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    resource.circle.people.add(curator)
    assert client.get(page(resource)).status_code == 200


def test_the_review_queue_leads_to_the_same_page(curator, overdue, sign_in):
    own = of_own_agency(curator)
    check_resource(resource_id=own.pk, curator=curator, outcome="amended", reason="Mended")
    make_resource(review_due_on=timezone.localdate())
    for person, expected in (
        (curator, [("Resource", page(overdue))]),
        (MemberFactory(roles=["Curators"]), [("Check to confirm", page(own)), ("Resource", page(overdue))]),
    ):
        client = sign_in(person, with_second_step=True)
        found = [(case.item.kind, case.item.url) for case in client.get("/review/").context["cases"]]
        assert sorted(found) == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_curators_page_costs_the_same_for_one_and_three(curator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        late()
        check_resource(resource_id=of_own_agency(curator).pk, curator=curator, outcome="amended", reason="Mended")
    client = sign_in(curator, with_second_step=True)
    client.get(DUE)
    # session, person, roles, what is due, checks that wait, four counts
    with django_assert_num_queries(9):
        client.get(DUE)


def test_a_long_list_of_drafts_has_pages(curator, sign_in, monkeypatch):
    monkeypatch.setattr("library.views.curate.A_PAGE", 2)
    for number in range(3):
        Resource.objects.filter(pk=make_resource(title=f"Draft {number}").pk).update(state="draft")
    client, address = sign_in(curator, with_second_step=True), reverse("library:draft_list")
    first, second = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert ("Draft 0" in first, "Draft 0" in second, 'aria-label="Pages of this list"' in first) == (False, True, True)
    for name in ("trash_list", "ownerless_list", "suggestion_list"):
        assert client.get(reverse(f"library:{name}")).context["pager"].number == 1
