from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ratsite.records.rules import can_keep_records


def only_coordinators(request: HttpRequest) -> None:
    if not can_keep_records(request.user):
        raise PermissionDenied
