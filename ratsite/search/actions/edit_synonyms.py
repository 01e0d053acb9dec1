"""Change the sets of synonyms, and what an entry of the glossary means to each remit.

None of these actions is recorded in the audit log: each row stores who changed it last.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.actions.lock_rows import recheck, reloaded
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Remit
from ratsite.search.models import Meaning, SynonymSet, names_in
from ratsite.search.queries.synonyms import clear_cache_of_synonyms
from ratsite.search.rules import can_edit_synonyms, can_explain_for


@transaction.atomic
def save_synonyms(*, actor: User, words: str, set_id: int | None = None, shown: str = "") -> SynonymSet:
    """Add a set of synonyms, or change the set with this id, and return it.

    set_id: None to add one. shown: the words that the actor was shown (optimistic lock); "" skips this check. Raises
    Stale if another person has changed the words since, unless they made the same change.
    """
    actor = recheck(actor, can_edit_synonyms)
    synonym_set = SynonymSet() if set_id is None else SynonymSet.objects.select_for_update(no_key=True).get(pk=set_id)
    new_words = ", ".join(names_in(words))
    if shown and synonym_set.words not in (shown, new_words):
        raise Stale
    synonym_set.words, synonym_set.changed_by, synonym_set.changed_at = (
        new_words,
        actor,
        timezone.now(),
    )
    synonym_set.save()
    transaction.on_commit(clear_cache_of_synonyms)
    return synonym_set


@transaction.atomic
def delete_synonyms(*, actor: User, set_id: int) -> bool:
    recheck(actor, can_edit_synonyms)
    deleted, _ = SynonymSet.objects.filter(pk=set_id).delete()
    transaction.on_commit(clear_cache_of_synonyms)
    return bool(deleted)


@transaction.atomic
def explain_entry(*, actor: User, entry_id: int, texts: Mapping[Remit, str]) -> bool:
    """Store what an entry of the glossary means to remits. Return False if nothing changes.

    texts: the text for each of these remits; an empty text deletes the remit's line.
    """
    entry = SynonymSet.objects.select_for_update(no_key=True).get(pk=entry_id)
    known = {meaning.remit_id: meaning for meaning in entry.meanings.all()}
    changed = False
    actor = reloaded(actor)
    if may_identify_someone(list(texts.values())) or not all(can_explain_for(actor, remit) for remit in texts):
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
