"""Who sees which row of the library: `visible_to` of every model, for each kind of person."""

import datetime as dt
import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import CheckState, VersionState
from library.models import (
    AccessRequest,
    FieldNote,
    FileDownload,
    OutdatedReport,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    Resource,
    ResourceCheck,
    ResourceDownload,
    ResourceFile,
    ResourceFollow,
    ResourceVersion,
    Suggestion,
)
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.network.enums import SecondReviewOutcome as Outcome
from ratsite.network.models import Agency, Circle
from tests.factories import AgencyFactory, CircleFactory, MemberFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
numbers = itertools.count(1)
STEWARDS = {"curator", "moderator"}
OTHER_STEWARDS = {"other_curator", "other_moderator"}  # not in the circle
IN_CIRCLE = {"insider", *STEWARDS}  # the curator and the moderator are in it too
MEMBERS = {*IN_CIRCLE, *OTHER_STEWARDS, "reader"}
ALL = {*MEMBERS, "leaver", "visitor"}


@pytest.fixture
def people() -> dict[str, User]:
    """The people of this module, by name. The leaver left the network; each works at an agency of their own."""
    return {
        "reader": MemberFactory(),
        "insider": MemberFactory(),
        "curator": MemberFactory(roles=["Curators"]),
        "other_curator": MemberFactory(roles=["Curators"]),
        "moderator": MemberFactory(roles=["Moderators"]),
        "other_moderator": MemberFactory(roles=["Moderators"]),
        "leaver": MemberFactory(state=MemberState.LEFT),
        "visitor": AnonymousUser(),
    }


@pytest.fixture
def circle(people) -> Circle:
    """A circle. The leaver is still named in it."""
    circle = CircleFactory()
    circle.people.add(*(people[name] for name in (*IN_CIRCLE, "leaver")))
    return circle


def resource_in(state: str = "published", audience: str = "members", **fields) -> Resource:
    """Create and return a resource in this state. It has one version, which is published unless it is a draft."""
    is_draft = state in ("draft", "suggested")
    values = {
        "slug": f"card-{next(numbers)}",
        "title": "Card",
        "kind": "guidance",
        "marking": "clear",
        "posted_by": MemberFactory(),
        "posted_at": NOW,
        "trashed_at": NOW if state == "trashed" else None,
    }
    resource = Resource.objects.create(audience=audience, state="draft", **{**values, **fields, "trashed_at": None})
    version = version_of(resource, VersionState.DRAFT if is_draft else VersionState.PUBLISHED)
    resource.state, resource.trashed_at = state, values["trashed_at"]
    resource.current = None if is_draft else version
    resource.save()
    return resource


def version_of(resource: Resource, state: str, number: int = 1) -> ResourceVersion:
    at = NOW if state == VersionState.PUBLISHED else None
    return ResourceVersion.objects.create(
        resource=resource, number=number, state=state, created_by=resource.posted_by, created_at=NOW, published_at=at
    )


def file_of(version: ResourceVersion, state: str = "clean", **fields) -> ResourceFile:
    stored = StoredFile.objects.create(
        name="a.txt", size=5, uploaded_by=version.created_by, state=state, refusal="Ask again."
    )
    return ResourceFile.objects.create(version=version, stored_file=stored, **fields)


def review_of(version: ResourceVersion, person: User, outcome: str = Outcome.WAITING) -> PublicationReview:
    return PublicationReview.objects.create(
        version=version, asked_by=person, asked_at=NOW, outcome=outcome, reason="Ask again."
    )


# Resources


@pytest.mark.parametrize(("audience", "readers"), [("public", ALL), ("members", MEMBERS), ("circle", IN_CIRCLE)])
def test_a_published_resource_is_seen_by_its_audience(circle, sees, audience, readers):
    fields = {"circle": circle} if audience == "circle" else {}
    resource = resource_in(audience=audience, **fields)
    assert sees(resource) == readers
    version = resource.versions.get()
    assert (sees(version), sees(file_of(version))) == (readers, readers)


