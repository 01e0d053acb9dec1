"""A curator gives a resource to another agency; if its agency leaves, it goes to the deputy agency."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.check_resource import check_resource
from library.actions.decide_access import ask_for_file
from library.actions.hand_over import hand_over, hand_over_to_deputies, take_over
from library.enums import FILE_REQUESTS, OWNERS, ResourceKind
from library.integrations.check_notifications import OwnerSource
from library.models import AccessRequest, Resource
from library.queries.health import library_health
from library.queries.owners import possible_owners
from library.rules.access import can_decide_access
from ratsite.network.models import Agency
from ratsite.notifications.models import Notification
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db


def leave(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(is_active=False)


def test_the_deputy_takes_over_what_its_owner_left(curator):
    deputy = MemberFactory().agency
    resource, other = make_resource(deputy=deputy), make_resource(deputy=deputy)
    leave(resource.agency)
    assert (hand_over_to_deputies(), hand_over_to_deputies()) == (1, 0)
    resource.refresh_from_db()
    assert (resource.agency, resource.deputy) == (deputy, None)
    assert Resource.objects.get(pk=other.pk).agency == other.agency
    assert ModelLogEntry.objects.get(action="library.resource.hand_over").user is None


def test_a_resource_without_an_owner_is_listed_and_can_be_taken_over(curator, sign_in):
    gone, kept = make_resource(title="Nobody’s card"), make_resource(title="Kept card")
    hidden = make_resource(title="Circle card", audience="circle", circle=CircleFactory())
    leave(gone.agency)
    leave(hidden.agency)
    client = sign_in(curator, with_second_step=True)
    html = client.get(reverse("library:ownerless_list")).content.decode()
    assert [words in html for words in ("Nobody’s card", "Kept card", "Circle card")] == [True, False, False]
    client.post(reverse("library:resource_take_over", args=[gone.slug]))
    gone.refresh_from_db()
    assert gone.agency == curator.agency
    assert take_over(resource_id=kept.pk, curator=curator) is False
    with pytest.raises(PermissionDenied):
        take_over(resource_id=hidden.pk, curator=curator)
    with pytest.raises(PermissionDenied):
        take_over(resource_id=gone.pk, curator=MemberFactory())


def test_an_agency_without_members_owns_nothing():
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(deputy=MemberFactory().agency)
    resource.posted_by.agency = None
    resource.posted_by.save(update_fields=["agency"])
    assert hand_over_to_deputies() == 1


def test_any_curator_hands_over_a_resource_whose_agency_lost_its_curator(curator, sign_in):
    resource, third = make_resource(title="Lonely card"), MemberFactory()
    client = sign_in(curator, with_second_step=True)
    page = reverse("library:resource_hand_over", args=[resource.slug])
    assert "you can do so on the resource’s page" in flat(client.get(reverse("library:ownerless_list")).content)
    assert f'href="{page}"' in client.get(resource.get_absolute_url()).content.decode()
    shown = client.get(page)
    assert set(shown.context["form"].fields["agency"].queryset) == {curator.agency, third.agency}
    sent = {"agency": curator.agency_id, "reason": "Their curator left.", "shown_hash": shown.context["shown_hash"]}
    assert client.post(page, sent)["Location"] == resource.get_absolute_url()
    resource.refresh_from_db()
    assert (resource.agency, resource.handed_over_by) == (curator.agency, curator.agency)


def test_a_curator_hands_over_no_resource_that_they_cannot_read(curator, sign_in):
    resource = make_resource(audience="circle", circle=CircleFactory())
    page = reverse("library:resource_hand_over", args=[resource.slug])
    assert sign_in(curator, with_second_step=True).get(page).status_code == 404


def test_a_system_check_names_circles_that_nobody_can_review(curator):
    empty, with_curator, without = (CircleFactory(name=name) for name in ("Empty", "Looked after", "Left alone"))
    with_curator.people.add(curator)
    for circle in (with_curator, without):
        make_resource(audience="circle", circle=circle)
    found = [one.msg for one in run_checks(databases=["default"]) if one.id == "library.W001"]
    assert [fact.title for fact in library_health()] == ["The circle “Left alone” has resources and no curator"]
    assert found == ["Nobody can review the resources of the circle “Left alone”."]
    assert [one for one in run_checks() if one.id == "library.W001"] == []
    assert empty.people.count() == 0


def test_a_curator_hands_a_resource_over_and_the_curators_of_both_agencies_are_notified(
    curator, sign_in, django_capture_on_commit_callbacks
):
    resource = make_resource(title="Handed card")
    new, other = (MemberFactory(roles=["Curators"]) for _ in range(2))
    old = MemberFactory(roles=["Curators"], agency=curator.agency)
    Resource.objects.filter(pk=resource.pk).update(agency=old.agency, deputy=new.agency)
    client, page = sign_in(curator, with_second_step=True), reverse("library:resource_hand_over", args=[resource.slug])
    assert page in client.get(resource.get_absolute_url()).content.decode()
    shown = client.get(page).context["shown_hash"]
    sent = {"agency": new.agency.pk, "reason": "They wrote it.", "shown_hash": shown}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, sent).status_code == 302
    resource.refresh_from_db()
    assert (resource.agency, resource.deputy, resource.handed_over_by) == (new.agency, None, curator.agency)
    entry = ModelLogEntry.objects.get(action="library.resource.hand_over_to")
    assert (entry.user, entry.data["reason"]) == (curator, "They wrote it.")
    assert (entry.data["before"], entry.data["after"]) == (old.agency.pk, new.agency.pk)
    assert resource.changes.get().fields["agency"] == [str(old.agency), str(new.agency)]
    told = Notification.objects.filter(source=OWNERS).values_list("person", "verb")
    assert set(told) == {(new.pk, "received"), (old.pk, "given")}
    lines = OwnerSource().lines(new.with_second_step(), [resource.changes.get().pk])
    agencies = f"(from {old.agency} to {new.agency})"
    assert [(line.title, line.who) for line in lines.values()] == [(f"Handed card {agencies}", str(curator))]
    assert OwnerSource().lines(MemberFactory(), [resource.changes.get().pk]) == {}
    assert client.get(page).status_code == 403  # another agency looks after it now
    overtaken = client.post(page, sent)
    assert (overtaken.status_code, "They wrote it." in overtaken.content.decode()) == (409, True)
    assert "Someone else decided this first" in overtaken.content.decode()
    Resource.objects.filter(pk=resource.pk).update(deputy=old.agency)
    assert client.post(page, sent).status_code == 200  # the present owner is no longer on the list
    late = sent | {"agency": other.agency.pk}
    assert [client.post(page, late | {"shown_hash": hashed}).status_code for hashed in ("", shown)] == [409, 409]


def test_the_new_agency_is_notified_of_the_open_requests_for_files(curator, django_capture_on_commit_callbacks):
    resource = make_resource(request_label="Trainer’s notes")
    old, new, member = MemberFactory(roles=["Curators"], agency=curator.agency), MemberFactory(), MemberFactory()
    Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
    new_curator = MemberFactory(roles=["Curators"], agency=new.agency)
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_for_file(file_id=resource.current.files.get().pk, reader=member, reason="For our induction day")
    told = Notification.objects.filter(source=FILE_REQUESTS, item_id=asked.pk).values_list("person", flat=True)
    assert set(told) == {curator.pk, old.pk}
    given = {"agency": new.agency, "reason": "They wrote it."}
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(resource_id=resource.pk, curator=curator.with_second_step(), **given)
    assert list(told.all()) == [new_curator.pk]
    assert can_decide_access(new_curator.with_second_step(), AccessRequest.objects.get(pk=asked.pk)) is True


def test_a_curator_takes_no_resource_of_another_agency_for_their_own(curator, sign_in):
    owner, third = MemberFactory(roles=["Curators"]), MemberFactory()
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(agency=owner.agency)
    client, page = sign_in(curator, with_second_step=True), reverse("library:resource_hand_over", args=[resource.slug])
    assert page not in client.get(resource.get_absolute_url()).content.decode()
    assert client.get(page).status_code == 403
    given = {"resource_id": resource.pk, "reason": "They use it most.", "curator": curator.with_second_step()}
    for agency in (curator.agency, third.agency):
        with pytest.raises(PermissionDenied):
            hand_over(**given, agency=agency)
    Resource.objects.filter(pk=resource.pk).update(deputy=curator.agency)
    assert set(client.get(page).context["form"].fields["agency"].queryset) == set(
        Agency.objects.filter(pk=third.agency_id) | Agency.objects.filter(pk=resource.posted_by.agency_id)
    )
    with pytest.raises(PermissionDenied):
        hand_over(**given, agency=curator.agency)
    assert hand_over(**given, agency=third.agency) is True


def test_the_page_that_changes_a_resource_has_no_link_that_loses_what_was_typed(curator, sign_in):
    resource = make_resource(curator)
    client, page = sign_in(curator, with_second_step=True), reverse("library:resource_hand_over", args=[resource.slug])
    pages = (resource.get_absolute_url(), reverse("library:resource_edit", args=[resource.slug]))
    assert [page in client.get(address).content.decode() for address in pages] == [True, False]


def test_a_resource_is_handed_over_only_to_an_agency_that_can_read_it(curator):
    circle = CircleFactory()
    outsider, insider = MemberFactory(), MemberFactory()
    circle.people.add(curator, insider)
    resource = make_resource(curator, audience="circle", circle=circle)
    gone = AgencyFactory()
    given = {"resource_id": resource.pk, "reason": "They wrote it.", "curator": curator.with_second_step()}
    assert set(possible_owners(curator, circle)) == {curator.agency, insider.agency}
    for agency in (outsider.agency, gone):
        with pytest.raises(PermissionDenied):
            hand_over(**given, agency=agency)
    with pytest.raises(PermissionDenied):
        hand_over(**given | {"curator": insider}, agency=insider.agency)
    Resource.objects.filter(pk=resource.pk).update(deputy=curator.agency)
    assert hand_over(**given, agency=insider.agency) is True
    Resource.objects.filter(pk=resource.pk).update(deputy=curator.agency)
    assert hand_over(**given, agency=insider.agency) is False


def test_a_curator_who_hands_a_resource_over_cannot_check_it_alone(curator):
    resource, other = make_resource(), MemberFactory(roles=["Curators"])
    Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
    person = curator.with_second_step()
    hand_over(resource_id=resource.pk, curator=person, agency=other.agency, reason="They wrote it.")
    check = check_resource(resource_id=resource.pk, curator=person, outcome="still_right", reason="Read it.")
    assert check is not None
    assert check.is_waiting


def test_case_learning_stays_with_its_agency(curator):
    resource, other = make_resource(curator, kind=ResourceKind.CASE), MemberFactory()
    with pytest.raises(PermissionDenied):
        hand_over(resource_id=resource.pk, curator=curator, agency=other.agency, reason="They wrote it.")


def test_an_agency_without_a_curator_is_named_before_and_the_resource_can_be_taken_back(
    curator, sign_in, django_capture_on_commit_callbacks
):
    resource, without, third = make_resource(title="Handed card"), MemberFactory(), MemberFactory(roles=["Curators"])
    Resource.objects.filter(pk=resource.pk).update(agency=curator.agency)
    client, page = sign_in(curator, with_second_step=True), reverse("library:resource_hand_over", args=[resource.slug])
    shown = client.get(page)
    listed = dict(shown.context["form"].fields["agency"].choices)
    assert listed[without.agency_id] == f"{without.agency} (has no curator)"
    assert listed[third.agency_id] == str(third.agency)
    sent = {"agency": without.agency_id, "reason": "They wrote it.", "shown_hash": shown.context["shown_hash"]}
    after = client.post(page, sent, follow=True).content.decode()
    assert f"{without.agency} looks after the resource now. It has no curator who can read it" in after
    assert page in after
    assert sign_in(third, with_second_step=True).get(page).status_code == 403
    client = sign_in(curator, with_second_step=True)
    shown = client.get(page)
    listed = dict(shown.context["form"].fields["agency"].choices)
    assert [pk in listed for pk in (curator.agency_id, third.agency_id, without.agency_id)] == [True, True, False]
    sent |= {"agency": curator.agency_id, "shown_hash": shown.context["shown_hash"]}
    assert client.post(page, sent).status_code == 302
    resource.refresh_from_db()
    assert resource.agency == curator.agency


def test_an_agency_that_handed_a_resource_over_cannot_take_it_back_from_a_curator(curator, sign_in):
    resource, new = make_resource(), MemberFactory(roles=["Curators"])
    Resource.objects.filter(pk=resource.pk).update(agency=new.agency, handed_over_by=curator.agency)
    page = reverse("library:resource_hand_over", args=[resource.slug])
    assert sign_in(curator, with_second_step=True).get(page).status_code == 403
