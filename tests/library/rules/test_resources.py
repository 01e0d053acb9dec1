"""Who may add, change, trash and follow a resource."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import ResourceKind, ResourceState, SuggestionState, VersionState
from library.models import ResourceVersion, Suggestion
from library.rules.resources import (
    can_add_resource,
    can_change_kind,
    can_choose_thumbnail,
    can_edit_instruments,
    can_edit_resource,
    can_follow_resource,
    can_join,
    can_open_curating,
    can_see_hidden_parts,
    can_trash_resource,
)
from ratsite.accounts.enums import MemberState
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking
from tests.factories import MemberFactory, make_resource
from tests.library.rules.rows import in_state, review_of, silenced

pytestmark = pytest.mark.django_db


def test_curators_add_and_edit_unless_they_are_silenced(published):
    for rule in (can_add_resource, can_edit_instruments, lambda user: can_edit_resource(user, published)):
        assert rule(MemberFactory(roles=["Curators"]))
        assert not rule(silenced("Curators"))
        assert not rule(MemberFactory(roles=["Moderators", "Editors", "Coordinators"]))


def test_curators_open_the_pages_of_curators_even_if_they_are_silenced():
    assert can_open_curating(silenced("Curators"))
    assert not can_open_curating(MemberFactory(roles=["Moderators"]))


def test_curators_and_moderators_see_hidden_parts_unless_they_are_silenced():
    for role in ("Curators", "Moderators"):
        assert can_see_hidden_parts(MemberFactory(roles=[role]))
        assert not can_see_hidden_parts(silenced(role))
    assert not can_see_hidden_parts(MemberFactory(roles=["Editors", "Coordinators"]))


WORKING = (ResourceState.DRAFT, ResourceState.PUBLISHED, ResourceState.WITHDRAWN, ResourceState.TRASHED)


def test_a_suggested_resource_is_not_edited_before_it_is_taken_up(curator):
    assert [state for state in ResourceState if can_edit_resource(curator, in_state(state))] == list(WORKING)


def test_curators_trash_drafts_and_withdrawn_resources(curator, member):
    trashed = [state for state in ResourceState if can_trash_resource(curator, in_state(state))]
    assert trashed == [ResourceState.DRAFT, ResourceState.WITHDRAWN]
    assert not can_trash_resource(member, in_state(ResourceState.DRAFT))


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


def test_the_thumbnail_is_chosen_for_an_open_pdf_of_several_pages(published, curator):
    stored = StoredFile(name="card.pdf", page_count=2, state="clean")
    assert can_choose_thumbnail(curator, published, stored)
    assert not can_choose_thumbnail(MemberFactory(), published, stored)
    assert not can_choose_thumbnail(curator, published, StoredFile(name="card.pdf", page_count=1, state="clean"))
    published.marking = Marking.AMBER_STRICT
    assert not can_choose_thumbnail(curator, published, stored)


def test_members_follow_a_published_resource_even_if_they_are_silenced(published, member):
    assert can_follow_resource(member, published)
    assert can_follow_resource(silenced(), published)
    assert not can_follow_resource(member, in_state(ResourceState.WITHDRAWN))
    assert not can_follow_resource(AnonymousUser(), published)
    assert not can_follow_resource(MemberFactory(state=MemberState.LEFT), published)
