from wagtail.admin.apps import WagtailAdminAppConfig


class CmsConfig(WagtailAdminAppConfig):
    """Wagtail's admin, without the emails that it sends about second checks.

    They would go past the email queue, and to people who may not sign in or are no longer editors. Editors get the
    emails of ratsite/pages/actions/notify_of_second_check.py instead.
    """

    def ready(self) -> None:
        super().ready()
        from wagtail import signals
        from wagtail.models import TaskState, WorkflowState

        for signal, sender, name in (
            (signals.task_submitted, TaskState, "group_approval_task_submitted"),
            (signals.workflow_submitted, WorkflowState, "workflow_state_submitted"),
            (signals.workflow_rejected, WorkflowState, "workflow_state_rejected"),
            (signals.workflow_approved, WorkflowState, "workflow_state_approved"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=f"{name}_email_notification")
