from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ratsite.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from ratsite.accounts import own_data
        from ratsite.accounts.signals import on_email_changed

        email_changed.connect(on_email_changed)
        own_data.register_all()
