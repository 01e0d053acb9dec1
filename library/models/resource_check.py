"""Checks of resources: whether a resource is still right, who says so, and when it must be checked again."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from library.enums import CheckOutcome, CheckState
from library.models.resource import Resource
from ratsite.accounts.rules import can_curate
from ratsite.network.models import Agency

CHECK_REASON_LENGTH = 300
NEXT_CHECK_AFTER = dt.timedelta(days=365)  # law and duties in this field change every year


class ResourceCheckQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceCheckQuerySet":
        """Return the done checks of resources that the user can read. Curators also get waiting and refused checks."""
        checks = self.filter(resource__in=Resource.objects.visible_to(user))
        return checks if can_curate(user) else checks.done()

    def done(self) -> "ResourceCheckQuerySet":
        return self.filter(state=CheckState.DONE)

    def waiting(self) -> "ResourceCheckQuerySet":
        return self.filter(state=CheckState.WAITING)


class ResourceCheck(models.Model):
    """One entry in the review history of a resource: an outcome, who decided it, why and when.

    Some checks wait for a curator of another agency, who confirms or refuses them (CheckState).
    """

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="checks")
    outcome = models.CharField(max_length=12, choices=CheckOutcome)
    state = models.CharField(max_length=10, choices=CheckState, default=CheckState.DONE)
    # None if it was made on another site, from which the resource was imported.
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The agency of checked_by at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField()
    reason = models.CharField(max_length=CHECK_REASON_LENGTH, blank=True)
    # The resource to use instead of a superseded or withdrawn one.
    instead = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    next_due_on = models.DateField(null=True, blank=True)
    # The second person, who confirmed or refused the check, or approved the version.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The agency of decided_by at that time.
    decided_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=CHECK_REASON_LENGTH, blank=True)  # why the second person refused the check

    objects = ResourceCheckQuerySet.as_manager()

    class Meta:
        ordering = ["checked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource"], name="check_one_waiting", condition=Q(state=CheckState.WAITING)
            ),
            models.CheckConstraint(
                name="check_second_is_another", condition=Q(decided_by=None) | ~Q(decided_by=F("checked_by"))
            ),
            models.CheckConstraint(
                name="check_made_here_names_its_maker", condition=Q(state=CheckState.DONE) | Q(checked_by__isnull=False)
            ),
            models.CheckConstraint(
                name="check_withdrawn_says_why", condition=~Q(outcome=CheckOutcome.WITHDRAWN) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == CheckState.WAITING
