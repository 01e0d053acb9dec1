from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "ratsite.moderation"
    label = "moderation"
