"""Who may make, share, change, delete and report a reading list."""

from collections.abc import Iterable

from library.models import ListReaders, ReadingList, ReadingListReport, Resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write


def can_make_lists(user: User) -> bool:
    return can_write(user)


def can_share_lists(user: User) -> bool:
    """True if the user may share reading lists, which other members see without anyone's approval."""
    return can_make_lists(user) and not user.is_held


def can_put_on_list(user: User, resource: Resource) -> bool:
    """True if the user may put the resource on one of their reading lists."""
    return can_make_lists(user) and resource.is_published


def can_edit_list(user: User, reading_list: ReadingList) -> bool:
    """True if the user may change the list: they own it, may still share it, and no moderator has taken it down."""
    may_show = reading_list.readers == ListReaders.OWNER or can_share_lists(user)
    return can_delete_list(user, reading_list) and may_show and not reading_list.is_taken_down


def can_delete_list(user: User, reading_list: ReadingList) -> bool:
    return can_write(user) and user.pk == reading_list.owner_id


def can_report_list(user: User, reading_list: ReadingList) -> bool:
    """True if the user may report the list: another member owns it and shares it."""
    is_shared = reading_list.readers != ListReaders.OWNER and not reading_list.is_taken_down
    return user.is_member and is_shared and user.pk != reading_list.owner_id


def can_settle_reports(user: User, reading_list: ReadingList, open_reports: Iterable[ReadingListReport]) -> bool:
    """True if the user may decide on a reported list: a moderator or curator who neither owns nor reported it."""
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and user.pk != reading_list.owner_id and all(report.reporter_id != user.pk for report in open_reports)
