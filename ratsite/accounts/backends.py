from allauth.account.auth_backends import AuthenticationBackend

from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.prepared import prepared
from ratsite.lib.written import WrittenExists
from ratsite.notifications.listing import unread_groups


class MemberBackend(AuthenticationBackend):
    """allauth's backend, fetching at once what members' pages show: a person, their agency, what they are told."""

    def get_user(self, user_id) -> User | None:
        user = _signed_in.one(user_id)
        return user if user and self.user_can_authenticate(user) else None


@prepared(int)
def _signed_in(user_id: int) -> UserQuerySet:
    people = User.objects.filter(pk=user_id).select_related("agency").order_by()
    return people.annotate(unread_groups=unread_groups(), has_roles=WrittenExists(_roles_of, "pk"))


def _roles_of(person):
    return User.groups.through.objects.filter(user=person)
