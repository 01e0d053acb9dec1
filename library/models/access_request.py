"""Requests for files that readers have to ask for, with the answers and the access that was granted."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from library.models.resource import Resource
from library.models.version import ResourceFile
from ratsite.accounts.rules import can_curate
from ratsite.network.models import Agency

REASON_LENGTH = 300
# How long a request is stored after its answer or the end of the access: enough for a yearly review.
DELETE_REQUESTS_AFTER = dt.timedelta(days=366)


class RequestState(models.TextChoices):
    WAITS = "waits", _("Waiting for an answer")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended early")


class AccessRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AccessRequestQuerySet":
        """Return the requests that the user may see.

        Members see their own requests, agency leads also those for resources of their agency, and curators all. The
        user must be able to read the resource to which the file belongs.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        mine = Q(asked_by=user)
        if user.is_agency_lead and user.agency_id is not None:
            mine |= Q(file__version__resource__agency=user.agency_id)
        requests = self.filter(file__version__resource__in=Resource.objects.visible_to(user))
        return requests if can_curate(user) else requests.filter(mine)

    def waiting(self) -> "AccessRequestQuerySet":
        return self.filter(state=RequestState.WAITS)

    def in_force(self) -> "AccessRequestQuerySet":
        return self.filter(state=RequestState.GRANTED, ends_at__gt=Now())

    def old(self) -> "AccessRequestQuerySet":
        """Return the requests that are old enough to be deleted: declined, withdrawn or ended more than a year ago."""
        then = timezone.now() - DELETE_REQUESTS_AFTER
        is_over = Q(ends_at__lt=then) | Q(ends_at=None, decided_at__lt=then)
        return self.exclude(state=RequestState.WAITS).filter(is_over)


class AccessRequest(models.Model):
    """A member's request to read one file, with the member's reason and the answer."""

    wagtail_reference_index_ignore = True

    file = models.ForeignKey(ResourceFile, on_delete=models.CASCADE, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The agency of the person who asked, at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=REASON_LENGTH)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITS)
    # The reason why it was declined or ended early. The person who asked reads it.
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)  # when the access ends: at the end of its last day

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "asked_by"],
                name="access_request_one_waits",
                condition=Q(state=RequestState.WAITS),
            ),
            models.CheckConstraint(
                name="access_request_granted_ends",
                condition=~Q(state=RequestState.GRANTED) | Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="access_request_refused_says_why",
                condition=~Q(state__in=(RequestState.DECLINED, RequestState.ENDED)) | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"access request {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:access_request", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == RequestState.WAITS

    @property
    def is_in_force(self) -> bool:
        return self.state == RequestState.GRANTED and self.ends_at is not None and self.ends_at > timezone.now()

    @property
    def ends_on(self) -> dt.date | None:
        """Return the last day of the access."""
        return timezone.localdate(self.ends_at - dt.timedelta(minutes=1)) if self.ends_at else None
