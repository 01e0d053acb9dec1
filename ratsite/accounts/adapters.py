"""Where allauth asks us: who may sign up, what a refused person reads, how mail leaves, how secrets are kept."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.shortcuts import redirect, render

from ratsite.accounts.enums import MemberState
from ratsite.notifications.actions import send_mail


class ApprovalStage(LoginStage):
    """After the e-mail address is proved: nobody gets a session before the network has said yes."""

    key = "ratsite_approval"
    urlname = "accounts:waiting"

    def handle(self):
        if self.login.user.is_member:
            return None, True
        return redirect("accounts:waiting"), False


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """The coordinator makes accounts; "Join" explains how to ask for one."""
        return False

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        after_email = stages.index("allauth.account.stages.EmailVerificationStage") + 1
        return [*stages[:after_email], "ratsite.accounts.adapters.ApprovalStage", *stages[after_email:]]

    def respond_user_inactive(self, request, user):
        """Only someone who gave the right password gets here, so the words tell a stranger nothing."""
        return render(
            request,
            "accounts/refused.html",
            {"state": MemberState(user.state), "member_states": MemberState},
            status=403,
        )

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Rendered now, sent by a task: a slow mail server must not hold up, or tell apart, a request."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        send_mail(to=email, subject=message.subject, text=message.body)


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return field_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return field_cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A steward keeps at least one second factor (recovery codes alone do not count)."""
        if not authenticator.user.is_steward:
            return super().can_delete_authenticator(authenticator)
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def field_cipher() -> MultiFernet:
    """Fernet under a key of its own, made from FIELD_KEYS (newest first) or, without them, from SECRET_KEY."""
    sources = settings.FIELD_KEYS or [settings.SECRET_KEY]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"field:" + key.encode()).digest())) for key in sources]
    )
