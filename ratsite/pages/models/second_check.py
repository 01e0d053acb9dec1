"""The second check: another editor reads a page before it is published."""

from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, Page

from ratsite.accounts.models import User


class SecondCheckLock(WorkflowLock):
    """Wagtail's note on a page that waits, in our words: it stops no editor."""

    def get_description(self, user: User, can_lock: bool = False) -> str:
        return _("All editors can change this page while it waits. Lock it to be the only one.")


class SecondCheckTask(AbstractGroupApprovalTask):
    """Wagtail's approval by a group, without the person who sent the page or who changed it last."""

    lock_class = SecondCheckLock

    class Meta:
        verbose_name = _("second check")
        verbose_name_plural = _("second checks")
        default_permissions = ()

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        words = {"reject": _("Send back for changes")}
        is_own = is_own_work(obj, user)
        return [
            (name, str(words.get(name, label)), needs_form)
            for name, label, needs_form in super().get_actions(obj, user)
            if not (is_own and name == "approve")
        ]


def is_own_work(page: Page, user: User) -> bool:
    """True if this person sent the page for its second check, or wrote the newest version of it."""
    state, newest = page.current_workflow_state, page.get_latest_revision()
    return user.pk in (state and state.requested_by_id, newest and newest.user_id)
