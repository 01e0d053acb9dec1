from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app of the site as a whole. It is the last local app, and connects the other apps once all are loaded."""

    name = "ratsite"

    def ready(self) -> None:
        from ratsite import wiring

        wiring.connect()
