from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from ratsite.accounts.models import User, UserQuerySet
from ratsite.notifications.listing import unread_groups


class MemberBackend(AuthenticationBackend):
    """allauth's backend, fetching at once what members' pages show: a person, their agency, what they are told."""

    def get_user(self, user_id) -> User | None:
        user = _people().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


@cache
def _people() -> UserQuerySet:
    """Put together once for each worker: every request asks it."""
    roles = Group.objects.filter(user=OuterRef("pk"))
    people = User.objects.select_related("agency").order_by()
    return people.annotate(unread_groups=unread_groups(), has_roles=Exists(roles))
