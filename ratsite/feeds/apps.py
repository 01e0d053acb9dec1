from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ratsite.feeds"
    label = "feeds"

    def ready(self) -> None:
        from ratsite.feeds import personal_data

        personal_data.register_all()
