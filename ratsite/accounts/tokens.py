"""Password reset links. allauth's forms import this module while they load; import it nowhere else."""

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from ratsite.accounts.enums import INACTIVE_STATES
from ratsite.accounts.models import User
from ratsite.network.models import NetworkSettings


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Generator of password reset tokens, which become invalid when address, password or membership change.

    A sign-in makes them invalid too. So does a restore of the site from a backup, which may not know yet that a link
    was used.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        usual = super()._make_hash_value(user, timestamp)
        addresses = EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True)
        # A person who comes back has new values here, so links from before stay invalid.
        in_network = user.agency is None or user.agency.is_active
        state = f"{user.state}|{user.approved_at}|{user.readmitted_at}|{user.excluded_until}|{in_network}"
        restored_at = NetworkSettings.objects.values_list("restored_at", flat=True).first()
        return f"{usual}|{'|'.join(sorted({user.email, *addresses}))}|{state}|{restored_at}"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not user.is_active or user.is_excluded or user.state in INACTIVE_STATES:
            return False
        return super().check_token(user, token)
