"""Save, change and delete a member's searches, and end the alert of one.

None of these actions is recorded in the audit log, because a member's searches are private.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.rules import can_save_search
from ratsite.search.site_query import SiteQuery


@transaction.atomic
def save_search(*, actor: User, name: str, search: SiteQuery | LibraryQuery, is_alert: bool = False) -> SavedSearch:
    """Save a search under a name, and return it. It replaces a search that the member saved under the same name.

    - search: the search to save.
    - is_alert: notify the member of what the search finds from now on; ignored unless it is a search of the library.

    Raises PermissionDenied if the member has MOST_SAVED saved searches already, or if the search has neither words nor
    filters. The member's row is locked while the searches are counted, so two requests at once cannot exceed the limit.
    """
    actor = _lock(actor)
    known = SavedSearch.objects.filter(owner=actor, name=name).first()
    if known is None and not can_save_search(actor):
        raise PermissionDenied
    return _store(known or SavedSearch(owner=actor, name=name), search, is_alert)


@transaction.atomic
def change_search(
    *,
    actor: User,
    saved_id: int,
    name: str,
    search: SiteQuery | LibraryQuery,
    is_alert: bool = False,
    shown_query: str | None = None,
) -> SavedSearch:
    """Change a saved search, and return it. search: the new words and filters.

    shown_query: the stored query string when the form was opened (optimistic lock); raises Stale if it has changed
    since. Raises PermissionDenied if the search is not the member's, if another of their searches has this name, or if
    `search` has neither words nor filters.
    """
    actor = _lock(actor)
    saved = SavedSearch.objects.visible_to(actor).filter(pk=saved_id).first()
    if saved is None or SavedSearch.objects.filter(owner=actor, name=name).exclude(pk=saved_id).exists():
        raise PermissionDenied
    if shown_query is not None and saved.query != shown_query:
        raise Stale
    saved.name = name
    return _store(saved, search, is_alert)


def _lock(actor: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)


def _store(saved: SavedSearch, search: SiteQuery | LibraryQuery, is_alert: bool) -> SavedSearch:
    if not search.asks_for_something:
        raise PermissionDenied
    was_same_alert = saved.is_alert and saved.query == search.saved_query_string
    saved.query = search.saved_query_string
    saved.is_alert = is_alert and saved.is_of_library
    if not was_same_alert:
        saved.notified_until = timezone.now()
    saved.save()
    return saved


@transaction.atomic
def delete_search(*, actor: User, saved_id: int) -> bool:
    deleted, _ = SavedSearch.objects.visible_to(actor).filter(pk=saved_id).delete()
    return bool(deleted)


@transaction.atomic
def end_alert(*, actor: User, saved_id: int) -> bool:
    """End the alert of a member's saved search. The search itself stays. Return False if there is no such alert."""
    return bool(SavedSearch.objects.filter(owner=actor, is_alert=True, pk=saved_id).update(is_alert=False))
