"""Receivers of allauth's signals, for what allauth does itself: it tells this app only afterwards."""

from ratsite.accounts.actions.change_membership import note_address_change
from ratsite.accounts.actions.note_sign_in import note_sign_in
from ratsite.accounts.enums import SignInOutcome


def on_email_changed(sender, request, user, from_email_address, to_email_address, **kwargs) -> None:
    before = from_email_address.email if from_email_address else ""
    note_address_change(person=user, before=before, after=to_email_address.email)


def on_second_step_failed(sender, request, user, reauthentication, **kwargs) -> None:
    if not reauthentication:
        note_sign_in(person_id=user.pk, outcome=SignInOutcome.CODE, user_agent=request.headers.get("user-agent", ""))
