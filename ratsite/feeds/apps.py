from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ratsite.feeds"
    label = "feeds"
