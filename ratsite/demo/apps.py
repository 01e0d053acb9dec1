from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ratsite.demo"
    label = "demo"
