"""Add a law or statutory guidance to the list that resources can rely on, and change its name or address."""

from django.db import transaction
from django.utils.text import slugify

from library.actions.index_resource import index_resource
from library.models import LegalInstrument, Resource
from library.rules import can_edit_instruments
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def add_instrument(*, curator: User, name: str, url: str = "") -> LegalInstrument:
    """Store a law and return it. If one has this name already, return that one and change nothing."""
    curator = ask_again(curator, can_edit_instruments)
    before = LegalInstrument.objects.filter(name=name).first()
    if before is not None:
        return before
    instrument = LegalInstrument.objects.create(slug=_free_slug(name), name=name, url=url)
    record(instrument, "library.instrument.add", actor=curator, name=name)
    return instrument


@transaction.atomic
def change_instrument(*, instrument_id: int, curator: User, name: str, url: str = "") -> bool:
    """Change the name and address of a law. Return False if both are so already.

    The search finds the resources that rely on it by its new name.
    """
    locked = Resource.objects.select_for_update(of=("self",), no_key=True).filter(instruments=instrument_id)
    resources = list(locked.order_by("pk"))
    instrument = LegalInstrument.objects.select_for_update(no_key=True).get(pk=instrument_id)
    curator = ask_again(curator, can_edit_instruments)
    if (instrument.name, instrument.url) == (name, url):
        return False
    record(instrument, "library.instrument.change", actor=curator, name=name, before=instrument.name)
    instrument.name, instrument.url = name, url
    instrument.save(update_fields=["name", "url"])
    for resource in resources:
        index_resource(resource)
    return True


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "law"
    taken = set(LegalInstrument.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
