from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "ratsite.network"
    label = "network"
