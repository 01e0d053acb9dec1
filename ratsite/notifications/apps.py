from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ratsite.notifications"
    label = "notifications"
