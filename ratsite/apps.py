from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app of the site as a whole. It is the last local app: when it is ready, it connects the apps before it."""

    name = "ratsite"

    def ready(self) -> None:
        from ratsite import wiring

        wiring.connect()
