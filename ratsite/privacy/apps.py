from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "ratsite.privacy"
    label = "privacy"
