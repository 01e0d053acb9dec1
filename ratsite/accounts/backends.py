from allauth.account.auth_backends import AuthenticationBackend

from ratsite.accounts.models import User


class MemberBackend(AuthenticationBackend):
    """allauth's backend, fetching the person and their agency in one query: every members' page shows both."""

    def get_user(self, user_id) -> User | None:
        user = User.objects.select_related("agency").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
