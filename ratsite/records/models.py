"""The registers that the law asks for: complaints, personal data breaches, risk assessments.

Entries do not name anyone. The complainant's name is stored only with their message. Entries describe the people
affected by kind and number.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.rules import can_manage_members
from ratsite.lib import yearly
from ratsite.lib.numbers import random_number
from ratsite.lib.optimistic_lock import content_hash
from ratsite.pages.models import ContactMessage
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, Regulator, RiskLevel

TEXT_LENGTH = 2000
ANSWER_WITHIN = dt.timedelta(days=30)  # days within which we answer, as the complaints page promises
# UK GDPR, article 33(1): the time to tell the regulator, from when we know of the breach.
TELL_WITHIN = dt.timedelta(hours=72)
DUPLICATE_WITHIN = dt.timedelta(hours=1)  # the same risk assessment within this time is a duplicate


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AssessmentQuerySet":
        return self.all() if can_manage_members(user) else self.none()


class RegisterQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RegisterQuerySet":
        """Return all entries for coordinators, none for other users.

        Moderators may not read them, because an entry may be about any of them.
        """
        return self.all() if can_manage_members(user) else self.none()

    def open(self) -> "RegisterQuerySet":
        return self.filter(closed_at=None)


class ComplaintQuerySet(RegisterQuerySet):
    def visible_to(self, user) -> "ComplaintQuerySet":
        """Return the complaints that are not about the user, for coordinators; none for other users."""
        return super().visible_to(user).exclude(concerns=user.pk)


class Entry(models.Model):
    """Base model of complaints and breaches: who entered it, when a reminder was sent, when it was closed."""

    FACTS: tuple[str, ...]  # the fields that coordinators can change while the entry is open

    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def facts_hash(self) -> str:
        """Return the hash of the fields named in FACTS (optimistic lock)."""
        columns = (self._meta.get_field(name).attname for name in self.FACTS)
        return content_hash([self.pk, *(str(getattr(self, column)) for column in columns)])


class Complaint(Entry):
    FACTS = ("received_at", "channel", "subject", "summary", "concerns")

    # A gap in a sequence of numbers would tell a coordinator that a complaint about them is hidden from them.
    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    received_at = models.DateTimeField(db_index=True)
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    subject = models.CharField(max_length=10, choices=ComplaintSubject)
    summary = models.TextField(max_length=TEXT_LENGTH)
    # The message from the contact page. Null for other channels, and once the message is old enough to be deleted.
    message = models.OneToOneField(ContactMessage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The moderator, curator, editor or coordinator whom the complaint is about. They never see the complaint.
    concerns = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Answer, blank=True)
    answer = models.TextField(max_length=TEXT_LENGTH, blank=True)
    lesson = models.TextField(max_length=TEXT_LENGTH, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="complaint_closed_with_an_answer",
                condition=Q(closed_at=None, outcome="", answer="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            )
        ]

    def __str__(self) -> str:
        return gettext("Complaint %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("records:complaint", args=[self.pk])

    @property
    def due_at(self) -> dt.datetime:
        return self.received_at + ANSWER_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and timezone.now() > self.due_at


class Breach(Entry):
    FACTS = ("known_at", "what", "whose", "how_many", "harm", "contained")

    known_at = models.DateTimeField(_("known since"), db_index=True)
    what = models.TextField(_("what happened"), max_length=TEXT_LENGTH)
    whose = models.CharField(_("whose data"), max_length=300)
    how_many = models.CharField(max_length=10, choices=HowMany)
    harm = models.CharField(max_length=10, choices=Harm)
    contained = models.TextField(_("what was done at once"), max_length=TEXT_LENGTH, blank=True)
    regulator = models.CharField(_("the Information Commissioner"), max_length=10, choices=Regulator, blank=True)
    regulator_why = models.TextField(max_length=TEXT_LENGTH, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the Commissioner was told
    decided_at = models.DateTimeField(null=True, blank=True)  # when the decision was recorded here
    people_told = models.TextField(_("what the people concerned were told"), max_length=TEXT_LENGTH, blank=True)
    lesson = models.TextField(max_length=TEXT_LENGTH, blank=True)

    class Meta:
        verbose_name_plural = _("breaches")
        ordering = ["-known_at"]
        constraints = [
            models.CheckConstraint(
                name="breach_decided_with_a_reason",
                condition=Q(regulator="", decided_at=None)
                | (~Q(regulator="") & ~Q(regulator_why="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="breach_told_with_its_time",
                condition=Q(regulator=Regulator.TOLD, told_at__isnull=False)
                | (~Q(regulator=Regulator.TOLD) & Q(told_at=None)),
            ),
            models.CheckConstraint(
                name="breach_closed_after_the_decision",
                condition=Q(closed_at=None) | (Q(decided_at__isnull=False) & ~Q(lesson="")),
            ),
            models.CheckConstraint(
                name="breach_with_high_risk_closed_when_people_know",
                condition=Q(closed_at=None) | ~Q(harm=Harm.HIGH) | ~Q(people_told=""),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Breach %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("records:breach", args=[self.pk])

    @property
    def due_at(self) -> dt.datetime:
        return self.known_at + TELL_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.decided_at is None and timezone.now() > self.due_at

    @property
    def was_late(self) -> bool:
        """True if the regulator was told more than 72 hours after the breach was known.

        The notification must then give reasons for the delay (UK GDPR, Article 33(1)).
        """
        return self.told_at is not None and self.told_at > self.due_at


class RiskAssessment(models.Model):
    """A risk assessment under the Online Safety Act 2023, s. 9. It never changes: the next assessment is a new row."""

    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.TextField(_("what was looked at"), max_length=TEXT_LENGTH)
    review_by = models.DateField(default=yearly.a_year_from_now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return gettext("Risk assessment %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("records:risk", args=[self.pk])

    @property
    def is_due(self) -> bool:
        return timezone.localdate() > self.review_by

    def was_just_made_by(self, user) -> bool:
        return self.made_by_id == user.pk and self.made_at > timezone.now() - DUPLICATE_WITHIN


class Risk(models.Model):
    assessment = models.ForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(max_length=15, choices=IllegalContent)
    level = models.CharField(max_length=10, choices=RiskLevel)
    why = models.TextField(_("why, and what we do about it"), max_length=TEXT_LENGTH)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "kind"], name="risk_once_in_an_assessment")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_level_display()}"
