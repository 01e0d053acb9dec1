"""Reasons that people give for downloading closely marked files.

Each app that has files stores these reasons in its own model.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.forms import CharField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.network.models import Agency

ASK_AGAIN_AFTER = dt.timedelta(hours=24)  # how long the same person is not asked again about the same file
DELETE_REASONS_AFTER = dt.timedelta(days=366)  # how long reasons are stored: enough for a yearly review
SHORTEST, LONGEST = 5, 200  # characters of a reason
NEEDED = _("Say in a few words why you need the file")


class GivenReasonQuerySet(models.QuerySet):
    def store(self, *, person: User, reason: str, **file: models.Model) -> None:
        """Store a reason. file: the subclass's foreign key to the file, such as attachment=…."""
        self.create(person=person, agency=person.agency, reason=reason, created_at=timezone.now(), **file)

    def recent(self) -> "GivenReasonQuerySet":
        """Return the reasons given within ASK_AGAIN_AFTER. A person who gave one is not asked again for that file."""
        return self.filter(created_at__gt=timezone.now() - ASK_AGAIN_AFTER)

    def old(self) -> "GivenReasonQuerySet":
        """Return the download reasons that are old enough to be deleted: given more than DELETE_REASONS_AFTER ago."""
        return self.filter(created_at__lt=timezone.now() - DELETE_REASONS_AFTER)


class GivenReason(models.Model):
    """Base model for a person's reason to download one file.

    Subclasses add the foreign key to the file. A row stays when its file is deleted.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The person's agency at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=LONGEST)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-pk"]


class DownloadForm(CheckedForm):
    reason = CharField(
        label=_("Why you need the file"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_("For example, “to brief the night team”. No names, number plates, addresses or reference numbers."),
        error_messages={"required": NEEDED, "min_length": NEEDED},
    )