@pytest.mark.parametrize("state", ["suggested", "draft", "withdrawn"])
def test_a_resource_that_is_not_published_is_seen_by_curators_of_its_audience(circle, sees, state):
    for_circle, for_public = resource_in(state, "circle", circle=circle), resource_in(state, "public")
    assert (sees(for_circle), sees(for_public)) == ({"curator"}, {"curator", "other_curator"})
    version = for_circle.versions.get()
    assert (sees(version), sees(file_of(version))) == ({"curator"}, {"curator"})


def test_nobody_sees_a_resource_in_the_trash(sees):
    assert sees(resource_in("trashed", "public")) == set()


@pytest.mark.parametrize("outcome", [Outcome.WAITING, Outcome.APPROVED, Outcome.SENT_BACK])
def test_a_draft_in_review_is_seen_by_moderators_of_its_audience_while_it_waits(circle, people, sees, outcome):
    resource = resource_in("draft", "circle", circle=circle)
    version = resource.versions.get()
    ResourceVersion.objects.filter(pk=version.pk).update(state="in_review" if outcome == Outcome.WAITING else "draft")
    review_of(version, people["insider"], outcome)
    readers = STEWARDS if outcome == Outcome.WAITING else {"curator"}
    assert [sees(row) for row in (resource, version, file_of(version))] == [readers] * 3


@pytest.mark.parametrize(("days", "readers"), [(1, MEMBERS), (0, {"curator", "other_curator"})])
def test_case_learning_is_seen_by_readers_until_its_review_date(sees, days, readers):
    today = timezone.localdate()
    resource = resource_in(kind="case", review_due_on=today + dt.timedelta(days=days))
    assert sees(resource) == readers
    assert sees(resource_in(kind="guidance", review_due_on=today - dt.timedelta(days=1))) == MEMBERS


def test_a_withdrawn_resource_leaves_a_notice_for_its_former_readers(circle, people):
    gone = [
        resource_in("withdrawn", "circle", circle=circle),
        resource_in("withdrawn", "public"),
        resource_in("published", kind="case", review_due_on=timezone.localdate()),
    ]
    never = resource_in("withdrawn", "public")
    Resource.objects.filter(pk=never.pk).update(current=None)
    resource_in("published", "public"), resource_in("draft", "public"), resource_in("trashed", "public")
    resource_in("draft", kind="case", review_due_on=timezone.localdate())
    seen = {
        name: [row.pk for row in Resource.objects.tombstones_for(person).order_by("pk")]
        for name, person in people.items()
    }
    pks = [row.pk for row in gone]
    assert seen == dict.fromkeys(IN_CIRCLE, pks) | {
        **dict.fromkeys(("reader", "other_curator", "other_moderator"), pks[1:]),
        **dict.fromkeys(("leaver", "visitor"), pks[1:2]),
    }


def test_curators_see_the_trash_of_their_audiences(circle, people):
    for_circle = resource_in("trashed", "circle", circle=circle)
    for_public = resource_in("trashed", "public")
    seen = {
        name: {*Resource.objects.with_trashed(person).filter(pk__in=[for_circle.pk, for_public.pk])}
        for name, person in people.items()
    }
    assert seen.pop("curator") == {for_circle, for_public}
    assert seen.pop("other_curator") == {for_public}
    assert not any(seen.values())


# Versions and files


def test_versions_before_the_first_shown_are_seen_by_curators(sees):
    resource = resource_in("published")
    second = version_of(resource, VersionState.PUBLISHED, number=2)
    Resource.objects.filter(pk=resource.pk).update(first_shown=2, current=second)
    first = resource.versions.get(number=1)
    assert (sees(first), sees(second)) == ({"curator", "other_curator"}, MEMBERS)
    assert (sees(file_of(first)), sees(file_of(second))) == ({"curator", "other_curator"}, MEMBERS)


def test_a_new_version_in_review_is_seen_by_moderators_and_a_draft_of_one_by_curators(people, sees):
    resource = resource_in("published")
    version = version_of(resource, VersionState.DRAFT, number=2)
    curators = {"curator", "other_curator"}
    assert (sees(version), sees(file_of(version))) == (curators, curators)
    ResourceVersion.objects.filter(pk=version.pk).update(state=VersionState.IN_REVIEW)
    reviewers = curators | {"moderator", "other_moderator"}
    assert (sees(version), sees(file_of(version))) == (reviewers, reviewers)


