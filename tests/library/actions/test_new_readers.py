"""New readers of a resource get only versions that a second person reviewed for them, and no earlier ones."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions.check_resource import check_resource
from library.actions.edit_resource import change_resource
from library.actions.publish_version import approve_publication, send_publication_back
from library.actions.withdraw_resource import NotReady, bring_back, withdraw_resource
from library.actions.write_note import publish_note, write_note
from library.enums import ResourceState
from library.integrations.publication_queue import Publications
from library.models import NEXT_CHECK_AFTER, FieldNote, PublicationReview, Resource, ResourceFile
from library.queries.hashes import shown_hash_of_review
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import Remit
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"
DUE = dt.date(2030, 1, 1)
NEEDS = {"licence": "CC BY 4.0", "origin": "The council", "permission": "Its front desk", "review_due_on": DUE}
OPEN = {"audience": "public", "marking": "clear", "circle": None, **NEEDS}


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def other():
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def circle(curator, other):
    circle = CircleFactory()
    circle.people.add(curator, other)
    return circle


def add(curator, name: str = "one.txt", **fields) -> Resource:
    upload = SimpleUploadedFile(name, b"Ask about today first.")
    resource = make_resource(curator, upload=upload, **{**NEEDS, **fields})
    resource.uses.create(remit=Remit.objects.first())
    return resource


def waiting() -> PublicationReview:
    return PublicationReview.objects.get(outcome=SecondReviewOutcome.WAITING)


def approve(decider, **fields) -> bool:
    return approve_publication(review_id=waiting().pk, decider=decider, **fields)


def file_status(client, name: str) -> int:
    answer = client.get(ResourceFile.objects.get(stored_file__name=name).get_absolute_url())
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def state_of(resource: Resource) -> str:
    return Resource.objects.get(pk=resource.pk).state


def test_a_public_resource_that_was_sent_back_is_hidden_until_a_curator_approves_it(curator, other, client):
    resource = add(curator, **{**OPEN, "marking": Marking.CLEAR})
    change_resource(resource_id=resource.pk, curator=curator, summary=f"Ring {PHONE}.", explanation="It is public")
    send_publication_back(review_id=waiting().pk, decider=other, reason="It still shows them")
    change_resource(resource_id=resource.pk, curator=curator, title="Another title")
    assert state_of(resource) == ResourceState.DRAFT
    assert client.get(resource.get_absolute_url()).status_code == 404
    assert approve(other)
    assert client.get(resource.get_absolute_url()).status_code == 200


def test_saving_without_a_change_leaves_the_review_as_it_is(curator, circle):
    resource = add(curator, audience="circle", circle=circle)
    another = CircleFactory()
    another.people.add(curator)
    change_resource(resource_id=resource.pk, curator=curator, circle=another)
    review = waiting()
    change_resource(resource_id=resource.pk, curator=curator, circle=another)
    assert (waiting().pk, state_of(resource)) == (review.pk, ResourceState.DRAFT)


def test_new_readers_need_a_review_although_the_contact_details_were_removed_in_the_same_save(
    curator, other, member, client
):
    resource = add(curator)
    change_resource(resource_id=resource.pk, curator=curator, summary=f"Ring {PHONE}.", explanation="It is public")
    change_resource(resource_id=resource.pk, curator=curator, summary="Ask first.", **OPEN)
    assert Resource.objects.visible_to(member).filter(pk=resource.pk).exists()
    assert client.get(resource.get_absolute_url()).status_code == 404
    assert approve(other)
    assert client.get(resource.get_absolute_url()).status_code == 200


def test_a_newer_version_is_what_the_second_person_reads(curator, other, client):
    resource = add(curator)
    change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    shown = shown_hash_of_review(waiting())
    earlier = waiting()
    make_version(resource, other, name="two.txt")
    assert not approve_publication(review_id=earlier.pk, decider=other, shown_hash=shown)
    with pytest.raises(PermissionDenied):
        approve(other)  # who made the newer version
    with pytest.raises(PermissionDenied):
        approve(curator)  # who asked for the new readers
    assert file_status(client, "two.txt") == 404
    assert approve(MemberFactory(roles=["Curators"]).with_second_step())
    assert (file_status(client, "two.txt"), file_status(client, "one.txt")) == (200, 404)


def test_earlier_versions_stay_hidden_from_new_readers(curator, other, client, member, sign_in):
    resource = add(curator)
    make_version(resource, curator, name="two.txt")
    browser = sign_in(member)
    assert (file_status(browser, "one.txt"), file_status(browser, "two.txt")) == (200, 200)
    change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    assert approve(other)
    assert (file_status(client, "one.txt"), file_status(client, "two.txt")) == (404, 200)
    assert client.get(reverse("library:version", args=[resource.slug, 1])).status_code == 404
    assert client.get(reverse("library:version_changes", args=[resource.slug, 1])).status_code == 404
    assert "First version" not in client.get(reverse("library:version_list", args=[resource.slug])).content.decode()


def test_a_corrected_version_does_not_restore_the_withdrawn_file(curator, member, sign_in):
    resource = add(curator, "names.txt")
    withdraw_resource(resource_id=resource.pk, curator=curator, reason="It names someone")
    make_version(resource, curator, name="clean.txt")
    browser = sign_in(member)
    assert (file_status(browser, "clean.txt"), file_status(browser, "names.txt")) == (200, 404)
    assert browser.get(reverse("library:version_changes", args=[resource.slug, 1])).status_code == 404


def test_a_resource_that_is_brought_back_has_no_earlier_versions(curator, other, member, sign_in):
    resource = add(curator, "names.txt")
    make_version(resource, curator, name="clean.txt")
    withdraw_resource(resource_id=resource.pk, curator=other, reason="The first version names someone")
    bring_back(resource_id=resource.pk, curator=other, reason="The newest names nobody")
    browser = sign_in(member)
    assert (file_status(browser, "clean.txt"), file_status(browser, "names.txt")) == (200, 404)


def test_a_withdrawn_resource_gets_no_more_readers(curator, circle, member, sign_in):
    resource = add(curator, audience="circle", circle=circle, title="Night visits")
    withdraw_resource(resource_id=resource.pk, curator=curator, reason="Someone moved to Dudley")
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    fields = {"title": "Night visits", "summary": "Ask.", "kind": "guidance", "language": "en"}
    answer = sign_in(curator, with_second_step=True).post(
        reverse("library:resource_edit", args=[resource.slug]), {**fields, "audience": "members", "marking": "green"}
    )
    assert "Bring the resource back first. Then you can open it to more readers." in answer.content.decode()
    assert sign_in(member).get(resource.get_absolute_url()).status_code == 404


def test_notes_and_reasons_from_before_stay_with_those_they_were_written_for(curator, other, circle, sign_in):
    resource = add(curator, audience="circle", circle=circle)
    author = MemberFactory()
    circle.people.add(author)
    written = write_note(resource_id=resource.pk, author=author, kind="helped", text="We ask the night team.")
    publish_note(note_id=written.pk, decider=curator)
    check_resource(resource_id=resource.pk, curator=other, outcome="still_right", reason="The night team read it")
    unread = write_note(resource_id=resource.pk, author=author, kind="helped", text="The night team helps.")
    change_resource(resource_id=resource.pk, curator=curator, audience="members", circle=None)
    assert approve(other)
    outsider = MemberFactory()
    html = flat(sign_in(outsider).get(resource.get_absolute_url()).content.decode())
    assert ("night team" in html, "Still right" in html) == (False, True)
    assert [FieldNote.objects.visible_to(who).exists() for who in (author, outsider, other)] == [True, False, False]
    own = flat(sign_in(author).get(resource.get_absolute_url()).content.decode())
    assert "Only you can see this. More people can read the resource now than when you wrote your note." in own
    unread.refresh_from_db()
    assert (unread.outcome, "new readers" in unread.reason) == (SecondReviewOutcome.SENT_BACK, True)


def test_a_person_who_confirms_a_check_reads_its_reason_although_it_is_old(curator, other, circle, sign_in):
    resource = add(curator, audience="circle", circle=circle)
    check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="The night team read it")
    change_resource(resource_id=resource.pk, curator=curator, audience="members", circle=None)
    assert approve(other)
    page = sign_in(other, with_second_step=True).get(reverse("library:resource_check", args=[resource.slug])).text
    assert "“The night team read it”" in flat(page)


def test_a_more_open_marking_is_saved_only_once_the_new_readers_are_approved(curator, other):
    resource = add(curator, marking=Marking.AMBER_STRICT)
    change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    resource.refresh_from_db()
    assert resource.marking == Marking.AMBER_STRICT
    send_publication_back(review_id=waiting().pk, decider=other, reason="Not for the public")
    resource.refresh_from_db()
    assert resource.marking == Marking.AMBER_STRICT
    change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    assert approve(other)
    resource.refresh_from_db()
    assert (resource.audience, resource.marking) == ("public", Marking.CLEAR)


def test_the_form_says_what_the_public_needs_and_nobody_approves_without_it(curator, other, sign_in):
    resource = make_resource(curator, title="A card")
    fields = {"title": "A card", "summary": "Ask.", "kind": "guidance", "language": "en"}
    wider = {**fields, "audience": "public", "marking": "clear"}
    answer = sign_in(curator, with_second_step=True).post(reverse("library:resource_edit", args=[resource.slug]), wider)
    errors = answer.context["form"].errors
    assert {"licence", "origin", "permission", "review_due_on", "remits"} <= set(errors)
    assert "Fill this in, because the public can read this resource" in answer.content.decode()
    change_resource(resource_id=resource.pk, curator=curator, audience="public", marking="clear")
    assert Publications().find(other, waiting().pk).only_reject
    with pytest.raises(Stale):
        approve(other)


def test_a_moderator_reads_the_files_on_request_that_they_decide_about(curator, sign_in):
    resource = add(curator)
    ResourceFile.objects.filter(version=resource.current).update(is_on_request=True, label="A list")
    moderator = MemberFactory(roles=["Moderators"])
    browser = sign_in(moderator, with_second_step=True)
    assert file_status(browser, "one.txt") == 404
    change_resource(resource_id=resource.pk, curator=curator, **OPEN)
    assert file_status(browser, "one.txt") == 200


def test_a_stricter_marking_ends_the_request_for_more_readers(curator, other, circle):
    resource = add(curator, audience="circle", circle=circle, marking=Marking.AMBER_STRICT)
    change_resource(resource_id=resource.pk, curator=curator, audience="members", circle=None, marking=Marking.GREEN)
    assert "All members will be able to read it" in str(Publications().find(other, waiting().pk).why)
    change_resource(resource_id=resource.pk, curator=other, marking=Marking.RED)
    assert not PublicationReview.objects.filter(outcome=SecondReviewOutcome.WAITING).exists()


def test_a_resource_without_a_review_date_that_is_brought_back_is_checked_within_a_year(curator, other):
    resource = add(curator)
    withdraw_resource(resource_id=resource.pk, curator=other, reason="Wrong")
    Resource.objects.filter(pk=resource.pk).update(review_due_on=None)
    change_resource(resource_id=resource.pk, curator=curator, review_due_on=dt.date(2099, 1, 1))
    bring_back(resource_id=resource.pk, curator=other, reason="Right again")
    resource.refresh_from_db()
    assert resource.review_due_on == timezone.localdate() + NEXT_CHECK_AFTER


def test_a_version_with_a_failed_check_is_not_brought_back(curator):
    resource = add(curator)
    withdraw_resource(resource_id=resource.pk, curator=curator, reason="Wrong")
    resource.current.files.all().delete()
    with pytest.raises(NotReady):
        bring_back(resource_id=resource.pk, curator=curator, reason="Right again")
