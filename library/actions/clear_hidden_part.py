"""Store why a hidden part of a draft's file may stay in it. The audit log records each reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.edit_version import NotADraft
from library.actions.lock_rows import lock_version
from library.actions.publish_version import advance
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.models import HiddenPart
from ratsite.lib.identifiers import unresolved_names
from ratsite.pages.contacts import published_contacts

MOST_AT_ONCE = 200  # hidden parts that one reason can clear; each gets its own entry in the audit log


@transaction.atomic
def clear_hidden_part(*, part_id: int, version_id: int, curator: User, reason: str, with_others: bool = False) -> int:
    """Store why a hidden part of a draft's file may stay in it. Return how many parts got the reason.

    Returns 0 if the version has no such part. with_others: give the same reason to the other parts of this kind in the
    file that have no reason yet, up to MOST_AT_ONCE parts in all. Once every part has a reason, a draft that is to be
    published goes on to its review or is published. Raises NotADraft if the part already has a reason and its version
    is no longer a draft.
    """
    version = lock_version(version_id, curator)
    if not reason.strip() or unresolved_names([reason], published_contacts):
        raise PermissionDenied  # only a forged request: the form has shown the error
    parts = HiddenPart.objects.to_clear().filter(stored_file__resource_file__version=version)
    part = parts.filter(pk=part_id).first()
    if part is None:
        return 0
    if part.reason and not version.is_draft:
        raise NotADraft
    cleared = [part]
    if with_others:
        others = parts.filter(stored_file=part.stored_file_id, kind=part.kind, reason="").exclude(pk=part.pk)
        cleared += others.order_by("pk")[: MOST_AT_ONCE - 1]
    for hidden in cleared:
        hidden.reason, hidden.cleared_by, hidden.cleared_at = reason.strip(), curator, timezone.now()
        hidden.save(update_fields=["reason", "cleared_by", "cleared_at"])
    about = {"version": version.number, "kind": part.kind}
    for hidden in cleared:
        record(version.resource, "library.hidden.clear", actor=curator, reason=hidden.reason, part=hidden.pk, **about)
    advance(version, asked_by=curator)
    return len(cleared)
