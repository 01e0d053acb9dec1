"""Tokens of private feed addresses, for feed readers and calendar programs, which cannot sign in."""

import hashlib

from django.conf import settings
from django.db import models

from ratsite.feeds.enums import FeedKind


def fingerprint(token: str) -> str:
    """Return the SHA-256 hash of a feed token, which is stored instead of the token.

    It needs no salt, because tokens are long and random.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class FeedTokenQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedTokenQuerySet":
        return self.filter(person=user) if user.is_authenticated and user.is_member else self.none()

    def by_token(self, token: str, kind: FeedKind) -> "FeedToken | None":
        """Return the FeedToken for this token and kind of feed, with person and agency; None if the token is invalid.

        Costs one query.
        """
        rows = self.select_related("person__agency").filter(kind=kind, fingerprint=fingerprint(token))
        row = rows.first()
        return row if row is not None and row.is_valid else None


class FeedToken(models.Model):
    """The hash of a person's token for one kind of feed. The token itself is not stored: the person sees it once."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=FeedKind)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)

    objects = FeedTokenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="feed_token_once_a_person_and_kind")]

    def __str__(self) -> str:
        return f"feed token {self.pk}"

    @property
    def is_valid(self) -> bool:
        """True if the owner is a member and has been one without a break since they made the token (User.let_in_at)."""
        return self.person.is_member and self.made_at >= self.person.let_in_at
