"""A withdrawn resource leaves a tombstone, and the trash is deleted after thirty days."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from library.actions import withdraw_resource as module
from library.actions.check_resource import check_resource
from library.actions.edit_resource import change_resource
from library.actions.edit_version import add_version
from library.actions.notify import notify_of_checks
from library.actions.publish_version import approve_publication, send_publication_back
from library.actions.withdraw_resource import (
    bring_back,
    empty_trash,
    restore_resource,
    trash_resource,
    withdraw_resource,
)
from library.enums import CHECKS, Audience, CheckOutcome, Freshness, RelationKind, ResourceState
from library.models import PublicationReview, Resource, ResourceRelation
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import Remit
from ratsite.notifications.models import Notification
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = pytest.mark.django_db


def public(**fields) -> Resource:
    return make_resource(title="A wrong card", summary="A secret.", audience="public", marking=Marking.CLEAR, **fields)


def complete(curator) -> Resource:
    """A public resource whose checks pass."""
    needs = {"licence": "OGL", "origin": "The council", "permission": "Its desk", "review_due_on": dt.date(2030, 1, 1)}
    resource = make_resource(curator, title="A wrong card", audience="public", marking=Marking.CLEAR, **needs)
    resource.uses.create(remit=Remit.objects.first())
    return resource


def withdraw(resource: Resource, curator, **fields):
    return withdraw_resource(resource_id=resource.pk, curator=curator, reason="The number is wrong", **fields)


def test_a_withdrawn_resource_leaves_a_tombstone_with_why_and_what_instead(client, curator):
    resource, newer = public(), public()
    file = resource.current.files.get().get_absolute_url()
    answer = client.get(file)
    assert b"".join(answer.streaming_content)
    withdraw(resource, curator, instead=newer)
    versions = [resource.current.get_absolute_url(), reverse("library:version_list", args=[resource.slug])]
    for address in (resource.get_absolute_url(), *versions):
        answer = client.get(address)
        html = answer.content.decode()
        assert (answer.status_code, "The number is wrong" in html, newer.get_absolute_url() in html) == (
            410,
            True,
            True,
        )
        assert ("A wrong card" in html, "A secret." in html, "card.txt" in html) == (True, False, False)
    assert client.get(file).status_code == 404
    assert f"{resource.get_absolute_url()}<" not in client.get("/sitemap.xml").content.decode()
    assert f'href="{resource.get_absolute_url()}"' not in client.get("/library/").content.decode()


def test_only_former_readers_meet_the_tombstone(client, curator, sign_in):
    inside, outside = MemberFactory(), MemberFactory()
    circle = CircleFactory()
    circle.people.add(curator, inside)
    resource = make_resource(title="Circle card", audience="circle", circle=circle)
    hidden = make_resource(title="Hidden card", audience="circle", circle=circle)
    draft = make_resource(audience="public", marking=Marking.CLEAR)
    Resource.objects.filter(pk=draft.pk).update(state=ResourceState.WITHDRAWN, current=None)
    withdraw(resource, curator, instead=hidden)
    assert sign_in(inside).get(resource.get_absolute_url()).status_code == 410
    assert client.get(draft.get_absolute_url()).status_code == 404
    gone, never = (sign_in(outside).get(url) for url in (resource.get_absolute_url(), "/library/never/"))
    assert (gone.status_code, gone.content) == (404, never.content)


def test_a_tombstone_does_not_name_what_its_reader_cannot_see(client, curator):
    resource, members = public(), make_resource(title="For members")
    withdraw(resource, curator, instead=members)
    assert "For members" not in client.get(resource.get_absolute_url()).content.decode()


def test_a_resource_of_one_s_own_agency_is_withdrawn_at_once_and_its_open_check_ends(curator):
    resource = make_resource(curator)
    assert resource.agency == curator.agency
    waiting = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    assert withdraw(resource, curator).outcome == CheckOutcome.WITHDRAWN
    waiting.refresh_from_db()
    assert waiting.is_waiting is False
    assert withdraw(resource, curator) is None
    assert ModelLogEntry.objects.get(action="library.resource.withdraw").data["reason"] == "The number is wrong"


def test_a_resource_replaced_by_a_withdrawn_one_is_due_today_and_says_why(curator, sign_in, member):
    in_a_year = timezone.localdate() + dt.timedelta(days=360)
    older, newer, other = (make_resource(review_due_on=in_a_year) for _ in range(3))
    for one in (newer, other):
        ResourceRelation.objects.create(resource=one, other=older, kind=RelationKind.SUPERSEDES)
    withdraw(other, curator)
    older.refresh_from_db()
    assert older.review_due_on == in_a_year
    withdraw(newer, curator)
    older.refresh_from_db()
    assert (older.review_due_on, older.checks.last().outcome) == (timezone.localdate(), CheckOutcome.ASKED)
    html = sign_in(member).get(older.get_absolute_url()).content.decode()
    assert "The resource that replaced it was withdrawn." in html
    client = sign_in(curator, with_second_step=True)
    assert older in [row["resource"] for row in client.get(reverse("library:due_list")).context["rows"]]
    assert ModelLogEntry.objects.get(action="library.check.replaced").object_id == str(older.pk)


def test_a_resource_that_was_overdue_before_it_was_replaced_is_overdue_again(curator):
    older, newer = make_resource(review_due_on=dt.date(2020, 1, 1)), make_resource()
    ResourceRelation.objects.create(resource=newer, other=older, kind=RelationKind.SUPERSEDES)
    withdraw(newer, curator)
    assert Resource.objects.with_freshness().get(pk=older.pk).freshness == Freshness.OVERDUE


def test_a_curator_withdraws_and_restores_a_resource_on_its_page(curator, sign_in, member):
    resource = make_resource()
    client = sign_in(curator, with_second_step=True)
    page = reverse("library:resource_check", args=[resource.slug])
    shown_hash = client.get(page).context["shown_hash"]
    client.post(page, {"outcome": "withdrawn", "reason": "By mistake", "shown_hash": shown_hash})
    assert sign_in(member).get(resource.get_absolute_url()).status_code == 410
    client = sign_in(curator, with_second_step=True)
    back = reverse("library:resource_bring_back", args=[resource.slug])
    assert back in client.get(resource.get_absolute_url()).content.decode()
    client.post(back, {"reason": "It was right"})
    assert sign_in(member).get(resource.get_absolute_url()).status_code == 200
    assert resource.checks.last().outcome == CheckOutcome.BACK
    assert bring_back(resource_id=resource.pk, curator=curator, reason="Again") is False


def test_a_curator_who_asks_second_to_bring_a_resource_back_reads_that_with_their_reason(curator, sign_in):
    resource = make_resource(curator)
    withdraw(resource, curator)
    bring_back(resource_id=resource.pk, curator=curator, reason="Mended")
    back = reverse("library:resource_bring_back", args=[resource.slug])
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    answer = client.post(back, {"reason": "It was right"})
    html = flat(answer.content)
    assert (answer.status_code, "Someone else decided this" in html, "It was right" in html) == (409, True, True)
    assert PublicationReview.objects.get().why_back == "Mended"
    assert client.get(back).url == resource.get_absolute_url()


def test_a_public_resource_is_restored_after_another_person_s_review(curator, client):
    remit = curator.agency.main_remit
    needs = {"licence": "OGL", "origin": "Ours", "permission": "Ours", "remits": [remit]}
    resource = public(review_due_on=timezone.localdate() + dt.timedelta(days=50), **needs)
    withdraw(resource, curator)
    assert bring_back(resource_id=resource.pk, curator=curator, reason="Mended") is True
    tombstone = client.get(resource.get_absolute_url())
    assert (tombstone.status_code, "The number is wrong" in tombstone.content.decode()) == (410, True)
    assert PublicationReview.objects.get().asked_by == curator


def test_the_reviewer_reads_why_it_was_withdrawn_and_why_it_should_come_back(curator, sign_in):
    resource = complete(curator)
    withdraw(resource, MemberFactory(roles=["Curators"]))
    back = reverse("library:resource_bring_back", args=[resource.slug])
    client = sign_in(curator, with_second_step=True)
    assert "The person who reviews it reads your reason" in flat(client.get(back).content)
    client.post(back, {"reason": "We <mended> it"})
    review = PublicationReview.objects.get()
    reviewer = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    for page in (reverse("review:item", args=["publications", review.pk]), resource.get_absolute_url()):
        html = flat(reviewer.get(page).content)
        assert "Why readers should be able to find it again: “We &lt;mended&gt; it”" in html, page
        assert "The number is wrong”" in html, page
    assert "We &lt;mended&gt; it" not in flat(sign_in(MemberFactory()).get(resource.get_absolute_url()).content)


def test_the_reviewer_of_a_new_version_of_a_withdrawn_resource_reads_what_changed(curator, sign_in):
    resource = complete(curator)
    withdraw(resource, MemberFactory(roles=["Curators"]))
    add_version(
        resource_id=resource.pk,
        curator=curator,
        note="The number is 07700 900123 now",
        explanation="A helpline",
        links=[{"url": "https://www.gov.uk/a", "title": "A page", "kind": "public_body"}],
    )
    review = PublicationReview.objects.get()
    page = reverse("review:item", args=["publications", review.pk])
    html = flat(sign_in(MemberFactory(roles=["Curators"]), with_second_step=True).get(page).content)
    assert "Why it was withdrawn: “The number is wrong”" in html
    assert "What changed in this version: “The number is" in html
    assert "07700 900123" not in html  # until the reviewer asks to see it


def test_a_resource_that_is_not_approved_stays_withdrawn_and_can_be_brought_back_again(curator, member, sign_in):
    resource, other = make_resource(curator), MemberFactory(roles=["Curators"]).with_second_step()
    withdraw(resource, curator)
    bring_back(resource_id=resource.pk, curator=curator, reason="Mended")
    assert bring_back(resource_id=resource.pk, curator=curator, reason="Again") is False
    page, back = resource.get_absolute_url(), reverse("library:resource_bring_back", args=[resource.slug])
    html = sign_in(curator, with_second_step=True).get(page).content.decode()
    assert ("A curator has asked to bring it back" in html, back in html) == (True, False)
    send_publication_back(review_id=PublicationReview.objects.get().pk, decider=other, reason="Wrong number still")
    assert sign_in(member).get(page).status_code == 410
    client = sign_in(curator, with_second_step=True)
    html = client.get(page).content.decode()
    assert ("A reviewer sent it back: Wrong number still" in html, back in html) == (True, True)
    client.post(back, {"reason": "Mended now"})
    approve_publication(review_id=PublicationReview.objects.last().pk, decider=other)
    assert sign_in(member).get(page).status_code == 200
    assert [check.outcome for check in resource.checks.all()] == ["published", "withdrawn", "back"]
    entries = ModelLogEntry.objects.filter(action__contains="back").order_by("pk").values_list("action", flat=True)
    assert [action.removeprefix("library.") for action in entries] == [
        "resource.ask_back",
        "publication.send_back",
        "resource.ask_back",
    ]


def asked_of_others(resource: Resource) -> bool:
    return PublicationReview.objects.filter(version__resource=resource, outcome=SecondReviewOutcome.WAITING).exists()


def test_an_agency_cannot_bring_back_its_own_resource_alone_and_the_review_date_stays(curator, member):
    due = timezone.localdate() - dt.timedelta(days=3)
    resource, other = make_resource(curator), MemberFactory(roles=["Curators"]).with_second_step()
    Resource.objects.filter(pk=resource.pk).update(review_due_on=due)
    colleague = MemberFactory(roles=["Curators"], agency=curator.agency).with_second_step()
    withdraw(resource, curator)
    for day in (timezone.localdate(), None):  # None would let a later day be set afterwards
        with pytest.raises(PermissionDenied):
            change_resource(resource_id=resource.pk, curator=curator, review_due_on=day)
    bring_back(resource_id=resource.pk, curator=curator, reason="Mended")
    review = PublicationReview.objects.get()
    assert not Resource.objects.visible_to(member).exists()
    with pytest.raises(PermissionDenied):
        approve_publication(review_id=review.pk, decider=colleague)
    approve_publication(review_id=review.pk, decider=other)
    resource.refresh_from_db()
    assert (resource.is_published, resource.review_due_on) == (True, due)


def test_what_another_agency_withdrew_comes_back_only_with_a_second_agency(curator):
    owner, third = (MemberFactory(roles=["Curators"]).with_second_step() for _ in range(2))
    resource = make_resource(owner)
    withdraw(resource, curator)
    bring_back(resource_id=resource.pk, curator=third, reason="It was right")
    assert (Resource.objects.get(pk=resource.pk).state, asked_of_others(resource)) == (ResourceState.WITHDRAWN, True)
    newer = make_version(resource, owner)
    assert (Resource.objects.get(pk=resource.pk).state, newer.state) == (ResourceState.WITHDRAWN, "in_review")


def test_what_a_curator_without_an_agency_withdrew_no_other_such_curator_brings_back_alone():
    one, two = (MemberFactory(roles=["Curators"], agency=None).with_second_step() for _ in range(2))
    resource = make_resource()
    withdraw(resource, one)
    bring_back(resource_id=resource.pk, curator=two, reason="It was right")
    assert (Resource.objects.get(pk=resource.pk).state, asked_of_others(resource)) == (ResourceState.WITHDRAWN, True)


def test_the_page_to_bring_a_resource_back_lists_its_checks_and_says_who_must_review_it(curator, sign_in):
    resource = make_resource(curator)
    withdraw(resource, curator)
    client = sign_in(curator, with_second_step=True)
    back = reverse("library:resource_bring_back", args=[resource.slug])
    html = flat(client.get(back).content.decode())
    assert "it was withdrawn, so someone from another agency must approve it" in html
    assert "What to do first" not in html
    resource.current.files.all().delete()
    html = flat(client.post(back, {"reason": "It was right"}).content.decode())
    mend = "Add a new version with a file or a link."
    for words in ("A check of the newest version has failed", mend, "It was right"):
        assert words in html
    for name in ("resource_edit", "version_add"):
        assert reverse(f"library:{name}", args=[resource.slug]) in html


def test_the_page_of_a_version_warns_as_the_resource_s_page_does(curator, member, sign_in):
    late = make_resource(curator, review_due_on=timezone.localdate() - dt.timedelta(days=90))
    older, newer = make_resource(curator), make_resource(curator, title="The newer one")
    ResourceRelation.objects.create(resource=newer, other=older, kind=RelationKind.SUPERSEDES)
    client = sign_in(member)
    for resource, warning in (
        (late, "This may be out of date"),
        (older, f'Use <a href="{newer.get_absolute_url()}">The newer one</a> instead.'),
    ):
        for page in (resource, resource.current):
            assert warning in flat(client.get(page.get_absolute_url()).content)
    assert "notice--caution" not in flat(client.get(newer.current.get_absolute_url()).content)


def test_the_checks_of_a_published_version_ask_for_nothing_that_only_a_draft_allows(curator, sign_in):
    resource = make_resource(curator)
    withdraw(resource, curator)
    file = resource.current.files.get()
    HiddenPart.objects.create(stored_file=file.stored_file, kind=HiddenKind.COMMENT, place="Page 1", text="Aside")
    file.identifiers = "phone number"
    file.save()
    back = reverse("library:resource_bring_back", args=[resource.slug])
    html = flat(sign_in(curator, with_second_step=True).get(back).content)
    assert "clean copy" not in html
    assert "to say why each one is harmless, or add a new version without them" in html
    assert "Add a new version without it, or say there why that does not identify a private person." in html


def test_a_failed_check_is_named_where_it_can_be_read_above_and_below(curator, sign_in):
    resource = make_resource(curator)
    withdraw(resource, curator)
    resource.current.files.all().delete()
    back = reverse("library:resource_bring_back", args=[resource.slug])
    html = flat(sign_in(curator, with_second_step=True).post(back, {"reason": "It was right"}).content)
    assert html.count("A check of the newest version has failed. First do what is under “What to do first”.") == 2


def test_a_resource_that_is_back_says_that_nobody_has_checked_it_since(curator, sign_in, member):
    resource = make_resource()
    withdraw(resource, curator)
    bring_back(resource_id=resource.pk, curator=curator, reason="By mistake")
    html = sign_in(member).get(resource.get_absolute_url()).content.decode()
    assert ("Not checked since it was withdrawn" in html, "Checked by" in html) == (True, False)
    check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    html = sign_in(member).get(resource.get_absolute_url()).content.decode()
    assert ("Not checked since it was withdrawn" in html, "Checked by" in html) == (False, True)


def test_a_published_resource_cannot_be_trashed_before_it_is_withdrawn(curator, sign_in):
    resource = make_resource()
    address = reverse("library:resource_trash", args=[resource.slug])
    client = sign_in(curator, with_second_step=True)
    assert client.post(address, {"reason": "Old"}).status_code == 403
    with pytest.raises(PermissionDenied):
        trash_resource(resource_id=resource.pk, curator=curator, reason="Old")
    withdraw(resource, curator)
    client.post(address, {"reason": "Old"})
    resource.refresh_from_db()
    assert resource.state == ResourceState.TRASHED


def test_the_trash_hides_a_resource_from_everybody_until_it_is_restored(curator, sign_in, member):
    resource = make_resource(title="In the bin")
    withdraw(resource, curator)
    trash_resource(resource_id=resource.pk, curator=curator, reason="Old")
    client = sign_in(curator, with_second_step=True)
    assert client.get(resource.get_absolute_url()).status_code == 404
    assert sign_in(member).get(resource.get_absolute_url()).status_code == 404
    client = sign_in(curator, with_second_step=True)
    page = flat(client.get(reverse("library:trash_list")).content)
    end = date_format(timezone.localdate() + dt.timedelta(days=30), "j F Y")
    assert all(told in page for told in ("In the bin", f"We delete it on {end}"))
    client.post(reverse("library:resource_restore", args=[resource.slug]))
    resource.refresh_from_db()
    assert resource.state == ResourceState.WITHDRAWN
    assert restore_resource(resource_id=resource.pk, curator=curator) is False


def test_a_version_of_a_withdrawn_resource_says_so_to_a_curator(curator, sign_in):
    resource = make_resource()
    pages = [resource.current.get_absolute_url(), reverse("library:version_list", args=[resource.slug])]
    client, words = sign_in(curator, with_second_step=True), "This resource has been withdrawn, so only curators can"
    assert [words in flat(client.get(page).content) for page in pages] == [False, False]
    assert "Cite" in flat(client.get(pages[0]).content)
    withdraw(resource, curator)
    assert [words in flat(client.get(page).content) for page in pages] == [True, True]
    assert "Cite" not in flat(client.get(pages[0]).content)


def test_notifications_about_a_resource_go_when_it_goes_to_the_trash(curator):
    thrown, kept = make_resource(curator), make_resource(curator)
    for resource in (thrown, kept):
        withdraw(resource, curator)
        notify_of_checks(resource.versions.get().pk)
    assert Notification.objects.filter(source=CHECKS).count() == 2
    trash_resource(resource_id=thrown.pk, curator=curator, reason="Not needed")
    assert Notification.objects.get(source=CHECKS).item_id == kept.versions.get().pk


def test_the_clock_deletes_it_after_thirty_days_with_its_files(curator, django_capture_on_commit_callbacks):
    resource, kept = make_resource(), make_resource()
    stored = resource.current.files.get().stored_file
    storage, name = stored.content.storage, stored.content.name
    for one in (resource, kept):
        withdraw(one, curator)
        trash_resource(resource_id=one.pk, curator=curator, reason="Old")
    before = timezone.now() - dt.timedelta(days=30, minutes=1)
    Resource.objects.filter(pk=resource.pk).update(trashed_at=before)
    with django_capture_on_commit_callbacks(execute=True):
        assert empty_trash() == 1
    assert (StoredFile.objects.filter(pk=stored.pk).exists(), storage.exists(name)) == (False, False)
    assert list(Resource.objects.all()) == [kept]
    assert ModelLogEntry.objects.get(action="library.resource.delete").user is None
    assert empty_trash() == 0


@pytest.mark.parametrize(
    "act", [withdraw, lambda resource, who: bring_back(resource_id=resource.pk, curator=who, reason="Back")]
)
def test_only_curators_who_see_it_act(act, member, moderator):
    resource = make_resource(audience="circle", circle=CircleFactory())
    for person in (member, moderator, MemberFactory(roles=["Curators"])):
        with pytest.raises(PermissionDenied):
            act(resource, person)
    assert Audience(resource.audience) == Audience.CIRCLE


def test_a_resource_replaced_while_a_withdrawal_waited_is_locked_too(curator, monkeypatch):
    newer, older = make_resource(), make_resource()
    ResourceRelation.objects.create(resource=newer, other=older, kind=RelationKind.SUPERSEDES)
    first, replaced_by = [Resource.objects.none()], module._replaced_by  # as before the other transaction ended
    monkeypatch.setattr(module, "_replaced_by", lambda pk: first.pop() if first else replaced_by(pk))
    with CaptureQueriesContext(connection) as asked:
        withdraw(newer, curator)
    assert sum(f'"library_resource"."id" IN ({older.pk})' in query["sql"] for query in asked) == 1
