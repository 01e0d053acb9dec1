"""Save and delete searches. The audit log records neither, because a member's searches are private."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ratsite.accounts.models import User
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.rules import can_save_search


@transaction.atomic
def save_search(*, actor: User, name: str, address: Address) -> SavedSearch:
    """Save a search under a name. A search that the member saved under the same name before is replaced.

    Raises PermissionDenied if the member has as many saved searches as allowed. can_save_search is checked under a lock
    on the person, so that two windows cannot exceed the limit together.
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
    deleted, _ = SavedSearch.objects.visible_to(actor).filter(pk=saved_id).delete()
    return bool(deleted)
