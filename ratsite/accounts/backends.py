from functools import cache

from allauth.account.auth_backends import AuthenticationBackend

from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.written import WrittenExists
from ratsite.notifications.listing import unread_groups


class MemberBackend(AuthenticationBackend):
    """allauth's backend, fetching at once what members' pages show: a person, their agency, what they are told."""

    def get_user(self, user_id) -> User | None:
        try:
            user = _people().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None


@cache
def _people() -> UserQuerySet:
    """Put together once for each worker. Every request asks a copy: this one, walked through, would keep people."""
    people = User.objects.select_related("agency").order_by()
    return people.annotate(unread_groups=unread_groups(), has_roles=WrittenExists(_roles_of, "pk"))


def _roles_of(person):
    return User.groups.through.objects.filter(user=person)
