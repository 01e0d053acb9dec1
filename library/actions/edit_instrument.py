"""Add a law or statutory guidance to the list that resources can rely on, and change its name or address."""

from django.db import transaction
from django.utils.text import slugify

from library.actions.index_resource import index_resource
from library.models import LegalInstrument, Resource
from library.queries.hashes import shown_hash_of_law
from library.rules.resources import can_edit_instruments
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.personal_data import Erasing


@transaction.atomic
def add_instrument(*, curator: User, name: str, url: str = "") -> LegalInstrument:
    """Store a law and return it. If a law with this name exists already, return that law unchanged."""
    _lock_list()
    curator = recheck(curator, can_edit_instruments)
    before = LegalInstrument.objects.filter(name__iexact=name).first()
    if before is not None:
        return before
    instrument = LegalInstrument.objects.create(slug=_free_slug(name), name=name, url=url)
    record(instrument, "library.instrument.add", actor=curator, name=name, url=url)
    return instrument


@transaction.atomic
def change_instrument(*, instrument_id: int, curator: User, name: str, url: str = "", shown_hash: str = "") -> bool:
    """Change the name and address of a law. Return False if neither differs.

    The search then finds the resources that rely on the law by its new name. Raises Stale if another law has this name
    by now, or if the law has changed since the curator opened the form (shown_hash).
    """
    resources = _lock_with_resources(instrument_id)
    instrument = LegalInstrument.objects.get(pk=instrument_id)
    curator = recheck(curator, can_edit_instruments)
    if (instrument.name, instrument.url) == (name, url):
        return False
    if LegalInstrument.objects.filter(name__iexact=name).exclude(pk=instrument_id).exists():
        raise Stale
    if shown_hash and shown_hash != shown_hash_of_law(instrument):
        raise Stale
    before = {"before": instrument.name, "before_url": instrument.url}
    record(instrument, "library.instrument.change", actor=curator, name=name, url=url, **before)
    instrument.name, instrument.url = name, url
    instrument.save(update_fields=["name", "url"])
    for resource in resources:
        index_resource(resource)
    return True


def erase_in_instruments(erasing: Erasing) -> None:
    """Remove the erased person's name and email address from the names of laws and the search words of resources."""
    for instrument_id, name in LegalInstrument.objects.values_list("pk", "name"):
        if erasing.without(name) != name:
            _erase_in_instrument(instrument_id, erasing)


@transaction.atomic
def _erase_in_instrument(instrument_id: int, erasing: Erasing) -> None:
    resources = _lock_with_resources(instrument_id)
    instrument = LegalInstrument.objects.get(pk=instrument_id)
    name = erasing.without(instrument.name)[: LegalInstrument._meta.get_field("name").max_length]
    instrument.slug = _free_slug(name)
    if LegalInstrument.objects.filter(name__iexact=name).exclude(pk=instrument_id).exists():
        name = instrument.slug
    instrument.name = name
    instrument.save(update_fields=["slug", "name"])
    for resource in resources:
        index_resource(resource)


def _lock_list() -> None:
    """Lock all laws, so that two people cannot give the same name at the same moment.

    A caller that changes resources too locks them first. All do so in this order, to avoid a deadlock.
    """
    list(LegalInstrument.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _lock_with_resources(instrument_id: int) -> list[Resource]:
    """Lock all laws and the resources that rely on this one, and return these resources."""
    locked = Resource.objects.select_for_update(of=("self",), no_key=True).filter(instruments=instrument_id)
    resources = list(locked.order_by("pk"))
    _lock_list()
    return resources


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "law"
    taken = set(LegalInstrument.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
