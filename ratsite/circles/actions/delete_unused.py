"""Delete a circle or an agency that nothing uses."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import lock_coordinators, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.circles.queries.uses import list_of_uses, uses_in, uses_of
from ratsite.circles.rules import can_manage_circles
from ratsite.network.models import Agency, Circle


class InUse(PermissionDenied):
    """Raised if a circle or agency cannot be deleted. The error's message names what uses it."""


@transaction.atomic
def delete_unused(*, row: Circle | Agency, coordinator: User, reason: str) -> bool:
    """Delete a circle or an agency that nothing uses.

    Returns False if it was already deleted. Raises InUse, whose message names what uses it.
    """
    lock_coordinators()
    locked = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if locked is None:
        return False
    coordinator = recheck(coordinator, can_manage_circles)
    if uses := uses_of(locked):
        raise InUse(why_in_use(uses))
    verb = "network.circle.delete" if isinstance(locked, Circle) else "network.agency.delete"
    record(locked, verb, actor=coordinator, reason=reason)
    try:
        locked.delete()
    # uses_of does not count rows that refer to it through another row, such as an agency's profiles.
    except (ProtectedError, RestrictedError) as error:
        rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        raise InUse(why_in_use(uses_in(rows))) from None
    return True


def why_in_use(uses: list[str]) -> str:
    return _("It cannot be deleted because it is in use: %(uses)s. Move or delete those first.") % {
        "uses": list_of_uses(uses)
    }