def test_files_that_have_not_passed_their_check_are_seen_by_curators(sees):
    version = resource_in("published", "public").versions.get()
    assert [sees(file_of(version, state)) for state in ("quarantined", "refused")] == [{"curator", "other_curator"}] * 2


def test_a_file_on_request_is_seen_while_a_granted_request_is_in_force(people, sees):
    version = resource_in("published").versions.get()
    file = file_of(version, is_on_request=True)
    curators = {"curator", "other_curator"}
    assert (sees(file), sees(file, "locked_to")) == (curators, ALL - curators)
    later, earlier = timezone.now() + dt.timedelta(hours=1), timezone.now() - dt.timedelta(hours=1)
    request = AccessRequest.objects.create(file=file, asked_by=people["reader"], reason="Training", asked_at=NOW)
    for state, ends_at in [("waits", None), ("declined", later), ("ended", later), ("granted", earlier)]:
        AccessRequest.objects.filter(pk=request.pk).update(state=state, ends_at=ends_at, answer="No.")
        assert sees(file) == curators
    AccessRequest.objects.filter(pk=request.pk).update(state="granted", ends_at=later)
    assert (sees(file), sees(file, "locked_to")) == (curators | {"reader"}, ALL - curators - {"reader"})
    request = AccessRequest.objects.create(
        file=file, asked_by=people["leaver"], reason="Training", asked_at=NOW, state="granted", ends_at=later
    )
    assert sees(file) == curators | {"reader"}
    review_of(version, people["insider"])
    assert sees(file) == curators | {"reader", "moderator", "other_moderator"}


def test_nobody_asks_for_files_that_are_open_or_not_checked_or_of_versions_that_readers_do_not_get(sees):
    resource = resource_in("published")
    first = resource.versions.get()
    version = version_of(resource, VersionState.PUBLISHED, number=2)
    draft = version_of(resource, VersionState.DRAFT, number=3)
    Resource.objects.filter(pk=resource.pk).update(first_shown=2, current=version)
    files = [
        file_of(version),
        file_of(version, "quarantined", is_on_request=True),
        file_of(first, is_on_request=True),
        file_of(draft, is_on_request=True),
    ]
    assert [sees(file, "locked_to") for file in files] == [set()] * 4


# What belongs to a resource


def test_done_checks_are_seen_with_their_resource_and_other_checks_by_curators(circle, people, sees):
    resource = resource_in(audience="circle", circle=circle)
    done, waiting, refused = (
        ResourceCheck.objects.create(
            resource=resource, outcome="still_right", state=state, checked_by=people["curator"], checked_at=NOW
        )
        for state in (CheckState.DONE, CheckState.WAITING, CheckState.REFUSED)
    )
    assert [sees(row) for row in (done, waiting, refused)] == [IN_CIRCLE, {"curator"}, {"curator"}]


def test_reviews_are_seen_by_curators_and_moderators_of_the_audience_and_by_who_asked(circle, people, sees):
    version = resource_in(audience="circle", circle=circle).versions.get()
    assert sees(review_of(version, people["insider"])) == IN_CIRCLE
    assert sees(review_of(version, people["reader"], Outcome.SENT_BACK)) == STEWARDS


def test_suggestions_are_seen_by_curators_and_by_who_made_them(people, sees):
    curators = {"curator", "other_curator"}
    rows = [
        Suggestion.objects.create(title="Card", why="Clear", suggested_by=people[name], suggested_at=NOW)
        for name in ("reader", "leaver")
    ]
    assert [sees(row) for row in rows] == [{"reader", *curators}, curators]


