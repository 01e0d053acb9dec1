"""The queryset and the manager of people."""

import unicodedata
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from ratsite.accounts.enums import Listing, MemberState, Role
from ratsite.lib import yearly
from ratsite.lib.search.query import MARKS, WORD, fold
from ratsite.network.models import Agency, Circle

if TYPE_CHECKING:
    from ratsite.accounts.models.person import User


def _is_over(field: str) -> Q:
    """Return a condition (Q) on users: the sanction whose end is in the column `field` is not in force."""
    return Q(**{field: None}) | Q(**{f"{field}__lte": timezone.now()})


def name_words(name: str) -> list[str]:
    """Return the words of a text in lower case without accents: "O’Brien-Grey" gives "o", "brien", "grey"."""
    return WORD.findall(fold(MARKS.sub("", unicodedata.normalize("NFC", name))))


def _each_begins_a_word(typed_words: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in typed_words)


class UserQuerySet(models.QuerySet):
    def approved(self) -> "UserQuerySet":
        """Return today's members, as `User.is_member` defines them."""
        return self.in_good_standing().filter(Q(agency=None) | Q(agency__is_active=True))

    def in_good_standing(self) -> "UserQuerySet":
        """Return the people who are approved, confirmed and not excluded, even if their agency has left the network."""
        return self.filter(
            _is_over("excluded_until"),
            state=MemberState.APPROVED,
            is_active=True,
            confirm_by__gte=yearly.last_open_day(),
        )

    def asked_to_confirm(self) -> "UserQuerySet":
        """Return the approved people who still have to confirm that they belong, the earliest last day first."""
        opened = timezone.localdate() + yearly.OPENS
        return self.filter(state=MemberState.APPROVED, confirm_by__lte=opened).order_by("confirm_by", "pk")

    def visible_to(self, reader) -> "UserQuerySet":
        """Return the people whom the reader may see in the directory: all members for a member, nobody for others.

        Each member chooses what the directory shows (Listing).
        """
        return self.approved() if reader.is_authenticated and reader.is_member else self.none()

    def signing_in_with(self, address: str) -> "UserQuerySet":
        """Return the people who can sign in with this address.

        It is the address of their account, or they have proved that it is theirs. People who have proved it come first.
        Case is ignored.
        """
        proved = EmailAddress.objects.filter(user=OuterRef("pk"), email=address.lower(), verified=True)
        people = self.annotate(has_proved=Exists(proved)).filter(Q(email=address.lower()) | Q(has_proved=True))
        return people.order_by("-has_proved", "pk")

    def colleagues_in(self, agency: Agency) -> "UserQuerySet":
        """Return everyone at an agency who has not left, ordered by name, as its lead sees them."""
        colleagues = self.filter(agency=agency).exclude(state=MemberState.LEFT)
        return colleagues.select_related("agency").order_by("first_name", "last_name", "pk")

    def in_office(self, *roles: Role) -> "UserQuerySet":
        """Return the people who may use one of these roles today, once they have taken the second step.

        The rule is that of `User.has_role` with one exception: a superuser must have been given the role, too. A
        superuser runs the server, and is no colleague who can take over the work of others.
        """
        today = timezone.localdate()
        is_accepted = Q(terms_by=None) | Q(terms_by__gte=today)
        return self.holders_of(*roles).filter(is_accepted, confirm_by__gte=today)

    def holders_of(self, *roles: Role) -> "UserQuerySet":
        """Return the members who were given one of these roles, even if they cannot use it today.

        A member who is late to confirm the membership or to accept the terms may be able to use the role again
        tomorrow. So ask this method, not `in_office`, whether there is another person who can decide.
        """
        return self.approved().given(*roles)

    def given(self, *roles: Role) -> "UserQuerySet":
        """Return the people who were given one of these roles, whether or not they are members today."""
        given = self.model.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=roles)
        return self.filter(Exists(given))

    def not_silenced(self) -> "UserQuerySet":
        return self.filter(_is_over("silenced_until"))

    def coordinators(self) -> "UserQuerySet":
        return self.in_office(Role.COORDINATOR)

    def listed_by_name(self) -> "UserQuerySet":
        """Return the people who are listed in the directory by name, and so have a page of their own."""
        return self.filter(listed_as=Listing.NAME)

    def matching(self, words: str) -> "UserQuerySet":
        """Return the people whose name, role or agency contains these words.

        Members who are listed by role are not found by name.
        """
        by_name = Q(first_name__icontains=words) | Q(last_name__icontains=words) | Q(name__icontains=words)
        named = self.annotate(name=Concat("first_name", Value(" "), "last_name"))
        return named.filter(
            (Q(listed_as=Listing.NAME) & by_name) | Q(job_title__icontains=words) | Q(agency__name__icontains=words)
        )

    def called(self, typed: str) -> "UserQuerySet":
        """Return the people whose name has, for each typed word, a word that begins with it; nobody if none is typed.

        "jo sm" finds Joan Smith. Case and accents are ignored.
        """
        typed_words = name_words(typed)
        if not typed_words:
            return self.none()
        names = self.order_by().values_list("pk", "first_name", "last_name")
        return self.filter(
            pk__in=[pk for pk, *parts in names if _each_begins_a_word(typed_words, name_words(" ".join(parts)))]
        )

    def named(self, typed: str) -> "UserQuerySet":
        """Return the people whose full name consists of exactly the typed words; nobody if no word is typed.

        Case, accents and the order of the words are ignored.
        """
        typed_words = sorted(name_words(typed))
        names = self.order_by().values_list("pk", "first_name", "last_name") if typed_words else ()
        return self.filter(pk__in=[pk for pk, *parts in names if sorted(name_words(" ".join(parts))) == typed_words])

    def in_listed_order(self) -> "UserQuerySet":
        """Return the people in the order of the directory: by agency; in each, by name, then those listed by role.

        The people listed by role are ordered by their role, so that their order reveals nothing about their names.
        """
        shown = Case(
            When(listed_as=Listing.NAME, then=Concat("first_name", Value(" "), "last_name")), default=Value("")
        )
        return self.order_by("agency__name", "listed_as", shown, "job_title", "date_joined")

    def in_circle(self, circle: Circle) -> "UserQuerySet":
        """Return the people who are in a circle: themselves, through their agency or through one of its remits."""
        agencies = Agency.objects.filter(Q(circles=circle) | Q(remits__circles=circle))
        return self.filter(Q(circles=circle) | Q(agency__in=agencies)).distinct()

    def readers_of(self, circle: Circle | None) -> "UserQuerySet":
        """Return the members who may read what is shared with this circle. circle: None means all members."""
        return self.approved() if circle is None else self.approved().in_circle(circle)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(
            email, password, is_superuser=True, is_staff=True, **{"state": MemberState.APPROVED, **fields}
        )
