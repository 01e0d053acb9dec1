"""The second check: another editor reads a page before it is published."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page

from ratsite.accounts.models import User


class SecondCheckTask(AbstractGroupApprovalTask):
    """Wagtail's approval by a group, without the person who sent the page or who changed it last."""

    class Meta:
        verbose_name = _("second check")
        verbose_name_plural = _("second checks")
        default_permissions = ()

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        offered = super().get_actions(obj, user)
        return [action for action in offered if action[0] != "approve"] if is_own_work(obj, user) else offered


def is_own_work(page: Page, user: User) -> bool:
    """True if this person sent the page for its second check, or wrote the newest version of it."""
    state, newest = page.current_workflow_state, page.get_latest_revision()
    return user.pk in (state and state.requested_by_id, newest and newest.user_id)
