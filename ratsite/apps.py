from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The whole site, last among the installed apps: it connects the others when all of them are loaded."""

    name = "ratsite"

    def ready(self) -> None:
        from ratsite import wiring

        wiring.connect()
