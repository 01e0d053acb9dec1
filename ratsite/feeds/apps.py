from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ratsite.feeds"
    label = "feeds"

    def ready(self) -> None:
        from ratsite.feeds import own_data

        own_data.register_all()
