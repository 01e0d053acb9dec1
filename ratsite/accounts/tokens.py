"""Links for a new password. allauth's form module imports this one while it is read: import it from nowhere else."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator

from ratsite.accounts.enums import INACTIVE_STATES
from ratsite.accounts.models import User


class ResetTokenGenerator(EmailAwarePasswordResetTokenGenerator):
    """A link dies with the address, the password, the sign-in that it was asked for before, and the membership."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        usual = super()._make_hash_value(user, timestamp)
        # Whoever comes back is approved anew, or was suspended until then: no link from before opens anything again.
        in_network = user.agency is None or user.agency.is_active
        return f"{usual}|{user.state}|{user.approved_at}|{user.readmitted_at}|{user.suspended_until}|{in_network}"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or user.is_suspended or user.state in INACTIVE_STATES:
            return False
        return super().check_token(user, token)