def test_requests_for_files_are_seen_by_who_asked_and_the_leads_of_the_owner_and_curators(circle, people, sees):
    owner = AgencyFactory()
    resource = resource_in(audience="circle", circle=circle, agency=owner)
    file = file_of(resource.versions.get(), is_on_request=True)
    people |= {
        "lead": MemberFactory(agency=owner, is_agency_lead=True),
        "colleague": MemberFactory(agency=owner),
        "lead_outside": MemberFactory(agency=owner, is_agency_lead=True),
        "other_lead": MemberFactory(is_agency_lead=True),
        "lead_of_none": MemberFactory(agency=None, is_agency_lead=True),
    }
    circle.people.add(*(people[name] for name in ("lead", "colleague", "other_lead", "lead_of_none")))
    of_insider, of_reader, of_leaver = (
        AccessRequest.objects.create(file=file, asked_by=people[name], reason="Training", asked_at=NOW)
        for name in ("insider", "reader", "leaver")
    )
    assert sees(of_insider) == {"insider", "lead", "curator"}
    assert sees(of_reader) == sees(of_leaver) == {"lead", "curator"}
    of_other_lead = AccessRequest.objects.create(
        file=file, asked_by=people["other_lead"], reason="Training", asked_at=NOW
    )
    assert sees(of_other_lead) == {"other_lead", "lead", "curator"}
    Resource.objects.filter(pk=resource.pk).update(agency=None)
    assert sees(of_insider) == {"insider", "curator"}


def test_field_notes_are_seen_once_published_and_before_by_their_writer_and_stewards(circle, people, sees):
    resource = resource_in(audience="circle", circle=circle)
    published, waiting, outside = (
        FieldNote.objects.create(
            resource=resource, asked_by=people[name], asked_at=NOW, outcome=outcome, kind="helped", text="It helped."
        )
        for name, outcome in (("insider", Outcome.APPROVED), ("insider", Outcome.WAITING), ("reader", Outcome.APPROVED))
    )
    assert [sees(note) for note in (published, waiting, outside)] == [IN_CIRCLE] * 3
    people["second"] = MemberFactory()
    circle.people.add(people["second"])
    assert [sees(note) for note in (published, waiting)] == [{"second", *IN_CIRCLE}, IN_CIRCLE]


@pytest.mark.parametrize(
    ("opened", "readers"), [(None, MEMBERS), (NOW, MEMBERS), (NOW + dt.timedelta(minutes=1), {"reader"})]
)
def test_field_notes_from_before_the_resource_was_opened_are_seen_by_their_writer(people, sees, opened, readers):
    note = FieldNote.objects.create(
        resource=resource_in(opened_at=opened),
        asked_by=people["reader"],
        asked_at=NOW,
        outcome=Outcome.APPROVED,
        kind="helped",
        text="It helped.",
    )
    assert sees(note) == readers


def test_reports_of_outdated_resources_are_seen_by_who_made_them_and_by_curators(circle, people, sees):
    resource = resource_in(audience="circle", circle=circle)
    of_insider, of_reader, of_visitor = (
        OutdatedReport.objects.create(resource=resource, person=person, created_at=NOW)
        for person in (people["insider"], people["reader"], None)
    )
    assert [sees(row) for row in (of_insider, of_reader, of_visitor)] == [
        {"insider", "curator"},
        {"curator"},
        {"curator"},
    ]


def test_follows_are_seen_by_the_follower_while_they_can_read_the_resource_or_its_notice(circle, people, sees):
    resource = resource_in(audience="circle", circle=circle)
    of_insider, of_reader, of_leaver = (
        ResourceFollow.objects.create(person=people[name], resource=resource)
        for name in ("insider", "reader", "leaver")
    )
    assert [sees(row) for row in (of_insider, of_reader, of_leaver)] == [{"insider"}, set(), set()]
    Resource.objects.filter(pk=resource.pk).update(state="withdrawn")
    assert [sees(row) for row in (of_insider, of_reader, of_leaver)] == [{"insider"}, set(), set()]


def given_reason(resource: Resource, person: User) -> ResourceDownload:
    return ResourceDownload.objects.create(
        resource=resource, person=person, reason="Training", created_at=timezone.now()
    )


def test_reasons_for_downloads_are_seen_by_curators_who_can_read_the_resource(circle, people, sees):
    resource = resource_in(audience="circle", circle=circle)
    assert sees(given_reason(resource, people["insider"])) == {"curator"}


