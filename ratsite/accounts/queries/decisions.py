import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import Application, User

OUTCOMES = {
    "accounts.application.approve": _("Approved"),
    "accounts.application.reject": _("Not approved"),
}


@dataclass(frozen=True)
class ApplicationDecision:
    outcome: str | Promise
    at: dt.datetime
    by: User | None
    message: str
    is_after_appeal: bool


def decisions_on(application: Application) -> list[ApplicationDecision]:
    """Return all decisions on an application, oldest first, from the audit log: the row has only the last one."""
    entries = ModelLogEntry.objects.for_instance(application).filter(action__in=OUTCOMES)
    appealed_at = application.appealed_at
    return [
        ApplicationDecision(
            outcome=OUTCOMES[entry.action],
            at=entry.timestamp,
            by=entry.user,
            message=entry.data.get("reason", ""),
            is_after_appeal=appealed_at is not None and entry.timestamp > appealed_at,
        )
        for entry in entries.select_related("user").order_by("pk")
    ]
