from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "ratsite.operations"
    label = "operations"
