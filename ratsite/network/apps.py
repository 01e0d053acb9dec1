from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"

    def ready(self) -> None:
        from ratsite.network import own_data

        own_data.register_all()
