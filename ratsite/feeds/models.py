"""Tokens in private feed addresses, for feed readers and calendars, which cannot sign in."""

import hashlib

from django.conf import settings
from django.db import models

from ratsite.feeds.enums import FeedKind


def fingerprint(token: str) -> str:
    """Return the SHA-256 of a feed token, which is stored in place of it.

    Tokens are long and random and need no salt.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class FeedTokenQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedTokenQuerySet":
        return self.filter(person=user) if user.is_authenticated and user.is_member else self.none()

    def behind(self, token: str, kind: FeedKind) -> "FeedToken | None":
        """Return the stored FeedToken for this token and kind of feed, or None if none is valid. One query.

        The query also fetches the person and their agency.
        """
        rows = self.select_related("person__agency").filter(kind=kind, fingerprint=fingerprint(token))
        row = rows.first()
        return row if row is not None and row.is_alive else None


class FeedToken(models.Model):
    """A stored record of a person's token for one kind of feed. The token itself is shown once and not stored."""

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
    def is_alive(self) -> bool:
        """True if the token was made in the present membership, and neither a suspension nor a lapse came since."""
        return self.person.is_member and self.made_at >= self.person.let_in_at
