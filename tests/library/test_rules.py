"""Who may do what in the library, asked of each rule for everybody whose answer differs."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import (
    Audience,
    CheckOutcome,
    ResourceKind,
    ResourceState,
    SuggestionState,
    VersionState,
)
from library.models import (
    AccessRequest,
    FieldNote,
    ListReaders,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    Resource,
    ResourceCheck,
    ResourceDownload,
    ResourceFile,
    ResourceVersion,
    Suggestion,
)
from library.rules import (
    MOST_WAITING,
    access_deciders,
    agencies_of,
    back_needs_other_agency,
    can_add_resource,
    can_answer_suggestion,
    can_ask_for_files,
    can_bring_back,
    can_change_kind,
    can_check_resource,
    can_choose_deputy,
    can_choose_thumbnail,
    can_decide_access,
    can_decide_check,
    can_decide_note,
    can_decide_publication,
    can_delete_list,
    can_edit_instruments,
    can_edit_list,
    can_edit_resource,
    can_end_access,
    can_follow_resource,
    can_hand_over,
    can_join,
    can_make_lists,
    can_open_curating,
    can_open_downloads,
    can_open_names,
    can_put_on_list,
    can_read_reasons,
    can_report_list,
    can_see_downloads,
    can_see_hidden_parts,
    can_see_who_handed_over,
    can_settle_reports,
    can_share_lists,
    can_suggest,
    can_take_over,
    can_trash_resource,
    can_write_note,
    check_needs_other_agency,
    expires_too_late,
    has_too_many_suggestions,
    is_later_date,
    is_of_barred_agency,
    must_say_why,
    needs_check_for_later_date,
    opens_to_public,
    publication_needs_other_agency,
    why_needs_second_person,
)
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking, SecondReviewOutcome
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
WORKING = (ResourceState.DRAFT, ResourceState.PUBLISHED, ResourceState.WITHDRAWN, ResourceState.TRASHED)


def soon() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def curator_of(agency, **fields) -> User:
    return MemberFactory(agency=agency, roles=["Curators"], **fields)


def silenced(*roles: str) -> User:
    return MemberFactory(roles=roles, silenced_until=soon())


@pytest.fixture
def published():
    """A published resource of an agency with another one as its deputy, not saved."""
    owner, deputy = AgencyFactory(), AgencyFactory()
    return Resource(state=ResourceState.PUBLISHED, agency=owner, deputy=deputy, marking=Marking.GREEN)


def in_state(state: ResourceState, **fields) -> Resource:
    return Resource(state=state, **fields)


# By role


def test_curators_add_and_edit_unless_they_are_silenced(published):
    rules = (
        can_add_resource,
        can_edit_instruments,
        *(lambda user, rule=rule: rule(user, published) for rule in (can_edit_resource, can_read_reasons)),
    )
    for rule in rules:
        assert rule(MemberFactory(roles=["Curators"]))
        assert not rule(silenced("Curators"))
        assert not rule(MemberFactory(roles=["Moderators", "Editors", "Coordinators"]))


def test_curators_open_the_pages_of_curators_even_if_they_are_silenced():
    assert can_open_curating(silenced("Curators"))
    assert not can_open_curating(MemberFactory(roles=["Moderators"]))


def test_members_suggest_ask_for_files_and_make_lists_unless_they_are_silenced():
    for rule in (can_suggest, can_ask_for_files, can_make_lists, can_share_lists):
        assert (rule(MemberFactory()), rule(silenced()), rule(AnonymousUser())) == (True, False, False)
    held = MemberFactory(held_until=soon())
    assert (can_make_lists(held), can_share_lists(held)) == (True, False)


def test_curators_and_moderators_see_hidden_parts_unless_they_are_silenced():
    for role in ("Curators", "Moderators"):
        assert can_see_hidden_parts(MemberFactory(roles=[role]))
        assert not can_see_hidden_parts(silenced(role))
    assert not can_see_hidden_parts(MemberFactory(roles=["Editors", "Coordinators"]))


def test_a_suggested_resource_is_not_edited_before_it_is_taken_up(curator):
    assert [state for state in ResourceState if can_edit_resource(curator, in_state(state))] == list(WORKING)


def test_what_curators_do_depends_on_the_state_of_the_resource(curator, member):
    checked = [state for state in ResourceState if can_check_resource(curator, in_state(state))]
    trashed = [state for state in ResourceState if can_trash_resource(curator, in_state(state))]
    assert checked == [ResourceState.PUBLISHED]
    assert trashed == [ResourceState.DRAFT, ResourceState.WITHDRAWN]
    assert not can_check_resource(member, in_state(ResourceState.PUBLISHED))
    assert not can_trash_resource(member, in_state(ResourceState.DRAFT))


# Suggestions


def test_a_member_may_have_ten_suggestions_waiting(member):
    values = {"suggested_by": member, "suggested_at": timezone.now(), "title": "A card", "why": "It helps"}
    Suggestion.objects.bulk_create(Suggestion(**values) for _ in range(MOST_WAITING - 1))
    Suggestion.objects.create(**values | {"suggested_by": MemberFactory()})
    Suggestion.objects.create(**values, state=SuggestionState.TAKEN)
    assert not has_too_many_suggestions(member)
    Suggestion.objects.create(**values)
    assert has_too_many_suggestions(member)


def test_a_suggestion_is_answered_by_a_curator_of_another_agency(curator, member):
    suggestion = Suggestion(suggested_by=member, agency=member.agency)
    assert can_answer_suggestion(curator, suggestion)
    for user in (silenced("Curators"), MemberFactory(), curator_of(member.agency), curator_of(None)):
        assert not can_answer_suggestion(user, suggestion)
    assert not can_answer_suggestion(curator, Suggestion(suggested_by=curator, agency=AgencyFactory()))
    of_none = Suggestion(suggested_by=MemberFactory(agency=None))
    assert can_answer_suggestion(curator_of(None), of_none)


# Checks


def test_the_owner_and_the_agency_that_handed_it_over_do_not_check_alone(published):
    published.handed_over_by = AgencyFactory()
    agencies = (published.agency, published.handed_over_by, AgencyFactory(), None)
    answers = [check_needs_other_agency(MemberFactory(agency=agency), published) for agency in agencies]
    assert answers == [True, True, False, False]
    assert not check_needs_other_agency(MemberFactory(agency=None), in_state(ResourceState.PUBLISHED))


def test_a_check_is_confirmed_by_a_curator_of_another_agency(curator):
    check = ResourceCheck(checked_by=MemberFactory(), agency=AgencyFactory())
    assert can_decide_check(curator, check)
    refused = (silenced("Curators"), MemberFactory(), curator_of(check.agency), curator_of(None))
    assert [can_decide_check(user, check) for user in refused] == [False] * 4
    assert not can_decide_check(curator, ResourceCheck(checked_by=curator, agency=AgencyFactory()))


def test_only_a_check_gives_a_published_resource_a_later_date():
    version, due = ResourceVersion(pk=1), in_days(1)
    cases = [
        (in_state(ResourceState.DRAFT, review_due_on=due), False),
        (in_state(ResourceState.PUBLISHED, current=version), True),
        (in_state(ResourceState.WITHDRAWN, current=version, review_due_on=due), True),
        (in_state(ResourceState.WITHDRAWN, current=version), False),
        (in_state(ResourceState.PUBLISHED, current=version, kind=ResourceKind.CASE), False),
    ]
    assert [needs_check_for_later_date(resource) for resource, _ in cases] == [needs for _, needs in cases]


def test_no_date_counts_as_a_later_date():
    early, late = in_days(1), in_days(2)
    assert [is_later_date(early, late), is_later_date(late, early), is_later_date(early, early)] == [True, False, False]
    assert [is_later_date(early, None), is_later_date(None, early), is_later_date(None, None)] == [True, True, False]


def test_case_learning_lasts_a_year_at_most():
    assert not expires_too_late(ResourceKind.CASE, in_days(365))
    assert expires_too_late(ResourceKind.CASE, in_days(366))
    assert not expires_too_late(ResourceKind.GUIDANCE, in_days(366))
    assert not expires_too_late(ResourceKind.CASE, None)
    assert not expires_too_late(None, in_days(366))


# Withdrawn resources


@pytest.fixture
def withdrawn():
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(state=ResourceState.WITHDRAWN, agency=AgencyFactory())
    return Resource.objects.get(pk=resource.pk)


def review_of(version: ResourceVersion, **fields) -> PublicationReview:
    return PublicationReview(version=version, spoken_by=fields.pop("by", None) or MemberFactory(), **fields)


def test_a_withdrawn_resource_is_brought_back_unless_a_second_person_reads_it_already(withdrawn, curator, published):
    assert can_bring_back(curator, withdrawn)
    assert not can_bring_back(MemberFactory(), withdrawn)
    assert not can_bring_back(curator, published)
    assert not can_bring_back(curator, in_state(ResourceState.WITHDRAWN))  # it was never published
    review = review_of(withdrawn.current, asked_at=timezone.now())
    review.save()
    assert not can_bring_back(curator, withdrawn)
    assert can_bring_back(curator, in_state(ResourceState.WITHDRAWN, current=make_resource().current))
    review.settle(SecondReviewOutcome.SENT_BACK, by=curator, reason="Not yet")
    assert can_bring_back(curator, withdrawn)


def withdraw(resource: Resource, agency) -> None:
    values = {"checked_by": MemberFactory(), "checked_at": timezone.now(), "reason": "Wrong"}
    ResourceCheck.objects.create(resource=resource, outcome=CheckOutcome.WITHDRAWN, agency=agency, **values)
    ResourceCheck.objects.create(resource=resource, outcome=CheckOutcome.ASKED, agency=AgencyFactory(), **values)


def test_the_agency_that_withdrew_a_resource_last_brings_it_back_alone(withdrawn):
    first, last = AgencyFactory(), AgencyFactory()
    draft = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
    assert not back_needs_other_agency(None, draft)  # nobody here withdrew it: it was imported so
    withdraw(withdrawn, first)
    withdraw(withdrawn, last)
    answers = [back_needs_other_agency(pk, draft) for pk in (last.pk, first.pk, withdrawn.agency_id, None)]
    assert answers == [False, True, True, True]
    withdrawn.state = ResourceState.PUBLISHED
    assert not back_needs_other_agency(first.pk, draft)


def test_the_owner_brings_the_withdrawn_version_itself_back_with_another_agency(withdrawn):
    withdrawn.handed_over_by = AgencyFactory()
    for agency in (withdrawn.agency, withdrawn.handed_over_by):
        withdraw(withdrawn, agency)
        version = ResourceVersion(resource=withdrawn, state=VersionState.PUBLISHED)
        draft = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
        assert back_needs_other_agency(agency.pk, version)
        assert not back_needs_other_agency(agency.pk, draft)
    other = AgencyFactory()
    withdraw(withdrawn, other)
    assert not back_needs_other_agency(other.pk, version)


def test_no_agency_is_not_the_owner_of_a_resource_without_one(withdrawn):
    withdrawn.agency = None
    assert not back_needs_other_agency(None, ResourceVersion(resource=withdrawn, state=VersionState.PUBLISHED))


# Owners


def test_a_curator_with_an_agency_takes_a_resource_over(published, curator):
    assert can_take_over(curator, published)
    assert not can_take_over(curator_of(None), published)
    assert not can_take_over(MemberFactory(), published)


def test_curators_of_the_owner_and_the_deputy_hand_it_over_and_choose_the_deputy(published):
    for rule in (can_hand_over, can_choose_deputy):
        people = (curator_of(published.agency), curator_of(published.deputy), curator_of(AgencyFactory()))
        assert [rule(person, published) for person in people] == [True, True, False]
        assert not rule(MemberFactory(agency=published.agency), published)
        assert not rule(curator_of(None), published)


def test_case_learning_is_not_handed_over(published):
    published.kind = ResourceKind.CASE
    curator = curator_of(published.agency)
    assert (can_hand_over(curator, published), can_choose_deputy(curator, published)) == (False, True)


def test_any_curator_chooses_the_deputy_of_a_resource_without_an_owner(published):
    published.agency = None
    for person in (curator_of(AgencyFactory()), curator_of(None)):
        assert (can_choose_deputy(person, published), can_hand_over(person, published)) == (True, False)
    assert not can_choose_deputy(MemberFactory(), published)
    published.agency, published.deputy = AgencyFactory(), None
    assert not can_choose_deputy(curator_of(None), published)
    assert not can_hand_over(curator_of(None), published)


def test_curators_of_both_agencies_see_who_handed_a_resource_over():
    before, after = AgencyFactory(), AgencyFactory()
    pks = [before.pk, after.pk, None]
    people = (curator_of(before), curator_of(after), curator_of(AgencyFactory()), curator_of(None))
    assert [can_see_who_handed_over(person, pks) for person in people] == [True, True, False, False]
    assert not can_see_who_handed_over(MemberFactory(agency=before), pks)


# Publication


def test_a_publication_review_is_decided_by_a_curator_or_moderator_who_took_no_part(member):
    version = make_resource().current
    review = review_of(version, by=member, asked_at=timezone.now())
    review.save()
    for role in ("Curators", "Moderators"):
        assert can_decide_publication(MemberFactory(roles=[role]), review)
        assert can_decide_publication(MemberFactory(agency=member.agency, roles=[role]), review)
        assert not can_decide_publication(silenced(role), review)
    assert not can_decide_publication(MemberFactory(roles=["Editors"]), review)
    maker = User.objects.get(pk=version.created_by_id).with_second_step()
    maker.groups.add(*MemberFactory(roles=["Curators"]).groups.all())
    assert not can_decide_publication(maker, review)


def test_what_the_public_will_read_needs_another_agency(member):
    version = make_resource().current
    review = review_of(version, by=member, audience=Audience.PUBLIC, asked_at=timezone.now())
    review.save()
    assert (opens_to_public(review), publication_needs_other_agency(review)) == (True, True)
    colleague, stranger = (curator_of(agency) for agency in (member.agency, AgencyFactory()))
    nobody_s = curator_of(None)
    for person, may in ((colleague, False), (nobody_s, False), (stranger, True)):
        assert (can_decide_publication(person, review), is_of_barred_agency(person, review)) == (may, not may)
    review.audience = Audience.MEMBERS
    assert (opens_to_public(review), publication_needs_other_agency(review)) == (False, False)
    assert not is_of_barred_agency(colleague, review)
    review.audience = ""
    assert not opens_to_public(review)
    version.resource.audience = Audience.PUBLIC
    assert opens_to_public(review)


def test_case_learning_and_what_comes_back_need_another_agency(withdrawn):
    review = review_of(withdrawn.current, agency=withdrawn.agency)
    review.version = ResourceVersion(resource=withdrawn, state=VersionState.DRAFT)
    assert not publication_needs_other_agency(review)
    withdraw(withdrawn, AgencyFactory())
    assert publication_needs_other_agency(review)
    review.agency = withdrawn.checks.filter(outcome=CheckOutcome.WITHDRAWN).get().agency
    assert not publication_needs_other_agency(review)
    review.agency, review.spoken_by = None, MemberFactory(agency=review.agency)
    assert not publication_needs_other_agency(review)
    withdrawn.kind = ResourceKind.CASE
    assert publication_needs_other_agency(review)


def test_the_agencies_that_took_part_are_those_of_that_time():
    then, maker_then, now = AgencyFactory(), AgencyFactory(), AgencyFactory()
    person = MemberFactory(agency=now)
    version = ResourceVersion(resource=make_resource(), created_by=person, agency=maker_then)
    assert agencies_of(review_of(version, by=person, agency=then)) == {then.pk, maker_then.pk}
    version.agency = None
    assert agencies_of(review_of(version, by=MemberFactory(agency=None))) == {now.pk}
    asker = MemberFactory()
    assert agencies_of(review_of(version, by=asker)) == {asker.agency_id, now.pk}


def test_the_owners_and_the_members_who_suggested_it_take_part_in_case_learning():
    owner, deputy, then = (AgencyFactory() for _ in range(3))
    resource = make_resource()
    resource.agency, resource.deputy = owner, deputy
    writer, asker = MemberFactory(), MemberFactory()
    said = {"suggested_by": writer, "suggested_at": timezone.now(), "resource": resource, "title": "A", "why": "B"}
    taken = Suggestion.objects.create(state=SuggestionState.TAKEN, agency=then, **said)
    other = MemberFactory()
    Suggestion.objects.create(state=SuggestionState.KNOWN, agency=other.agency, **said | {"suggested_by": other})
    review = review_of(ResourceVersion(resource=resource, created_by=asker), by=asker)
    assert agencies_of(review) == {asker.agency_id}
    resource.kind = ResourceKind.CASE
    assert agencies_of(review) == {asker.agency_id, owner.pk, deputy.pk, then.pk, taken.suggested_by.agency_id}


REASONS = {
    "case": "it is case learning, so two people with different main remits, from other agencies, must approve it",
    "public": "the public will be able to read it, so someone from another agency must approve it",
    "circle": "it is for a circle, so a second person in the circle must approve it",
    "identifiers": "it may contain details that identify someone",
    "hidden": "its files have hidden parts that do not show on their pages",
    "back": "it was withdrawn, so someone from another agency must approve it",
}


@pytest.mark.parametrize(
    ("audience", "case", "changes", "names"),
    [
        (Audience.MEMBERS, False, {}, ()),
        (Audience.MEMBERS, True, {}, ("case",)),
        (Audience.PUBLIC, False, {}, ("public",)),
        (Audience.CIRCLE, False, {}, ("circle",)),
        (Audience.MEMBERS, False, {"has_identifiers": True}, ("identifiers",)),
        (Audience.MEMBERS, False, {"has_hidden_parts": True}, ("hidden",)),
        (Audience.MEMBERS, False, {"is_back": True}, ("back",)),
        (
            Audience.PUBLIC,
            True,
            {"has_identifiers": True, "has_hidden_parts": True, "is_back": True},
            ("case", "public", "identifiers", "hidden", "back"),
        ),
    ],
)
def test_each_reason_for_a_second_person_is_said_in_its_words(audience, case, changes, names):
    resource = Resource(kind=ResourceKind.CASE if case else ResourceKind.GUIDANCE)
    found = why_needs_second_person(
        resource, audience, **{"has_identifiers": False, "has_hidden_parts": False} | changes
    )
    assert list(found) == [REASONS[name] for name in names]


# Kinds and versions


def test_the_kind_changes_to_or_from_case_learning_only_before_anybody_reviewed_it(curator):
    draft = make_resource()
    draft.versions.update(state=VersionState.DRAFT, published_at=None)
    assert can_change_kind(draft)
    draft.versions.update(state=VersionState.IN_REVIEW)
    assert not can_change_kind(draft)
    draft.versions.update(state=VersionState.DRAFT)
    review = review_of(draft.versions.get(), asked_at=timezone.now())
    review.save()
    assert not can_change_kind(draft)
    review.delete()
    said = {"suggested_by": MemberFactory(), "suggested_at": timezone.now(), "title": "A", "why": "B"}
    Suggestion.objects.create(resource=draft, state=SuggestionState.TAKEN, **said)
    assert can_change_kind(draft)
    draft.kind = ResourceKind.CASE
    assert not can_change_kind(draft)
    draft.suggestions.update(state=SuggestionState.WAITING)
    assert can_change_kind(draft)


def test_a_draft_becomes_a_version_of_a_published_resource_of_its_kind():
    into = in_state(ResourceState.PUBLISHED, pk=1, kind=ResourceKind.FORM)
    draft = in_state(ResourceState.DRAFT, pk=2, kind=ResourceKind.GUIDANCE)
    assert can_join(draft, into)
    assert not can_join(into, into)
    assert not can_join(draft, in_state(ResourceState.WITHDRAWN, pk=3))
    assert not can_join(in_state(ResourceState.DRAFT, pk=2, current=ResourceVersion(pk=1)), into)
    case, other = (in_state(state, pk=4 + n, kind=ResourceKind.CASE) for n, state in enumerate(("draft", "published")))
    assert [can_join(case, into), can_join(draft, other), can_join(case, other)] == [False, False, True]


# Downloads


def test_a_reason_is_needed_for_a_closely_marked_file_unless_one_was_given_recently(member):
    poster = MemberFactory()
    resource = make_resource(poster, marking=Marking.AMBER_STRICT)
    file, other_file = resource.current.files.get(), make_resource(marking=Marking.AMBER_STRICT).current.files.get()
    assert (must_say_why(member, file), must_say_why(poster, file)) == (True, False)
    said = {"reason": "For a visit", "created_at": timezone.now(), "resource": resource}
    ResourceDownload.objects.create(person=MemberFactory(), file=file, **said)
    ResourceDownload.objects.create(person=member, file=other_file, **said)
    assert must_say_why(member, file)
    ResourceDownload.objects.create(person=member, file=file, **said)
    assert not must_say_why(member, file)
    open_file = make_resource().current.files.get()
    assert not must_say_why(member, open_file)


def test_the_owner_and_its_deputy_see_the_downloads(published):
    agencies = (published.agency, published.deputy, AgencyFactory(), None)
    assert [can_see_downloads(MemberFactory(agency=agency), published) for agency in agencies] == [
        True,
        True,
        False,
        False,
    ]
    assert not can_see_downloads(MemberFactory(agency=published.agency, state=MemberState.LEFT), published)
    assert not can_see_downloads(AnonymousUser(), published)
    published.agency = None
    assert not can_see_downloads(MemberFactory(agency=None), published)


def test_the_page_about_downloads_is_for_the_owners_and_for_curators_of_closely_marked_files(published, curator):
    owner = MemberFactory(agency=published.agency)
    assert (can_open_downloads(owner, published), can_open_downloads(curator, published)) == (True, False)
    published.marking = Marking.AMBER_STRICT
    people = (owner, curator, MemberFactory())
    assert [can_open_downloads(person, published) for person in people] == [True, True, False]


def test_leads_and_curators_of_the_owner_see_who_downloaded(published):
    curator = curator_of(published.agency)
    lead = MemberFactory(agency=published.agency, is_agency_lead=True)
    assert (can_open_names(curator, published), can_open_names(lead, published)) == (True, True)
    refused = (
        MemberFactory(agency=published.agency),
        curator_of(AgencyFactory()),
        MemberFactory(is_agency_lead=True),
        curator_of(published.agency, silenced_until=soon()),
        AnonymousUser(),
    )
    assert [can_open_names(user, published) for user in refused] == [False] * len(refused)


# Requests for files


@pytest.fixture
def request_for(published):
    """A request for a file of a resource of an agency with a deputy, by a member of a third agency; not saved."""
    asker = MemberFactory()
    file = ResourceFile(version=ResourceVersion(resource=published))
    return AccessRequest(file=file, asked_by=asker, agency=asker.agency)


def test_curators_of_the_owner_and_the_deputy_answer_requests(request_for, published):
    owner, deputy, other = (curator_of(agency) for agency in (published.agency, published.deputy, AgencyFactory()))
    MemberFactory(agency=published.agency)
    curator_of(published.agency, silenced_until=soon())
    curator_of(published.agency, confirm_by=in_days(-1))
    assert set(access_deciders(request_for)) == {owner, deputy}
    assert [can_decide_access(person, request_for) for person in (owner, deputy, other)] == [True, True, False]
    request_for.asked_by = owner
    assert set(access_deciders(request_for)) == {deputy}


def test_without_a_curator_of_the_owners_those_of_all_other_agencies_answer(request_for):
    other = curator_of(AgencyFactory())
    curator_of(request_for.agency)
    curator_of(None)
    assert set(access_deciders(request_for)) == {other}
    asker = request_for.asked_by
    request_for.agency = None
    assert set(access_deciders(request_for)) == {other, *User.objects.filter(agency=asker.agency).exclude(pk=asker.pk)}


def test_without_owners_the_curators_who_can_read_the_circle_answer(request_for, published):
    published.agency = published.deputy = None
    inside, outside = curator_of(AgencyFactory()), curator_of(AgencyFactory())
    assert set(access_deciders(request_for)) == {inside, outside}
    published.circle = CircleFactory()
    published.circle.people.add(inside)
    assert set(access_deciders(request_for)) == {inside}


def test_access_is_ended_by_those_who_answer_and_by_the_owner_s_lead(request_for, published):
    curator = curator_of(published.agency)
    lead = MemberFactory(agency=published.agency, is_agency_lead=True)
    quiet = MemberFactory(agency=published.agency, is_agency_lead=True, silenced_until=soon())
    people = (curator, lead, quiet, MemberFactory(is_agency_lead=True), MemberFactory(agency=published.agency))
    assert [can_end_access(person, request_for) for person in people] == [True, True, False, False, False]
    published.agency = None
    assert not can_end_access(lead, request_for)


def test_a_silenced_curator_answers_no_request(request_for, published):
    curator = curator_of(published.agency)
    assert can_decide_access(curator, request_for)
    curator.silenced_until = soon()  # since the page was opened
    assert not can_decide_access(curator, request_for)


# Field notes, thumbnails, followers


def test_members_write_field_notes_on_a_published_resource(published, member):
    assert (can_write_note(member, published), can_write_note(silenced(), published)) == (True, False)
    assert not can_write_note(member, in_state(ResourceState.WITHDRAWN))


def test_curators_and_moderators_decide_notes_of_others(member):
    note = FieldNote(spoken_by=member)
    for role in ("Curators", "Moderators"):
        person = MemberFactory(roles=[role])
        assert can_decide_note(person, note)
        assert not can_decide_note(person, FieldNote(spoken_by=person))
        assert not can_decide_note(silenced(role), note)
    assert not can_decide_note(MemberFactory(roles=["Editors"]), note)


def test_the_thumbnail_is_chosen_for_an_open_pdf_of_several_pages(published, curator):
    stored = StoredFile(name="card.pdf", page_count=2, state="clean")
    assert can_choose_thumbnail(curator, published, stored)
    assert not can_choose_thumbnail(MemberFactory(), published, stored)
    assert not can_choose_thumbnail(curator, published, StoredFile(name="card.pdf", page_count=1, state="clean"))
    published.marking = Marking.AMBER_STRICT
    assert not can_choose_thumbnail(curator, published, stored)


def test_members_follow_and_list_a_published_resource(published, member):
    for rule in (can_follow_resource, can_put_on_list):
        assert rule(member, published)
        assert not rule(member, in_state(ResourceState.WITHDRAWN))
        assert not rule(AnonymousUser(), published)
        assert not rule(MemberFactory(state=MemberState.LEFT), published)
    assert (can_follow_resource(silenced(), published), can_put_on_list(silenced(), published)) == (True, False)


# Reading lists


def test_only_its_owner_edits_and_deletes_a_list(member):
    mine = ReadingList(owner=member, readers=ListReaders.OWNER)
    for rule in (can_edit_list, can_delete_list):
        assert (rule(member, mine), rule(MemberFactory(), mine)) == (True, False)
    member.silenced_until = soon()
    assert (can_edit_list(member, mine), can_delete_list(member, mine)) == (False, False)


def test_a_shared_list_is_not_edited_while_its_owner_s_posts_are_held_or_after_it_was_taken_down(member):
    shared = ReadingList(owner=member, readers=ListReaders.MEMBERS)
    own = ReadingList(owner=member, readers=ListReaders.OWNER)
    down = ReadingList(owner=member, readers=ListReaders.MEMBERS, taken_down_at=timezone.now())
    assert [can_edit_list(member, one) for one in (shared, own, down)] == [True, True, False]
    member.held_until = soon()
    assert [can_edit_list(member, one) for one in (shared, own)] == [False, True]
    assert can_delete_list(member, down)


def test_a_member_reports_the_shared_list_of_another(member):
    owner = MemberFactory()
    shared = ReadingList(owner=owner, readers=ListReaders.MEMBERS)
    assert (can_report_list(member, shared), can_report_list(owner, shared)) == (True, False)
    assert not can_report_list(MemberFactory(state=MemberState.LEFT), shared)
    assert not can_report_list(member, ReadingList(owner=owner, readers=ListReaders.OWNER))
    shared.taken_down_at = timezone.now()
    assert not can_report_list(member, shared)


def test_a_reported_list_is_decided_by_a_curator_or_moderator_who_neither_owns_nor_reported_it(member):
    shared = ReadingList(owner=member, readers=ListReaders.MEMBERS)
    for role in ("Curators", "Moderators"):
        person = MemberFactory(roles=[role])
        by_other, by_self = (ReadingListReport(reporter=reporter) for reporter in (MemberFactory(), person))
        assert can_settle_reports(person, shared, [])
        assert can_settle_reports(person, shared, [by_other])
        assert not can_settle_reports(person, shared, [by_other, by_self])
        assert not can_settle_reports(person, ReadingList(owner=person), [by_other])
        assert not can_settle_reports(silenced(role), shared, [by_other])
    assert not can_settle_reports(MemberFactory(roles=["Editors"]), shared, [])
