"""Resources as targets of entries in the audit log. Everybody who can read a resource sees the entries about it."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from library.models import Resource
from ratsite.accounts.models import User
from ratsite.audit.kinds import NUMBER, TargetKind


def _visible(reader: User) -> Q:
    return Q(Exists(Resource.objects.visible_to(reader).filter(pk=OuterRef(NUMBER))))


def _addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    resources = Resource.objects.visible_to(reader).filter(pk__in=numbers)
    return {resource.pk: resource.get_absolute_url() for resource in resources}


AUDITED_RESOURCES = TargetKind(Resource, _("Resource"), listed=_visible, reasoned=_visible, addresses=_addresses)
