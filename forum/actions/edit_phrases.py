"""Propose a phrase that sounds like blame, and decide on a proposal."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.enums import PhraseState
from forum.models import BlamingPhrase
from forum.rules.phrases import can_decide_phrase, can_propose_phrase
from forum.text.blame_check import clear_cache_of_phrases
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def propose_phrase(*, member: User, phrase: str, instead: str, why: str) -> BlamingPhrase | None:
    """Propose a phrase and return it; None if the phrase is already in the list, was proposed or was declined."""
    member = recheck(member, can_propose_phrase)
    if may_identify_someone([phrase, instead, why]):
        raise PermissionDenied
    if BlamingPhrase.objects.filter(phrase__iexact=phrase).exists():
        return None
    texts = {"phrase": phrase, "instead": instead, "why": why}
    return BlamingPhrase.objects.create(**texts, proposed_by=member, proposed_at=timezone.now())


@transaction.atomic
def decide_phrase(*, phrase_id: int, moderator: User, is_accepted: bool, reason: str, shown: str) -> bool:
    """Accept a proposed phrase or, if `is_accepted` is False, decline it; a phrase in the list is thereby removed.

    shown: the state in which the moderator saw the phrase. Returns False if this moderator has already decided the
    same; raises Stale if another moderator has decided since.
    """
    phrase = BlamingPhrase.objects.select_for_update(of=("self",), no_key=True).get(pk=phrase_id)
    moderator = recheck(moderator, can_decide_phrase, phrase)
    state = PhraseState.ACCEPTED if is_accepted else PhraseState.DECLINED
    if phrase.state == state and phrase.decided_by_id == moderator.pk:
        return False
    if phrase.state != shown:
        raise Stale
    phrase.state, phrase.decided_by = state, moderator
    phrase.save(update_fields=["state", "decided_by"])
    transaction.on_commit(clear_cache_of_phrases)
    record(phrase, f"forum.phrase.{'accept' if is_accepted else 'decline'}", actor=moderator, reason=reason)
    return True
