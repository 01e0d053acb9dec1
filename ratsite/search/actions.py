"""Save and delete searches, synonyms, lines of the glossary and chosen results.

None of these actions is recorded in the audit log. A member's searches are private, and each of the other rows stores
who changed it last.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from forum.text.identifier_check import must_be_settled
from library.models import Resource
from ratsite.accounts.actions.lock_rows import as_now, ask_again
from ratsite.accounts.models import User
from ratsite.network.models import Remit
from ratsite.search.addresses import Address
from ratsite.search.models import ChosenResult, Meaning, SavedSearch, SynonymSet, names_in
from ratsite.search.queries.chosen import forget_words
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.queries.synonyms import forget_sets
from ratsite.search.rules import can_edit_words, can_explain_for, can_save_search


@transaction.atomic
def save_search(*, actor: User, name: str, address: Address | LibraryQuery, is_alert: bool = False) -> SavedSearch:
    """Save a search under a name, and return it. It replaces a search that the member saved under the same name.

    address: the search to save. is_alert: notify the member of what the search finds from now on; only searches of the
    library can have this. Raises PermissionDenied if the member has MOST_SAVED saved searches: they are counted after
    the member's row was locked, so that two windows cannot exceed the limit together.
    """
    actor = User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    known = SavedSearch.objects.filter(owner=actor, name=name).first()
    if known is None and not can_save_search(actor):
        raise PermissionDenied
    saved = known or SavedSearch(owner=actor, name=name)
    saved.query = address.saved_query_string
    saved.is_alert, saved.told_until = is_alert and saved.is_of_library, timezone.now()
    saved.save()
    return saved


@transaction.atomic
def delete_search(*, actor: User, saved_id: int) -> bool:
    deleted, _ = SavedSearch.objects.visible_to(actor).filter(pk=saved_id).delete()
    return bool(deleted)


@transaction.atomic
def save_synonyms(*, actor: User, words: str, set_id: int | None = None) -> SynonymSet:
    """Add a set of synonyms, or change the set with this id, and return it."""
    actor = ask_again(actor, can_edit_words)
    synonym_set = SynonymSet() if set_id is None else SynonymSet.objects.select_for_update(no_key=True).get(pk=set_id)
    synonym_set.words, synonym_set.changed_by, synonym_set.changed_at = (
        ", ".join(names_in(words)),
        actor,
        timezone.now(),
    )
    synonym_set.save()
    transaction.on_commit(forget_sets)
    return synonym_set


@transaction.atomic
def delete_synonyms(*, actor: User, set_id: int) -> bool:
    ask_again(actor, can_edit_words)
    deleted, _ = SynonymSet.objects.filter(pk=set_id).delete()
    transaction.on_commit(forget_sets)
    return bool(deleted)


@transaction.atomic
def explain_entry(*, actor: User, entry_id: int, texts: Mapping[Remit, str]) -> bool:
    """Store what an entry of the glossary means to each of these remits; an empty text deletes the remit's line.

    Return False if nothing changes.
    """
    entry = SynonymSet.objects.select_for_update(no_key=True).get(pk=entry_id)
    known = {meaning.remit_id: meaning for meaning in entry.meanings.all()}
    changed = False
    actor = as_now(actor)
    if must_be_settled(list(texts.values())) or not all(can_explain_for(actor, remit) for remit in texts):
        raise PermissionDenied
    for remit, text in texts.items():
        meaning = known.get(remit.pk)
        if text == (meaning.text if meaning else ""):
            continue
        changed = True
        if text:
            fields = {"text": text, "changed_by": actor, "changed_at": timezone.now()}
            Meaning.objects.update_or_create(entry=entry, remit=remit, defaults=fields)
        elif meaning:
            meaning.delete()
    return changed


@transaction.atomic
def choose_result(
    *, actor: User, words: str, resource: Resource | None = None, page: Page | None = None
) -> ChosenResult:
    """Choose a resource or a page that a search for these words shows first. Choosing it twice changes nothing."""
    actor = ask_again(actor, can_edit_words)
    if resource is not None and not Resource.objects.visible_to(actor).filter(pk=resource.pk).exists():
        raise PermissionDenied
    chosen, _ = ChosenResult.objects.get_or_create(
        words=words, resource=resource, page=page, defaults={"changed_by": actor, "changed_at": timezone.now()}
    )
    transaction.on_commit(forget_words)
    return chosen


@transaction.atomic
def drop_result(*, actor: User, chosen_id: int) -> bool:
    actor = ask_again(actor, can_edit_words)
    deleted, _ = ChosenResult.objects.visible_to(actor).filter(pk=chosen_id).delete()
    transaction.on_commit(forget_words)
    return bool(deleted)
