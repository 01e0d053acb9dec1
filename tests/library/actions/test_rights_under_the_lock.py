"""A person who loses a role, is silenced or leaves while their request is processed changes nothing in the library."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from library.actions.check_resource import check_resource
from library.actions.edit_resource import add_resource, change_resource
from library.actions.edit_version import add_version
from library.actions.give_reason import give_reason
from library.actions.publish_version import approve_publication, send_publication_back
from library.actions.withdraw_resource import withdraw_resource
from library.models import PublicationReview, Resource, ResourceDownload, ResourceFile
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.library.actions.test_publish_version import WHY, WORDS
from tests.membership_changes import end_membership, of_a_request, remove_roles, silence

pytestmark = pytest.mark.django_db


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("more.txt", b"Ask first.")


def overdue() -> int:
    return Resource.objects.overdue().get().pk


ACTS = {
    "add": lambda pk, who: add_resource(curator=who, title="Card", summary="Ask first.", kind="guidance"),
    "change": lambda pk, who: change_resource(resource_id=pk, curator=who, summary="Ask first."),
    "add a file": lambda pk, who: add_version(resource_id=pk, note="More", uploads=[upload()], curator=who),
    "check": lambda pk, who: check_resource(resource_id=overdue(), curator=who, outcome="still_right", reason="Read"),
    "withdraw": lambda pk, who: withdraw_resource(resource_id=overdue(), curator=who, reason="Old"),
    "open": lambda pk, who: approve_publication(review_id=PublicationReview.objects.get().pk, decider=who),
    "send back": lambda pk, who: send_publication_back(
        review_id=PublicationReview.objects.get().pk, decider=who, reason="Theirs"
    ),
}


def stored_state() -> tuple:
    resources = Resource.objects.order_by("pk").values_list("summary", "state", "review_due_on")
    return list(resources), ResourceFile.objects.count(), list(PublicationReview.objects.values_list("outcome"))


@pytest.mark.parametrize("happens", [remove_roles, silence, end_membership])
@pytest.mark.parametrize("act", ACTS)
def test_a_person_who_loses_the_right_adds_changes_and_decides_nothing(act, happens):
    curator, other = MemberFactory.create_batch(2, roles=["Curators"])
    make_resource(other, review_due_on=timezone.localdate() - dt.timedelta(days=1))
    resource = make_resource(other)
    change_resource(resource_id=resource.pk, curator=other, summary=WORDS, explanation=WHY)
    who = of_a_request(curator)
    happens(curator)
    before = stored_state()
    with pytest.raises(PermissionDenied):
        ACTS[act](resource.pk, who)
    assert stored_state() == before


def test_a_person_who_has_left_cannot_give_a_reason_and_gets_no_file():
    file, reader = make_resource(marking="amber_strict").current.files.get(), MemberFactory()
    who = of_a_request(reader)
    end_membership(reader)
    with pytest.raises(PermissionDenied):
        give_reason(file_id=file.pk, reader=who, reason="For a case")
    assert not ResourceDownload.objects.exists()


@pytest.mark.parametrize("act", ["change", "add a file"])
def test_a_curator_who_was_removed_from_the_circle_changes_none_of_its_resources(act):
    curator, other = MemberFactory.create_batch(2, roles=["Curators"])
    circle = CircleFactory()
    circle.people.add(curator, other)
    resource = make_resource(other, audience="circle", circle=circle)
    who = of_a_request(curator)
    circle.people.remove(curator)
    with pytest.raises(PermissionDenied):
        ACTS[act](resource.pk, who)
    assert resource.versions.first().files.count() == 1


GIFTS = {
    "add": lambda pk, who, **to: add_resource(curator=who, title="Card", summary="Ask.", kind="guidance", **to),
    "change": lambda pk, who, **to: change_resource(resource_id=pk, curator=who, **to),
}


@pytest.mark.parametrize("act", GIFTS)
def test_nobody_moves_a_resource_to_a_circle_from_which_they_were_removed(act):
    curator, circle = MemberFactory(roles=["Curators"]), CircleFactory()
    circle.people.add(curator)
    resource, who = make_resource(curator), of_a_request(curator)
    circle.people.remove(curator)
    with pytest.raises(PermissionDenied):
        GIFTS[act](resource.pk, who, audience="circle", circle=circle)
    assert not Resource.objects.filter(circle=circle).exists()
