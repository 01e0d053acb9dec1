from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "ratsite.records"
    label = "records"
