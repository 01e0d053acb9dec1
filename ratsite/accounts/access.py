from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ratsite.accounts.rules import can_manage_members


def only_coordinators(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user is a coordinator whose session has taken the second step (2FA)."""
    if not can_manage_members(request.user):
        raise PermissionDenied
