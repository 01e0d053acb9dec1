"""The library's rows that audit log entries are about: who may see an entry, and the address that it links to.

A reader of the log may see the entries about each resource or reading list that they can read. Moderators and curators
also see the entries about lists that were taken down. Every reader of the log may see the entries about laws.
"""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from library.models import LegalInstrument, ReadingList, Resource
from library.rules.resources import can_edit_instruments
from ratsite.accounts.models import User
from ratsite.audit.kinds import NUMBER, TargetKind, all_entries


def _visible(reader: User) -> Q:
    return Q(Exists(Resource.objects.visible_to(reader).filter(pk=OuterRef(NUMBER))))


def _addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    resources = Resource.objects.visible_to(reader).filter(pk__in=numbers)
    return {resource.pk: resource.get_absolute_url() for resource in resources}


AUDITED_RESOURCES = TargetKind(Resource, _("Resource"), listed=_visible, reasoned=_visible, addresses=_addresses)


def _visible_lists(reader: User) -> Q:
    seen = (ReadingList.objects.visible_to(reader), ReadingList.objects.moderated_by(reader))
    return Q(*(Q(Exists(lists.filter(pk=OuterRef(NUMBER)))) for lists in seen), _connector=Q.OR)


def _list_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    lists = ReadingList.objects.visible_to(reader).filter(pk__in=numbers)
    return {one.pk: one.get_absolute_url() for one in lists}


AUDITED_LISTS = TargetKind(
    ReadingList, _("Reading list"), listed=_visible_lists, reasoned=_visible_lists, addresses=_list_addresses
)


def _law_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    if not can_edit_instruments(reader):
        return {}
    laws = LegalInstrument.objects.filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse("library:instrument_edit", args=[pk]) for pk in laws}


AUDITED_LAWS = TargetKind(
    LegalInstrument,
    _("Law or statutory guidance"),
    listed=all_entries,
    reasoned=all_entries,
    addresses=_law_addresses,
)
