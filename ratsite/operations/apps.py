from django.apps import AppConfig
from django.core.checks import register

from ratsite.operations.checks import check_database_name


class OperationsConfig(AppConfig):
    name = "ratsite.operations"
    label = "operations"

    def ready(self) -> None:
        register(check_database_name)
