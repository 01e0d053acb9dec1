import datetime as dt

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ratsite.notifications"
    label = "notifications"

    def ready(self) -> None:
        from ratsite.jobs.registry import register
        from ratsite.notifications import personal_data
        from ratsite.notifications.actions.dispatch import post_all_due
        from ratsite.notifications.delivery import deliver_due

        register("post what is due", every=dt.timedelta(minutes=1), run=post_all_due)
        register("deliver waiting mail", every=dt.timedelta(minutes=1), run=deliver_due)
        personal_data.register_all()
