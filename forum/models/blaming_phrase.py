"""Phrases that sound like blame, which members propose and moderators accept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import PhraseState
from forum.models.access import is_member


class BlamingPhraseQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BlamingPhraseQuerySet":
        return self.exclude(state=PhraseState.DECLINED) if is_member(user) else self.none()

    def accepted(self) -> "BlamingPhraseQuerySet":
        return self.filter(state=PhraseState.ACCEPTED)

    def proposed(self) -> "BlamingPhraseQuerySet":
        return self.filter(state=PhraseState.PROPOSED)


class BlamingPhrase(models.Model):
    """A phrase that sounds like blame, with what many write instead. Every writer is advised on accepted phrases."""

    wagtail_reference_index_ignore = True

    phrase = models.CharField(max_length=60, unique=True)
    instead = models.CharField(max_length=160)
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=PhraseState, default=PhraseState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)  # None: it was in the list from the beginning
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BlamingPhraseQuerySet.as_manager()

    class Meta:
        ordering = ["phrase"]
        constraints = [
            models.CheckConstraint(
                name="phrase_proposed_at_a_time", condition=~Q(state="proposed") | Q(proposed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"phrase {self.pk}"
