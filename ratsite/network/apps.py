from django.apps import AppConfig
from django.core.checks import register


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"

    def ready(self) -> None:
        from ratsite.lib.own_network import set_loader
        from ratsite.network.figures import check_thresholds
        from ratsite.network.models import NetworkSettings

        register(check_thresholds)
        set_loader(NetworkSettings.described)
