"""Choose which resources and pages a search for certain words shows first.

None of these actions is recorded in the audit log: each row stores who changed it last.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from library.models import Resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.search.models import ChosenResult
from ratsite.search.queries.chosen import clear_cache_of_chosen
from ratsite.search.rules import can_edit_synonyms


@transaction.atomic
def choose_result(
    *, actor: User, words: str, resource: Resource | None = None, page: Page | None = None
) -> ChosenResult:
    """Choose a resource or a page that a search for these words shows first. Choosing it twice changes nothing."""
    actor = recheck(actor, can_edit_synonyms)
    if resource is not None and not Resource.objects.visible_to(actor).filter(pk=resource.pk).exists():
        raise PermissionDenied
    chosen, _ = ChosenResult.objects.get_or_create(
        words=words, resource=resource, page=page, defaults={"changed_by": actor, "changed_at": timezone.now()}
    )
    transaction.on_commit(clear_cache_of_chosen)
    return chosen


@transaction.atomic
def drop_result(*, actor: User, chosen_id: int) -> bool:
    actor = recheck(actor, can_edit_synonyms)
    deleted, _ = ChosenResult.objects.visible_to(actor).filter(pk=chosen_id).delete()
    transaction.on_commit(clear_cache_of_chosen)
    return bool(deleted)
