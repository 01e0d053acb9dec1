from django.apps import AppConfig
from django.core.checks import register


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"

    def ready(self) -> None:
        from ratsite.lib.own_network import load_with
        from ratsite.network.figures import check_thresholds
        from ratsite.network.models import NetworkSettings

        register(check_thresholds)
        load_with(NetworkSettings.described)
