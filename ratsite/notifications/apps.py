import datetime as dt

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ratsite.notifications"
    label = "notifications"

    def ready(self) -> None:
        from ratsite.jobs.registry import register
        from ratsite.notifications.delivery import deliver_due

        register("deliver waiting mail", every=dt.timedelta(minutes=1), run=deliver_due)
