"""Create, change and delete reading lists. Only the owner of a list changes it."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.report_list import end_reports
from library.enums import REPORTED_LISTS
from library.models import ListReaders, ReadingList, ReadingListItem, Resource
from library.rules.reading_lists import can_delete_list, can_edit_list, can_make_lists, can_share_lists
from ratsite.accounts.actions.lock_rows import lock_person, recheck, reloaded
from ratsite.accounts.models import User
from ratsite.lib.identifiers import unresolved_names
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.network.models import Circle
from ratsite.pages.contacts import published_contacts

MOST_ITEMS = 100  # on one list


class ListFull(Exception):
    """Raised when a reading list has MOST_ITEMS resources already."""


@transaction.atomic
def make_list(*, owner: User, title: str, about: str = "", readers: str, circle: Circle | None = None) -> ReadingList:
    """Create a reading list and return it. If the owner has one with the same fields already, return that one."""
    lock_person(owner.pk)
    owner = recheck(owner, can_make_lists if readers == ListReaders.OWNER else can_share_lists)
    _refuse(owner, (title, about), circle)
    fields = {"owner": owner, "title": title, "about": about, "readers": readers, "circle": circle}
    return ReadingList.objects.filter(**fields).first() or ReadingList.objects.create(made_at=timezone.now(), **fields)


@transaction.atomic
def change_list(
    *, list_id: int, owner: User, title: str, about: str = "", readers: str, circle: Circle | None = None
) -> ReadingList:
    reading_list = _lock(list_id, owner)
    if readers != ListReaders.OWNER:
        recheck(owner, can_share_lists)
    if circle is not None and circle != reading_list.circle:
        _refuse(owner, (), circle)
    _refuse(owner, (title, about), None)
    if readers != ListReaders.MEMBERS and (readers, circle) != (reading_list.readers, reading_list.circle):
        end_reports(reading_list)
    reading_list.title, reading_list.about, reading_list.readers, reading_list.circle = title, about, readers, circle
    reading_list.save()
    return reading_list


@transaction.atomic
def delete_list(*, list_id: int, owner: User) -> None:
    reading_list = _lock(list_id, owner, can_delete_list)
    clear_item(REPORTED_LISTS, list_id)
    reading_list.delete()


@transaction.atomic
def put_on_list(*, list_id: int, owner: User, resource_id: int, note: str = "") -> ReadingListItem:
    """Add a resource at the end of a list, or change its note if it is on the list already. Return the item.

    Raises ListFull if the list has MOST_ITEMS resources.
    """
    reading_list = _lock(list_id, owner)
    owner = reloaded(owner)
    resource = Resource.objects.visible_to(owner).published().filter(pk=resource_id).first()
    _refuse(owner, (note,), None)
    if resource is None:
        raise PermissionDenied
    item = reading_list.items.filter(resource=resource).first()
    if item is not None:
        item.note = note
        item.save(update_fields=["note"])
        return item
    last = reading_list.items.last()
    if reading_list.items.count() >= MOST_ITEMS:
        raise ListFull
    return reading_list.items.create(resource=resource, note=note, position=last.position + 1 if last else 0)


@transaction.atomic
def take_off_list(*, list_id: int, owner: User, item_id: int) -> bool:
    """Remove an item from the list. Return False if the list does not have it."""
    return bool(_lock(list_id, owner).items.filter(pk=item_id).delete()[0])


@transaction.atomic
def move_up(*, list_id: int, owner: User, item_id: int) -> bool:
    """Move an item up, past the item before it that the owner can see. Return False if there is none."""
    reading_list = _lock(list_id, owner)
    shown = ReadingListItem.objects.visible_to(owner).filter(reading_list=reading_list)
    items, visible = list(reading_list.items.all()), set(shown.values_list("pk", flat=True))
    place = next((place for place, item in enumerate(items) if item.pk == item_id), 0)
    before = next((other for other in range(place - 1, -1, -1) if items[other].pk in visible), None)
    if before is None:
        return False
    items.insert(before, items.pop(place))
    for position, item in enumerate(items):
        item.position = position
    ReadingListItem.objects.bulk_update(items, ["position"])
    return True


def _lock(list_id: int, owner: User, rule: Callable[[User, ReadingList], bool] = can_edit_list) -> ReadingList:
    reading_list = ReadingList.objects.select_for_update(of=("self",), no_key=True).get(pk=list_id)
    recheck(owner, rule, reading_list)
    return reading_list


def _refuse(owner: User, texts: Iterable[str], circle: Circle | None) -> None:
    """Raise PermissionDenied if one of the texts may identify someone, or if the owner is not in the circle."""
    is_theirs = circle is None or Circle.objects.of(owner).filter(pk=circle.pk).exists()
    if not is_theirs or unresolved_names(texts, published_contacts):
        raise PermissionDenied
