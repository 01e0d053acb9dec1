"""Who may choose a resource's deputy agency, which may answer requests for its files and give the resource away."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.actions.decide_access import ask_for_file
from library.actions.edit_resource import change_resource
from library.enums import FILE_REQUESTS
from library.models import Resource
from ratsite.notifications.models import Notification
from tests.factories import MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def other():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def resource(owner) -> Resource:
    upload = SimpleUploadedFile("notes.txt", b"Notes about the exercise.")
    return make_resource(owner, title="Induction", request_label="Trainer’s notes", upload=upload)


def choose(resource: Resource, curator, agency) -> Resource:
    return change_resource(resource_id=resource.pk, curator=curator, deputy=agency)


def test_no_curator_makes_their_own_agency_deputy_of_another_s_resource(resource, owner, other, sign_in):
    with pytest.raises(PermissionDenied):
        choose(resource, other, other.agency)
    url = reverse("library:resource_edit", args=[resource.slug])
    assert "Deputy agency" not in flat(sign_in(other, with_second_step=True).get(url).content)
    assert "Deputy agency" in flat(sign_in(owner, with_second_step=True).get(url).content)
    assert change_resource(resource_id=resource.pk, curator=other, summary="All about it.").deputy is None
    assert choose(resource, owner, other.agency).deputy == other.agency
    third = MemberFactory(roles=["Curators"])
    assert choose(resource, other, third.agency).deputy == third.agency  # the deputy may pass it on
    with pytest.raises(PermissionDenied):
        choose(resource, other, other.agency)


def test_a_new_deputy_s_curators_are_notified_of_the_open_requests(resource, owner, other, happen):
    reader = MemberFactory()
    request = happen(ask_for_file, file_id=resource.current.files.get().pk, reader=reader, reason="For our induction")
    told = Notification.objects.filter(source=FILE_REQUESTS, item_id=request.pk)
    assert set(told.values_list("person", flat=True)) == {owner.pk}
    happen(choose, resource, owner, other.agency)
    assert set(told.values_list("person", flat=True)) == {owner.pk, other.pk}
    happen(choose, resource, owner, None)
    assert set(told.values_list("person", flat=True)) == {owner.pk}


def test_a_form_without_the_shown_hash_changes_nothing_and_shows_the_typed_text_again(resource, owner, sign_in):
    client, url = sign_in(owner, with_second_step=True), reverse("library:resource_edit", args=[resource.slug])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    sent |= {"summary": "Typed anew, and kept.", "review_due_on": dt.date(2027, 5, 1).isoformat()}
    refused = client.post(url, {name: value for name, value in sent.items() if name != "shown_hash"})
    assert refused.status_code == 409
    assert "Typed anew, and kept." in flat(refused.content)
    resource.refresh_from_db()
    assert resource.summary != "Typed anew, and kept."


def test_a_change_keeps_a_deputy_that_has_left_the_network(resource, owner, other, sign_in):
    choose(resource, owner, other.agency)
    other.agency.is_active = False
    other.agency.save()
    client, url = sign_in(owner, with_second_step=True), reverse("library:resource_edit", args=[resource.slug])
    page = client.get(url)
    assert f"{other.agency} (no longer in the network)" in flat(page.content)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    offered = {str(value) for value, _label in form.fields["deputy"].choices}
    sent = {**sent, "deputy": sent["deputy"] if str(sent["deputy"]) in offered else ""}  # as a browser sends it
    sent |= {"summary": "All about it.", "shown_hash": page.context["shown_hash"]}
    assert client.post(url, sent).status_code == 302
    resource.refresh_from_db()
    assert (resource.summary, resource.deputy) == ("All about it.", other.agency)


def test_a_deputy_that_has_left_the_network_cannot_be_chosen_for_another_resource(resource, owner, other, sign_in):
    other.agency.is_active = False
    other.agency.save()
    url = reverse("library:resource_edit", args=[resource.slug])
    form = sign_in(owner, with_second_step=True).get(url).context["form"]
    assert other.agency not in form.fields["deputy"].queryset
