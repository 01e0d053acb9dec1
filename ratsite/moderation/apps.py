from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "ratsite.moderation"
    label = "moderation"

    def ready(self) -> None:
        from ratsite.moderation.applications import Applications
        from ratsite.moderation.registry import register_listed

        register_listed(Applications())
