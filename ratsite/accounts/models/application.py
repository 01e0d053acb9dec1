import datetime as dt
import uuid

from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import OPEN_APPLICATIONS, ApplicationState, Role, Route
from ratsite.accounts.models.invitation import Invitation
from ratsite.accounts.models.person import User
from ratsite.accounts.models.terms import TermsOfReference
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Remit

SALT = "ratsite.accounts.application"
STATEMENT_LENGTH = 2000
ANSWER_LENGTH = 1200
SPOKEN_LENGTH = 300


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, reader) -> "ApplicationQuerySet":
        """Return the applications with a proved address if the reader is a coordinator, and none for other readers."""
        if not (reader.is_authenticated and reader.has_role(Role.COORDINATOR)):
            return self.none()
        return self.exclude(state=ApplicationState.UNPROVED)

    def open(self) -> "ApplicationQuerySet":
        return self.filter(state__in=OPEN_APPLICATIONS)

    def let_in(self) -> "ApplicationQuerySet":
        """Return the applications that made a person a member, each with the person and the inviter fetched."""
        related = ("person__agency", "invitation__inviter__agency")
        return self.filter(state=ApplicationState.APPROVED, person__isnull=False).select_related(*related)

    def by_token(self, token: str) -> "Application | None":
        """Return the application to which an emailed link leads.

        Returns None if the link is invalid, or if the applicant has not yet proved that the email address is theirs.

        token: the signed part of the link.
        """
        key = _key_in(token)
        return self.exclude(state=ApplicationState.UNPROVED).filter(key=key).first() if key else None

    def is_deleted_behind(self, token: str) -> bool:
        """True if the link was emailed for an application that was deleted: by its applicant or because of its age."""
        key = _key_in(token)
        return key is not None and not self.filter(key=key).exists()


def _key_in(token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


class Application(models.Model):
    """A request to join the network. Coordinators read all of it. An emailed link shows the applicant its state."""

    wagtail_reference_index_ignore = True

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.UNPROVED)

    route = models.CharField(max_length=10, choices=Route)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    email = models.EmailField(_("work email address"))
    job_title = models.CharField(_("role at the agency"), max_length=120)
    duties = models.TextField(max_length=600)
    # The applicant types the agency: strangers are not shown the network's list.
    agency_name = models.CharField(max_length=120)
    agency_kind = models.CharField(max_length=20, choices=AgencyKind, blank=True)
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    agency_does = models.TextField(max_length=1200)
    agency_cannot = models.TextField(max_length=1200)
    referee_name = models.CharField(max_length=120)
    referee_agency = models.CharField(max_length=120)
    referee_email = models.EmailField()
    statement = models.TextField(max_length=STATEMENT_LENGTH)
    # The applicant's reasons why text that looks personal, here, in an answer or in an appeal, identifies nobody; one a
    # line.
    explanation = models.TextField(blank=True)
    terms = models.ForeignKey(TermsOfReference, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="application"
    )
    created_at = models.DateTimeField()

    # `code_digest` is a keyed digest. `proved_at` is when the code, or an invitation to this address, was given.
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True, blank=True)

    # The newest decision; earlier ones are in the audit log.
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    appeal = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="application_rejected_has_reason",
                condition=~Q(state__in=[ApplicationState.REJECTED, ApplicationState.APPEALED]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="application_decided_says_when",
                condition=~Q(state__in=[ApplicationState.APPROVED, ApplicationState.REJECTED])
                | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_unproved_until_proved",
                condition=Q(state=ApplicationState.UNPROVED, proved_at=None)
                | (~Q(state=ApplicationState.UNPROVED) & Q(proved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_appealed_has_words",
                condition=~Q(state=ApplicationState.APPEALED) | ~Q(appeal=""),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="application_open_once_an_address",
                condition=Q(state__in=OPEN_APPLICATIONS),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    @property
    def may_appeal(self) -> bool:
        return self.state == ApplicationState.REJECTED and self.appealed_at is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_APPLICATIONS

    def get_absolute_url(self) -> str:
        """Return the URL of the applicant's own page. Only the secrecy of this URL protects the page."""
        return reverse("joining:application", args=[signing.dumps(str(self.key), salt=SALT)])


class ApplicantQuestion(models.Model):
    """A coordinator's question to an applicant, and the answer."""

    TIME_TO_ANSWER = dt.timedelta(days=60)  # as the privacy page says; then the application is deleted

    wagtail_reference_index_ignore = True

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(max_length=ANSWER_LENGTH)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=ANSWER_LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def answer_by(self) -> dt.datetime:
        """Return the time at which the application is deleted, if the applicant has not answered by then."""
        return self.asked_at + self.TIME_TO_ANSWER
