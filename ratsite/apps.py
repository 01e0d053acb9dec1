from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The whole site. It is the last local app, and connects the others once all are loaded."""

    name = "ratsite"

    def ready(self) -> None:
        from ratsite import wiring

        wiring.connect()
