"""allauth's forms for a passkey at sign-in. They record a passkey that was refused, which allauth reports to nobody."""

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django.core.exceptions import ValidationError

from ratsite.accounts.actions.record_sign_in import record_sign_in
from ratsite.accounts.enums import SignInOutcome
from ratsite.accounts.models import User


class SecondStepPasskeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            _record_outcome(self.user, SignInOutcome.CODE)
            raise


class LoginPasskeyForm(LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            if person := _person_named_in(self.cleaned_data["credential"]):
                _record_outcome(person, SignInOutcome.PASSKEY)
            raise


def _person_named_in(credential: object) -> User | None:
    """Return the person to whom the credential says that it belongs, or None. It has not been verified yet."""
    try:
        return extract_user_from_response(credential)
    except (ValidationError, AttributeError):
        return None


def _record_outcome(person: User, outcome: SignInOutcome) -> None:
    record_sign_in(person_id=person.pk, outcome=outcome, user_agent=context.request.headers.get("user-agent", ""))
