from allauth.account.auth_backends import AuthenticationBackend

from ratsite.accounts.models import User
from ratsite.notifications.listing import unread_groups


class MemberBackend(AuthenticationBackend):
    """allauth's backend, fetching at once what members' pages show: a person, their agency, what they are told."""

    def get_user(self, user_id) -> User | None:
        people = User.objects.select_related("agency").annotate(unread_groups=unread_groups())
        user = people.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
