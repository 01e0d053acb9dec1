"""Suggestions: resources that members think the library should have."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from library.enums import SuggestionState
from library.models.resource import Resource
from ratsite.accounts.rules import can_curate
from ratsite.network.models import Agency


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SuggestionQuerySet":
        """Return all suggestions for a curator, and the user's own for other members."""
        if can_curate(user):
            return self.all()
        return self.filter(suggested_by=user) if user.is_authenticated and user.is_member else self.none()

    def waiting(self) -> "SuggestionQuerySet":
        return self.filter(state=SuggestionState.WAITING)

    def taken(self) -> "SuggestionQuerySet":
        return self.filter(state=SuggestionState.TAKEN)


class Suggestion(models.Model):
    """A member's suggestion of a resource, with why it is useful and what a curator answered."""

    wagtail_reference_index_ignore = True

    title = models.CharField(max_length=160)
    why = models.CharField(max_length=500)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suggested_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.WAITING)
    # The draft that was made of the suggestion, or the resource that the draft became a version of; in the state KNOWN,
    # the resource that the library has already. None if the suggestion was declined, withdrawn or deleted.
    resource = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestions")
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_declined_says_why", condition=~Q(state=SuggestionState.DECLINED) | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == SuggestionState.WAITING
