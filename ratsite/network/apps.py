from django.apps import AppConfig
from django.core.checks import register


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"

    def ready(self) -> None:
        from ratsite.network.figures import check_thresholds

        register(check_thresholds)
