"""Write the audit log: who did what, to what, and why. Entries never contain text that members wrote.

Entries are stored in Wagtail's model log. An action that no app has registered raises an error. The entry and its seal
(ratsite.audit.seals) are stored in one transaction.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from wagtail.log_actions import log
from wagtail.models import BaseLogEntry

from ratsite.audit.reasons import NO_REASON


@transaction.atomic
def record(
    target: models.Model, action: str, *, actor: AbstractBaseUser | None, reason: str = "", **data
) -> BaseLogEntry:
    """Write one entry about the target to the audit log, and return it.

    actor: None if the site itself or a command acts.

    Raises ValueError if a person acts without a reason, except if they act on themselves or the action is in NO_REASON.

    The entry has only the kind and ID of its target, so that readers of the log learn no private text. The log stays
    locked until the caller's transaction ends, so take every other lock before you call this.
    """
    if actor is not None and not reason.strip() and actor != target and action not in NO_REASON:
        raise ValueError(f"{action} needs a reason: {actor.pk} gave none.")
    title = f"{target._meta.verbose_name} {target.pk}"
    return log(target, action, user=actor, title=title, data={"reason": reason, **data})
