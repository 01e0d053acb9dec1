"""Keeping a search, and letting it go. Nothing of it is in the stewards' log: it is nobody else's business."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ratsite.accounts.models import User
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.rules import can_save_search


@transaction.atomic
def save_search(*, actor: User, name: str, address: Address) -> SavedSearch:
    """Keep a search under a name; one of the same name is replaced.

    Asks can_save_search under a lock on the person: two windows must not save a fifty-first.
    """
    actor = User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    known = SavedSearch.objects.filter(owner=actor, name=name).first()
    if known is None and not can_save_search(actor):
        raise PermissionDenied
    saved = known or SavedSearch(owner=actor, name=name)
    saved.query = address.query
    saved.save()
    return saved


@transaction.atomic
def delete_search(*, actor: User, saved_id: int) -> bool:
    """Let a search go; False when it had gone before."""
    deleted, _ = SavedSearch.objects.visible_to(actor).filter(pk=saved_id).delete()
    return bool(deleted)
