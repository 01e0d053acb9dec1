"""The stewards' log: what was done to what, by whom and why. Never what anybody wrote.

Entries go to Wagtail's model log, whose vocabulary is closed: an action that no app has registered raises.
"""

from django.db import models
from wagtail.log_actions import log

from ratsite.accounts.models import User


def record(target: models.Model, action: str, *, actor: User, reason: str = "", **data) -> None:
    """Write one entry. The target is named by kind and number alone, so that a log reader learns no private text."""
    title = f"{target._meta.verbose_name} {target.pk}"
    log(target, action, user=actor, title=title, data={"reason": reason, **data})
