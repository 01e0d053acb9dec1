from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ratsite.search"
    label = "search"
