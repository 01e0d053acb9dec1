from django.apps import AppConfig


class TrendsConfig(AppConfig):
    name = "ratsite.trends"
    label = "trends"
