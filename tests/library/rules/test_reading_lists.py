"""Who may make, share, change, delete and report a reading list."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import ResourceState
from library.models import ListReaders, ReadingList, ReadingListReport
from library.rules.reading_lists import (
    can_delete_list,
    can_edit_list,
    can_make_lists,
    can_put_on_list,
    can_report_list,
    can_settle_reports,
    can_share_lists,
)
from ratsite.accounts.enums import MemberState
from tests.factories import MemberFactory
from tests.library.rules.rows import in_state, silenced, soon

pytestmark = pytest.mark.django_db


def test_members_make_lists_unless_they_are_silenced_and_share_them_unless_their_posts_are_held():
    for rule in (can_make_lists, can_share_lists):
        assert (rule(MemberFactory()), rule(silenced()), rule(AnonymousUser())) == (True, False, False)
    held = MemberFactory(held_until=soon())
    assert (can_make_lists(held), can_share_lists(held)) == (True, False)


def test_members_put_a_published_resource_on_a_list_unless_they_are_silenced(published, member):
    assert can_put_on_list(member, published)
    assert not can_put_on_list(member, in_state(ResourceState.WITHDRAWN))
    for user in (AnonymousUser(), MemberFactory(state=MemberState.LEFT), silenced()):
        assert not can_put_on_list(user, published)


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