def at(agency: Agency | None, people: dict[str, User], **fields) -> set[str]:
    """Add a member of the agency who is in the circle, one who is not, and one who left; return the first's name."""
    name = f"at_{agency.pk if agency else 'none'}"
    people |= {
        name: MemberFactory(agency=agency),
        f"{name}_outside": MemberFactory(agency=agency),
        f"{name}_left": MemberFactory(agency=agency, state=MemberState.LEFT),
    }
    fields["circle"].people.add(people[name], people[f"{name}_left"])
    return {name}


def test_downloads_are_seen_by_members_of_the_owner_and_the_deputy_who_can_read_the_resource(circle, people, sees):
    owner, deputy = AgencyFactory(), AgencyFactory()
    resource = resource_in(audience="circle", circle=circle, agency=owner, deputy=deputy)
    counted = at(owner, people, circle=circle) | at(deputy, people, circle=circle)
    at(None, people, circle=circle)
    download = FileDownload.objects.create(resource=resource, person=people["insider"], downloaded_at=NOW)
    assert sees(download) == counted
    Resource.objects.filter(pk=resource.pk).update(agency=None, deputy=None)
    assert sees(download) == set()


# Reading lists


@pytest.mark.parametrize(
    ("readers", "seen"), [("owner", {"reader"}), ("circle", {"reader", *IN_CIRCLE}), ("members", MEMBERS)]
)
def test_a_reading_list_is_seen_by_those_it_is_shared_with(circle, people, sees, readers, seen):
    about = {"title": "First", "readers": readers, "made_at": NOW, "circle": circle if readers == "circle" else None}
    reading_list = ReadingList.objects.create(owner=people["reader"], **about)
    item = reading_list.items.create(resource=resource_in())
    assert (sees(reading_list), sees(item)) == (seen, seen)
    ReadingList.objects.filter(pk=reading_list.pk).update(taken_down_at=NOW, taken_down_why="It misleads.")
    assert (sees(reading_list), sees(item)) == ({"reader"}, {"reader"})


@pytest.mark.parametrize(
    ("readers", "moderators"), [("owner", set()), ("circle", STEWARDS), ("members", {*STEWARDS, *OTHER_STEWARDS})]
)
def test_curators_and_moderators_decide_on_lists_shared_with_them(circle, people, sees, readers, moderators):
    about = {"title": "First", "readers": readers, "made_at": NOW, "circle": circle if readers == "circle" else None}
    reading_list = ReadingList.objects.create(owner=people["reader"], **about)
    assert sees(reading_list, "moderated_by") == moderators
    ReadingList.objects.filter(pk=reading_list.pk).update(taken_down_at=NOW, taken_down_why="It misleads.")
    assert sees(reading_list, "moderated_by") == moderators


def test_the_lists_of_somebody_who_left_are_hidden_from_them(people, sees):
    reading_list = ReadingList.objects.create(owner=people["leaver"], title="First", made_at=NOW)
    assert sees(reading_list) == set()


def test_a_resource_on_a_reading_list_is_seen_by_those_who_can_read_it(circle, people, sees):
    reading_list = ReadingList.objects.create(owner=people["reader"], title="First", readers="members", made_at=NOW)
    items = [
        reading_list.items.create(resource=row)
        for row in (resource_in(audience="circle", circle=circle), resource_in("draft"), resource_in("withdrawn"))
    ]
    assert [sees(item) for item in items] == [IN_CIRCLE, set(), set()]


def test_a_report_of_a_reading_list_is_seen_by_the_reporter_and_never_by_its_owner(people, sees):
    reading_list = ReadingList.objects.create(owner=people["reader"], title="First", readers="members", made_at=NOW)
    of_insider, of_leaver = (
        ReadingListReport.objects.create(
            reading_list=reading_list, reporter=people[name], reason="other", created_at=NOW
        )
        for name in ("insider", "leaver")
    )
    assert (sees(of_insider), sees(of_leaver)) == ({"insider"}, set())
