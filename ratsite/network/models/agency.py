"""Agencies, their profiles (main remit and limits at each time), and their texts that wait for a second review."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.lib import yearly
from ratsite.network.enums import AgencyKind, AgencyText, SecondReviewOutcome
from ratsite.network.models.second_review import SecondReview
from ratsite.network.models.vocabulary import Area, Remit

PROFILED = {"main_remit", "what_we_cannot_do"}  # the fields in an AgencyProfile, shown with every post


class AgencyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgencyQuerySet":
        return self.filter(is_active=True) if user.is_authenticated and user.is_member else self.none()

    def of_domain(self, email: str) -> "list[Agency]":
        """Return the active agencies whose email domain is exactly that of this address; subdomains do not count."""
        _, at, domain = email.lower().rpartition("@")
        if not (at and domain and email.isascii()):
            return []
        candidates = self.filter(is_active=True, email_domains__icontains=domain)
        return [agency for agency in candidates if domain in agency.domains()]


class Agency(models.Model):
    """An organisation in the network: what it does and, as important, what it cannot do."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    remits = models.ManyToManyField(Remit, related_name="agencies")
    main_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    areas = models.ManyToManyField(Area, related_name="agencies", blank=True)
    what_we_do = models.TextField(max_length=1200)
    what_we_cannot_do = models.TextField(
        max_length=1200,
        help_text=_("Limits that others should know. Shown next to what its people post from now on."),
    )
    is_first_responder = models.BooleanField(
        _("first responder organisation"),
        default=False,
        help_text=_("The agency may refer people to the National Referral Mechanism."),
    )
    email_domains = models.TextField(
        blank=True, help_text=_("One exact domain on each line, such as housing.example. Subdomains do not count.")
    )
    public_contacts = models.TextField(
        blank=True, help_text=_("Phone numbers and email addresses that the agency has published.")
    )
    is_active = models.BooleanField(default=True)
    # The last day on which the list of colleagues counts as checked, and the last reminder sent, in days before that
    # day.
    people_confirm_by = models.DateField(default=yearly.a_year_from_now)
    people_reminded = models.PositiveSmallIntegerField(null=True, blank=True)
    # The current profile, which new posts refer to. `save` makes a new profile when a field of PROFILED changes.
    profile = models.ForeignKey("AgencyProfile", on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        written = kwargs.get("update_fields")
        if (written is None or PROFILED & {*written}) and not self._is_profiled():
            values = {name: getattr(self, name) for name in PROFILED}
            self.profile = self.profiles.create(**values, said_at=timezone.now())
            super().save(update_fields=["profile"])

    def _is_profiled(self) -> bool:
        return self.profile is not None and all(getattr(self, name) == getattr(self.profile, name) for name in PROFILED)

    def get_absolute_url(self) -> str:
        return reverse("agencies:agency", args=[self.slug])

    @property
    def must_confirm_people(self) -> bool:
        return yearly.is_asked(self.people_confirm_by)

    def domains(self) -> list[str]:
        """Return the agency's email domains in lower case. An email address matches only if its domain is the same."""
        return [line.strip().lower() for line in self.email_domains.splitlines() if line.strip()]

    def allows_email(self, email: str) -> bool:
        """True if the address has one of the agency's email domains, or if the agency has no email domains."""
        domains = self.domains()
        return not domains or email.rpartition("@")[2].lower() in domains


class AgencyProfile(models.Model):
    """An agency's main remit and limits (what it cannot do), from `said_at` until its next profile.

    A post shows the profile from the time when it was written.
    """

    wagtail_reference_index_ignore = True

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="profiles")
    main_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    what_we_cannot_do = models.TextField(max_length=1200, blank=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"agency profile {self.pk}"


class AgencySecondReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgencySecondReviewQuerySet":
        """Return all texts in second review if the user is a coordinator, else none."""
        return self if user.is_authenticated and user.is_coordinator else self.none()

    def waiting(self) -> "AgencySecondReviewQuerySet":
        return self.filter(outcome=SecondReviewOutcome.WAITING)

    def open(self) -> "AgencySecondReviewQuerySet":
        """Return the texts that wait for a second review, or were sent back and have not been changed since."""
        return self.filter(outcome__in=[SecondReviewOutcome.WAITING, SecondReviewOutcome.SENT_BACK])


class AgencySecondReview(SecondReview):
    """A new text for an agency's page that may identify a person, held until another coordinator has reviewed it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="second_reviews")
    field = models.CharField(max_length=20, choices=AgencyText)
    text = models.TextField(max_length=1200)
    explanation = models.CharField(max_length=300)

    objects = AgencySecondReviewQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "field"],
                name="agency_second_review_once_a_field",
                condition=Q(outcome=SecondReviewOutcome.WAITING),
            ),
            models.CheckConstraint(
                name="agency_second_review_sent_back_says_why",
                condition=~Q(outcome=SecondReviewOutcome.SENT_BACK) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"second review {self.pk}"

    @property
    def is_sent_back(self) -> bool:
        return self.outcome == SecondReviewOutcome.SENT_BACK
