"""Private addresses: what a feed reader or a calendar asks, which cannot sign in."""

import hashlib

from django.conf import settings
from django.db import models

from ratsite.feeds.enums import Kind


def fingerprint(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash of it tells nobody anything."""
    return hashlib.sha256(token.encode()).hexdigest()


class FeedTokenQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FeedTokenQuerySet":
        """One's own."""
        return self.filter(person=user) if user.is_authenticated and user.is_member else self.none()

    def behind(self, token: str, kind: Kind) -> "FeedToken | None":
        """The living one with this token, with its person and their agency; one query. None whatever is wrong."""
        rows = self.select_related("person__agency").filter(kind=kind, fingerprint=fingerprint(token))
        found = rows.first()
        return found if found is not None and found.is_alive else None


class FeedToken(models.Model):
    """One person's token of one kind. The token itself is shown once and kept nowhere."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
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
        """Ends with the membership it was made in, and with a suspension: who is let in again makes a new one."""
        return self.person.is_member and self.made_at >= self.person.let_in_at
