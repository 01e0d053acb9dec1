import datetime as dt

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ratsite.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from ratsite.accounts.actions.apply import forget_applications
        from ratsite.accounts.actions.invite import forget_invitations
        from ratsite.accounts.actions.note_bounce import note_bounce
        from ratsite.accounts.actions.send_reminders import go_round
        from ratsite.accounts.integrations import personal_data
        from ratsite.accounts.signals import on_email_changed
        from ratsite.jobs.registry import register
        from ratsite.notifications.registry import when_refused

        register("ask for yearly confirmations", every=dt.timedelta(days=1), run=go_round)
        email_changed.connect(on_email_changed)
        when_refused(note_bounce)
        register("forget old applications", every=dt.timedelta(days=1), run=forget_applications)
        register("forget old invitations", every=dt.timedelta(days=1), run=forget_invitations)
        personal_data.register_all()
