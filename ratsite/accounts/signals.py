"""Receivers of allauth's signals. allauth changes an email address itself and only then tells this app."""

from ratsite.accounts.actions.change_membership import note_address_change


def on_email_changed(sender, request, user, from_email_address, to_email_address, **kwargs) -> None:
    before = from_email_address.email if from_email_address else ""
    note_address_change(person=user, before=before, after=to_email_address.email)
