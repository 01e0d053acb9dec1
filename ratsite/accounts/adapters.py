"""allauth adapters: sign-up is closed, refused people see why, email is queued, secrets are encrypted."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.actions.record_sign_in import record_sign_in, record_wrong_password
from ratsite.accounts.enums import INACTIVE_STATES, MemberState, SignInOutcome
from ratsite.accounts.models import NOBODY, User
from ratsite.accounts.views.refusal import refusal
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.send_mail import send_mail


class ApprovalStage(LoginStage):
    """Login stage that lets only members in, after their email address is proved."""

    key = "ratsite_approval"

    def handle(self):
        person = self.login.user
        if not person.is_member:
            _record_outcome(self.request, person, SignInOutcome.REFUSED)
            return refusal(self.request, person), False
        records = get_authentication_records(self.request, person)
        has_passed_both = any(record.get("method") == "mfa" for record in records)  # a passkey counts as both steps
        if is_mfa_enabled(person) and not has_passed_both:
            _record_outcome(self.request, person, SignInOutcome.SECOND_STEP)
        return None, True


def _record_outcome(request: HttpRequest, person: User, outcome: SignInOutcome) -> None:
    record_sign_in(person_id=person.pk, outcome=outcome, user_agent=request.headers.get("user-agent", ""))


class AccountAdapter(DefaultAccountAdapter):
    # Here and not in ratsite.lib.forms, because allauth shows them outside forms too. The limits count by address and
    # by internet connection, so that the tries may have been someone else's.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("Enter the code from our latest email: this code is wrong or too old"),
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries from your internet connection or for this account. Wait 5 minutes, then sign "
            "in again."
        ),
        "rate_limited": gettext_lazy("There were too many tries in a short time. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        """Return False: only coordinators create accounts. "Join" explains how to apply."""
        return False

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        after_email = stages.index("allauth.account.stages.EmailVerificationStage") + 1
        return [*stages[:after_email], "ratsite.accounts.adapters.ApprovalStage", *stages[after_email:]]

    def respond_user_inactive(self, request, user):
        """Show a person why signing in is refused.

        Only someone who entered the right password sees this page, so a stranger learns nothing from it.
        """
        _record_outcome(request, user, SignInOutcome.REFUSED)
        return refusal(request, user)

    def authentication_failed(self, request, **credentials) -> None:
        """Record a wrong password in the log of sign-ins, even for an address without an account."""
        user_agent = request.headers.get("user-agent", "")
        record_wrong_password(address=credentials.get("email", ""), user_agent=user_agent)

    def post_login(self, request, user, **kwargs):
        """Record a sign-in that is complete, with the second step if there is one."""
        _record_outcome(request, user, SignInOutcome.SIGNED_IN)
        return super().post_login(request, user, **kwargs)

    def clean_email(self, email: str) -> str:
        """Return the email address if its domain is exactly one of the agency's domains; else raise ValidationError.

        The agency is that of the signed-in member. Without an agency, or if it has no domains, every address passes.
        Coordinators must keep to the same rule when they add a person.
        """
        email = super().clean_email(email)
        person = self.request.user if self.request else None
        agency = person.agency if person and person.is_authenticated else None
        if agency and not agency.allows_email(email):
            names = {"agency": agency, "domains": ", ".join(agency.domains())}
            raise ValidationError(_("Enter your work email address: %(agency)s uses %(domains)s") % names)
        return email

    def set_password(self, user, password: str) -> None:
        """Set the user's password and save only that: the other fields were read earlier and may be outdated."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_password_reset_mail(self, user: User, email: str, context: dict) -> None:
        """Email a password reset link, or why there is none: no account has the address, or its owner is shut out.

        For an address without an account, `user` is a substitute with the primary key NOBODY. All emails are rendered
        each time, so that the time taken does not reveal which one was sent.
        """
        is_shut_out = user.is_excluded or user.state in INACTIVE_STATES
        name = "unknown_account" if user.pk == NOBODY else "shut_out" if is_shut_out else "password_reset_key"
        context = {**context, "email": email, "state": user.state, "member_states": MemberState}
        context["excluded_until"] = user.excluded_until
        messages = {
            template: self.render_mail(f"account/email/{template}", email, context)
            for template in ("password_reset_key", "unknown_account", "shut_out")
        }
        send_mail(to=email, subject=messages[name].subject, text=messages[name].body)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Render an email from allauth's templates now and send it in a background task.

        So a slow mail server does not delay the request, and the time taken does not reveal whether an email was sent.
        """
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        send_mail(to=email, subject=message.subject, text=message.body)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        """Return this site's name, as an authenticator app shows it."""
        return own_network().short_name

    def encrypt(self, text: str) -> str:
        return field_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return field_cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """True if the user may delete this authenticator: a steward only if another one remains.

        Recovery codes do not count as another one.
        """
        if not authenticator.user.is_steward:
            return super().can_delete_authenticator(authenticator)
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def field_cipher() -> MultiFernet:
    """Return the cipher for stored secrets. Its keys derive from FIELD_KEYS (newest first), then SECRET_KEY."""
    sources = [*settings.FIELD_KEYS, settings.SECRET_KEY]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"field:" + key.encode()).digest())) for key in sources]
    )
