from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ratsite.accounts"
    label = "accounts"
