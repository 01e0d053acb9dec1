from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"

    def ready(self) -> None:
        from ratsite.network import personal_data

        personal_data.register_all()
