"""Why somebody takes a file that is marked closely. Who holds files keeps such reasons beside them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.forms import CharField, Form
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.network.models import Agency

REASON_HOLDS = dt.timedelta(hours=24)  # for so long the same person takes the same file without being asked again
REASON_KEPT = dt.timedelta(days=366)  # long enough to look back from a yearly review
SHORTEST, LONGEST = 5, 200  # characters: a reason that somebody can answer for, and no essay


class GivenReasonQuerySet(models.QuerySet):
    def keep(self, *, person: User, reason: str, **about: models.Model) -> None:
        self.create(person=person, agency=person.agency, reason=reason, created_at=timezone.now(), **about)

    def holds(self) -> "GivenReasonQuerySet":
        """Those for which nobody is asked again yet."""
        return self.filter(created_at__gt=timezone.now() - REASON_HOLDS)

    def old(self) -> "GivenReasonQuerySet":
        """Those that are forgotten now."""
        return self.filter(created_at__lt=timezone.now() - REASON_KEPT)


class GivenReason(models.Model):
    """One person's reason for one file; the model that holds the file adds which. It outlives the file."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # As it was then: people move on, and what they took they took for that agency.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=LONGEST)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-pk"]


class DownloadForm(Form):
    """Why somebody needs a file that is marked closely."""

    reason = CharField(
        label="Why you need it",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="A few words, such as “to brief the night team”. No names, plates, addresses or reference numbers.",
        error_messages={"required": "Say in a few words why you need it", "min_length": "Say it in a few words"},
    )

    def clean(self) -> dict:
        data = super().clean()
        refuse_identifiers(self, ["reason"])
        return data
