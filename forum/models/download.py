"""Why somebody took a file that is marked closely."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.models.attachment import Attachment
from forum.models.post import Post
from forum.querysets import DownloadReasonQuerySet
from ratsite.network.models import Agency

REASON_HOLDS = dt.timedelta(hours=24)  # for so long the same person takes the same file without being asked again
REASON_KEPT = dt.timedelta(days=366)  # long enough to look back from a yearly review
SHORTEST, LONGEST = 5, 200  # characters: a reason that somebody can answer for, and no essay


class DownloadReason(models.Model):
    """One person's reason for one file, for the moderators of its board. It outlives the file."""

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="download_reasons")
    attachment = models.ForeignKey(Attachment, on_delete=models.SET_NULL, null=True, related_name="download_reasons")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # As it was then: people move on, and what they took they took for that agency.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=LONGEST)
    created_at = models.DateTimeField()

    objects = DownloadReasonQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["attachment", "person", "created_at"], name="download_reason_lately")]
        constraints = [models.CheckConstraint(name="download_reason_said", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"download reason {self.pk}"
