import datetime as dt

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ratsite.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from ratsite.accounts import own_data
        from ratsite.accounts.actions.applying import forget_applications
        from ratsite.accounts.actions.bounces import note_bounce
        from ratsite.accounts.actions.inviting import forget_invitations
        from ratsite.accounts.signals import on_email_changed
        from ratsite.accounts.yearly_round import go_round
        from ratsite.jobs.registry import register
        from ratsite.notifications.registry import when_refused

        register("ask for yearly confirmations", every=dt.timedelta(days=1), run=go_round)
        email_changed.connect(on_email_changed)
        when_refused(note_bounce)
        register("forget old applications", every=dt.timedelta(days=1), run=forget_applications)
        register("forget old invitations", every=dt.timedelta(days=1), run=forget_invitations)
        own_data.register_all()
