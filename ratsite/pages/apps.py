from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "ratsite.pages"
    label = "pages"
