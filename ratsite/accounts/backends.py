from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.inbox import unread_groups


class MemberBackend(AuthenticationBackend):
    """allauth's authentication backend, which fetches the user and what every page needs to know of them in one query.

    Every page needs the agency, the number of unread notification groups, and whether the user has roles.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Return the person with this address and password, or None. An unknown address takes one query, too.

        allauth's own method looks up an unknown address in a second table, so that the time taken tells strangers which
        addresses have an account.
        """
        people = User.objects.signing_in_with(email)
        return next((person for person in people if self._check_password(person, password)), None)

    def get_user(self, user_id) -> User | None:
        user = _signed_in.first(user_id)
        return user if user and self.user_can_authenticate(user) else None


@compiled(int)
def _signed_in(user_id: int) -> UserQuerySet:
    roles = User.groups.through.objects.filter(user=OuterRef("pk"))
    people = User.objects.filter(pk=user_id).select_related("agency").order_by()
    return people.annotate(unread_groups=unread_groups(), has_roles=Exists(roles))
