import datetime as dt
import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models.person import User

LIFE = dt.timedelta(days=30)  # covers a holiday and a busy fortnight; after that the person can apply without it
MEMO_LENGTH = 600
OUTCOMES = {
    ApplicationState.APPROVED: _("They are now a member"),
    ApplicationState.REJECTED: _("They were not approved"),
}


def fingerprint(token: str) -> str:
    """Return the SHA-256 of an invitation's token, as stored. The token is long and random, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, reader) -> "InvitationQuerySet":
        return self.filter(inviter=reader) if reader.is_authenticated and reader.is_member else self.none()

    def open(self) -> "InvitationQuerySet":
        """Return the invitations that are not revoked, used or expired.

        Whether the inviter is still a member is not checked; `Invitation.counts` does that.
        """
        return self.filter(revoked_at=None, used_at=None, made_at__gt=timezone.now() - LIFE)


class Invitation(models.Model):
    """An invitation by which a member vouches for a person outside the network, who still has to apply.

    The invitation's token is in one email and is not stored.
    """

    wagtail_reference_index_ignore = True

    inviter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations")
    email = models.EmailField(_("their work email address"))
    memo = models.TextField(_("why you invite them"), max_length=MEMO_LENGTH)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def expires_at(self) -> dt.datetime:
        return self.made_at + LIFE

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.used_at is None and timezone.now() < self.expires_at

    @property
    def outcome_text(self) -> str:
        """Return words for the inviter that say what became of the invitation. They never give a reason."""
        if self.revoked_at is not None:
            return _("You withdrew this invitation")
        if self.used_at is None:
            return _("Open") if self.is_open else _("Expired")
        application = getattr(self, "application", None)
        if application is None:
            return _("They withdrew their application")
        return OUTCOMES.get(application.state, _("They applied, and a coordinator will decide"))

    @property
    def counts(self) -> bool:
        """True if the token is valid today: the invitation is open and the inviter is still a member."""
        return self.is_open and self.inviter is not None and self.inviter.is_member
