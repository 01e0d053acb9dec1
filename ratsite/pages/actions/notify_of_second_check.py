"""Email people who are editors today about second checks. The emails contain no words of the page."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.notifications.actions.send_mail import send_template


def ask_for_second_check(task_state: TaskState, *, sent_by: User | None) -> int:
    """Email all editors except `sent_by` that a page waits for a second check. Return the number of emails."""
    editors = User.objects.in_office(Role.EDITOR).exclude(pk=sent_by and sent_by.pk)
    for address in (addresses := list(editors.values_list("email", flat=True))):
        send_template(
            "second_check_asked",
            to=address,
            subject=_("A page is waiting for a second check"),
            address=_address(task_state.workflow_state),
        )
    return len(addresses)


def notify_of_second_check(state: WorkflowState, *, checked_by: User | None) -> bool:
    """Email the result of a second check to the editor who asked for it. Return True if an email was sent.

    None is sent if that person is no longer an editor, or made the check themselves.
    """
    writer = User.objects.in_office(Role.EDITOR).filter(pk=state.requested_by_id).first()
    if writer is None or writer == checked_by:
        return False
    is_approved = state.status == WorkflowState.STATUS_APPROVED
    send_template(
        "second_check_answered",
        to=writer.email,
        subject=_("Your page was approved") if is_approved else _("Your page needs changes"),
        address=_address(state),
        is_approved=is_approved,
    )
    return True


def _address(state: WorkflowState) -> str:
    return settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[state.object_id])
