"""Receivers of allauth's signals: what this app does after allauth has acted by itself."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator

from ratsite.accounts.actions.change_address import record_address_change
from ratsite.accounts.actions.end_sessions import end_sessions
from ratsite.accounts.actions.record_sign_in import record_sign_in
from ratsite.accounts.enums import SignInOutcome


def on_email_changed(sender, request, user, from_email_address, to_email_address, **kwargs) -> None:
    """Record a change of address.

    allauth also sends this signal when a person proves their first address. That is no change, and is not recorded.
    """
    if from_email_address is not None:
        record_address_change(person=user, before=from_email_address.email, after=to_email_address.email)


def on_second_step_failed(sender, request, user, reauthentication, **kwargs) -> None:
    if not reauthentication:
        record_sign_in(person_id=user.pk, outcome=SignInOutcome.CODE, user_agent=request.headers.get("user-agent", ""))


def on_second_step_added(sender, request, user, authenticator, **kwargs) -> None:
    """Treat a person's first authenticator (app or passkey) as this session's second step; end the other sessions.

    The other sessions were opened with a password alone. A further authenticator changes nothing: this session must
    take the second step with an authenticator that the person had before.
    """
    others = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and not others.exclude(pk=authenticator.pk).exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        end_sessions(user, except_key=request.session.session_key)
