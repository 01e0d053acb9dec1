"""Who may write field notes and decide on them."""

import pytest

from library.enums import ResourceState
from library.models import FieldNote
from library.rules.field_notes import can_decide_note, can_write_note
from tests.factories import MemberFactory
from tests.library.rules.rows import in_state, silenced

pytestmark = pytest.mark.django_db


def test_members_write_field_notes_on_a_published_resource(published, member):
    assert (can_write_note(member, published), can_write_note(silenced(), published)) == (True, False)
    assert not can_write_note(member, in_state(ResourceState.WITHDRAWN))


def test_curators_and_moderators_decide_notes_of_others(member):
    note = FieldNote(asked_by=member)
    for role in ("Curators", "Moderators"):
        person = MemberFactory(roles=[role])
        assert can_decide_note(person, note)
        assert not can_decide_note(person, FieldNote(asked_by=person))
        assert not can_decide_note(silenced(role), note)
    assert not can_decide_note(MemberFactory(roles=["Editors"]), note)
