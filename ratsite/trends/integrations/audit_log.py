"""Who sees the audit log's entries about briefings: people who may sign briefings, and others only their own entries.

The sentences of the entries are in `ratsite/trends/wagtail_hooks.py`.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.audit.kinds import TargetKind
from ratsite.trends.models import Briefing
from ratsite.trends.rules import is_signer


def _for_signers(reader: User) -> Q:
    return Q() if is_signer(reader) else Q(user=reader.pk)


def _addresses(reader: User, briefing_ids: set[int]) -> dict[int, str]:
    return {
        briefing.pk: briefing.get_absolute_url()
        for briefing in Briefing.objects.visible_to(reader).filter(pk__in=briefing_ids)
    }


AUDITED_BRIEFINGS = TargetKind(
    Briefing, _("Briefing"), listed=_for_signers, reasoned=_for_signers, addresses=_addresses
)
