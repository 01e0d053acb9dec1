from django.apps import AppConfig


class RelatedConfig(AppConfig):
    name = "ratsite.related"
    label = "related"
