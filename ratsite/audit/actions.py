"""The stewards' log: what was done to what, by whom and why. Never what anybody wrote.

Entries go to Wagtail's model log, whose vocabulary is closed: an action that no app has registered raises. Each is
sealed as it is written (ratsite.audit.seals), together with it or not at all.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from wagtail.log_actions import log


@transaction.atomic
def record(target: models.Model, action: str, *, actor: AbstractBaseUser | None, reason: str = "", **data) -> None:
    """Write one entry; actor is None where a command did it.

    The target is named by kind and number alone, so that a log reader learns no private text. The log is locked until
    the caller's transaction ends: whatever else an action locks, it locks before it calls this.
    """
    title = f"{target._meta.verbose_name} {target.pk}"
    log(target, action, user=actor, title=title, data={"reason": reason, **data})
