import datetime as dt

from django.db import models
from django.db.models import Q

from ratsite.accounts.enums import SignInOutcome
from ratsite.accounts.models.person import User

DELETE_SIGN_INS_AFTER = dt.timedelta(days=30)  # long enough to notice an attempt after a holiday


class SignInQuerySet(models.QuerySet):
    def visible_to(self, reader) -> "SignInQuerySet":
        """Return the reader's own sign-ins, newest first."""
        return self.filter(person=reader) if reader.is_authenticated and reader.is_member else self.none()


class SignIn(models.Model):
    """One step of a person's sign-in, successful or not. It stores the kind of device, never an IP address.

    An attempt with an unknown address is stored too, without a person, so that it takes as long as other attempts.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sign_ins")
    at = models.DateTimeField(db_index=True)
    device = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, choices=SignInOutcome)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="sign_in_of_nobody_failed", condition=Q(person__isnull=False) | Q(outcome=SignInOutcome.PASSWORD)
            )
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"

    @property
    def is_bad(self) -> bool:
        return self.outcome in (SignInOutcome.PASSWORD, SignInOutcome.CODE, SignInOutcome.PASSKEY)
