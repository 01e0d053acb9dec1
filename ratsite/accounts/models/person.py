"""People. An email address identifies an account; state and agency decide what the person may read."""

import copy
import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import INACTIVE_STATES, Listing, MemberState, Role
from ratsite.accounts.models.person_queryset import UserManager
from ratsite.lib import yearly
from ratsite.lib.addresses import address
from ratsite.lib.personal_data import OwnAddress
from ratsite.network.models import Agency

ERASED = "@invalid"
GIVEN_UP = "@given-up.invalid"  # of an account whose address another person has now
NAME_FIELDS = ("first_name", "last_name", "former_names")
NOBODY = 0  # the primary key of the substitute user for an address without an account; no row of the database has it


def name_of(first_name: str, last_name: str, email: str) -> str:
    """Return the same text as str() of a User with these values, for queries that fetch only these three columns."""
    return f"{first_name} {last_name}".strip() or (gettext("A former member") if email.endswith(ERASED) else email)


class User(AbstractUser):
    wagtail_reference_index_ignore = True

    username = None
    email = models.EmailField(_("work email address"), unique=True)
    former_names = models.JSONField(default=list, blank=True, editable=False)  # an erasure looks for them too
    job_title = models.CharField(_("role at the agency"), max_length=120, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    is_agency_lead = models.BooleanField(_("agency lead"), default=False)
    state = models.CharField(max_length=12, choices=MemberState, default=MemberState.PENDING)
    state_reason = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    readmitted_at = models.DateTimeField(null=True, blank=True)  # set after a lapse; approved_at keeps its earlier date
    # The last day on which the membership is valid without a new yearly confirmation.
    confirm_by = models.DateField(default=yearly.a_year_from_now)
    reminded = models.PositiveSmallIntegerField(_("reminded, days before"), null=True, blank=True)
    # The last day on which they may write without having accepted the newest terms; null: they have nothing to accept.
    terms_by = models.DateField(null=True, blank=True)
    terms_reminded = models.PositiveSmallIntegerField(_("reminded of the terms, days before"), null=True, blank=True)
    listed_as = models.CharField(_("in the directory"), max_length=4, choices=Listing, default=Listing.NAME)
    shows_email = models.BooleanField(_("work email address shown to members"), default=False)
    # Set when emails to the address have bounced too often. While it is set, no notifications are emailed to it.
    address_failed_at = models.DateTimeField(null=True, blank=True)
    # When a sanction ends, set by ratsite.sanctions. No job clears these columns: all readers compare them with the
    # clock. Reasons and appeals are in `Sanction`.
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    silenced_until = models.DateTimeField(null=True, blank=True, editable=False)
    excluded_until = models.DateTimeField(null=True, blank=True, editable=False)

    # How many things wait for the person under "Needs you" and in the review queue, shown in the header of every page.
    # A page counts again when the counts are a minute old (ratsite.catchup.actions.count_waiting).
    needs_count = models.PositiveSmallIntegerField(default=0, editable=False)
    review_count = models.PositiveSmallIntegerField(default=0, editable=False)
    counted_at = models.DateTimeField(default=timezone.now, editable=False)

    # Annotated by the sign-in backend. The default, 1, means that the person may have unread notifications.
    unread_groups = 1
    # Annotated by the sign-in backend too: it saves people without roles a query.
    has_roles = True

    # Whether this session has taken the second step. Without it no role counts, so a person who was fetched without a
    # session has no role. docs/decisions/0038-second-step-in-the-rules.md says who may set it.
    has_taken_second_step = False
    # True once a rule has refused a role that the person was given; ratsite.web.access then says what to do first.
    is_role_refused = False

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        ordering = ["first_name", "last_name"]
        constraints = [
            models.CheckConstraint(
                name="user_state_agrees_with_is_active",
                condition=Q(is_active=True, state__in=[MemberState.PENDING, MemberState.APPROVED]) | Q(is_active=False),
            ),
            models.UniqueConstraint(models.functions.Lower("email"), name="user_email_unique_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return name_of(self.first_name, self.last_name, self.email)

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        if self.state in INACTIVE_STATES:
            self.is_active = False
        super().save(*args, **kwargs)

    def set_name(self, first_name: str, last_name: str) -> None:
        """Change the name and keep the former one in `former_names`. The caller saves NAME_FIELDS."""
        before = self.get_full_name()
        self.first_name, self.last_name = first_name, last_name
        if before and before != self.get_full_name() and before not in self.former_names:
            self.former_names = [*self.former_names, before]

    @property
    def is_erased(self) -> bool:
        """True if the person's data was erased. What is left is a number, and an email address that cannot exist."""
        return self.email.endswith(ERASED)

    @property
    def has_given_up_address(self) -> bool:
        """True if the person's email address was given up, because another person has it now.

        Until they have a new one, the person cannot sign in or be emailed.
        """
        return self.email.endswith(GIVEN_UP)

    @property
    def own_addresses(self) -> list[OwnAddress]:
        """Return the account's former addresses and the current one, each with the time when it was the person's."""
        former = list(self.former_addresses.all())
        now = self.former_addresses.free_address(self.email)
        since = max((time for time in (now.since, *(one.until for one in former)) if time), default=None)
        return [*(OwnAddress(one.email, one.since, one.until) for one in former), OwnAddress(self.email, since)]

    @property
    def former_emails(self) -> list[str]:
        """Return the person's earlier email addresses, without those that are now another account's."""
        former = dict.fromkeys(self.former_addresses.values_list("email", flat=True))
        others = User.objects.filter(email__in=former).exclude(pk=self.pk)
        return [email for email in former if email not in set(others.values_list("email", flat=True))]

    @property
    def is_member(self) -> bool:
        """True if the person is approved, confirmed and not excluded, at an agency that is still in the network."""
        return self.has_membership and not self.is_excluded

    @property
    def has_membership(self) -> bool:
        """True if the person is a member, or will be one again when an exclusion ends.

        Check this before you email someone a link to a members' page, or wait for their answer.
        """
        if self.state_today != MemberState.APPROVED or not self.is_active:
            return False
        return self.agency is None or self.agency.is_active

    @property
    def state_today(self) -> MemberState:
        """Return the membership state as of today: LAPSED after a missed confirmation.

        The stored state may differ until the daily job has run.
        """
        overdue = self.state == MemberState.APPROVED and self.confirm_by < yearly.last_open_day()
        return MemberState.LAPSED if overdue else MemberState(self.state)

    @property
    def is_asked_to_confirm(self) -> bool:
        return yearly.is_asked(self.confirm_by)

    @property
    def is_confirmation_overdue(self) -> bool:
        """True after the last day for the yearly confirmation; the person can still read for two more weeks."""
        return yearly.is_overdue(self.confirm_by)

    @property
    def is_terms_overdue(self) -> bool:
        """True if the deadline to accept the newest terms has passed. Until they accept, the person can only read."""
        return self.terms_by is not None and yearly.is_overdue(self.terms_by)

    @property
    def is_read_only(self) -> bool:
        return self.is_confirmation_overdue or self.is_terms_overdue

    @property
    def closes_on(self) -> dt.date:
        """Return the day on which a member who has not confirmed the membership loses access."""
        return self.confirm_by + yearly.READ_ONLY + dt.timedelta(days=1)

    @property
    def is_held(self) -> bool:
        """True if a moderator must read this person's posts before other members can."""
        return self.held_until is not None and self.held_until > timezone.now()

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None and self.silenced_until > timezone.now()

    @property
    def is_excluded(self) -> bool:
        return self.excluded_until is not None and self.excluded_until > timezone.now()

    @property
    def let_in_at(self) -> dt.datetime:
        """Return the time since which the person has had access without a break. Earlier feed tokens are invalid."""
        return max(filter(None, (self.member_since, self.excluded_until, self.readmitted_at)))

    @property
    def member_since(self) -> dt.datetime:
        return self.approved_at or self.date_joined

    @cached_property
    def role_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) if self.has_roles else frozenset()

    def has_role(self, role: Role) -> bool:
        """True if the person may use this role now. Every rule that gives a role a right asks this method.

        A person who has not taken the second step, or is late to confirm or accept the terms, has no role.
        """
        return self._was_given(role) and self._may_use_roles()

    def with_second_step(self) -> "User":
        """Return a copy of the person as in a session that has taken the second step.

        Use it to ask a rule about a person who is not signed in here, for example whether a colleague could decide on
        an item instead.
        """
        person = copy.copy(self)
        person.has_taken_second_step = True
        return person

    def has_perm(self, perm: str, obj=None) -> bool:
        """True if the person may use this permission in the CMS now. Permissions come only from roles."""
        return super().has_perm(perm, obj) and self._may_use_roles()

    def _was_given(self, *roles: Role) -> bool:
        # The names are cached: a page asks about several roles.
        return self.is_superuser or any(role.value in self.role_names for role in roles)

    def _may_use_roles(self) -> bool:
        self.is_role_refused = not (self.has_taken_second_step and self._is_in_office)
        return not self.is_role_refused

    @property
    def _is_in_office(self) -> bool:
        return not self.is_read_only and self.is_member

    @property
    def is_steward(self) -> bool:
        """True if the person was given any steward role, and therefore needs a second step at sign-in."""
        return self.is_superuser or not self.role_names.isdisjoint(Role.values)

    @property
    def is_coordinator(self) -> bool:
        return self.has_role(Role.COORDINATOR)

    @cached_property
    def is_only_coordinator(self) -> bool:
        """True if nobody else is a coordinator, not even one whose role does not count today. Costs one query."""
        return not User.objects.holders_of(Role.COORDINATOR).exclude(pk=self.pk).exists()

    # For the navigation only. Stewards see the links before they have taken the second step: the pages ask for it.

    @property
    def shows_review_pages(self) -> bool:
        return self._is_in_office and self._was_given(Role.MODERATOR, Role.CURATOR, Role.COORDINATOR)

    @property
    def shows_moderation_pages(self) -> bool:
        return self._is_in_office and self._was_given(Role.MODERATOR, Role.COORDINATOR)

    @property
    def shows_contact_pages(self) -> bool:
        return self._is_in_office and self._was_given(Role.CURATOR, Role.COORDINATOR)

    @property
    def shows_coordination_pages(self) -> bool:
        return self._is_in_office and self._was_given(Role.COORDINATOR)

    @property
    def shows_cms(self) -> bool:
        return self._is_in_office and self._was_given(Role.EDITOR, Role.COORDINATOR)

    @property
    def last_week(self) -> dt.date | None:
        """Return the Monday of the week of the person's last sign-in, or None. Agency leads see no more exact time.

        A session lasts a week, so the exact time of a sign-in does not say more about who still uses the site.
        """
        if self.last_login is None:
            return None
        day = timezone.localdate(self.last_login)
        return day - dt.timedelta(days=day.weekday())

    @property
    def is_listed_by_role(self) -> bool:
        return self.listed_as == Listing.ROLE

    @property
    def page_url(self) -> str:
        """Return the address of this member's page; "" if they are listed by role or are not a member today."""
        listed = not self.is_listed_by_role and self.is_member
        return address("members:member", self.pk) if listed else ""

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:1].upper()
