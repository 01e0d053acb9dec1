"""Files that are saved with a draft until the draft is posted."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from forum.models.access import is_member
from forum.models.draft import DELETE_DRAFTS_AFTER, Draft
from ratsite.files.models import StoredFile


class DraftFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DraftFileQuerySet":
        """Return the files of the user's own drafts that have not expired. Nobody else sees a draft's files."""
        if not is_member(user):
            return self.none()
        return self.filter(draft__person=user.pk, draft__saved_at__gte=timezone.now() - DELETE_DRAFTS_AFTER)

    def served(self) -> "DraftFileQuerySet":
        """Return the files that have passed the check. Nobody can download any other file."""
        return self.filter(stored_file__in=StoredFile.objects.clean())


class DraftFile(models.Model):
    """A file that was sent with a form and is saved with the form's draft. Posting the draft makes it an attachment.

    hold_reasons: the reasons, found by the check of the file, to hold the post that will get it. sent_sha256: the hash
    of the bytes as they were sent, so that a form that is sent twice stores the file once.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="draft_file")
    sent_sha256 = models.CharField(max_length=64)
    hold_reasons = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"draft file {self.pk}"

    @property
    def name(self) -> str:
        return self.stored_file.name

    def get_absolute_url(self) -> str:
        return reverse("drafts:draft_file", args=[self.pk, self.name])
