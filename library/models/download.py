"""Downloads of resources' files: who downloaded a file and when, and why, if the file is closely marked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from library.models.resource import Resource
from library.models.version import ResourceFile
from ratsite.accounts.rules import can_curate
from ratsite.files.download_reasons import DELETE_REASONS_AFTER, GivenReason, GivenReasonQuerySet
from ratsite.network.models import Agency


class ResourceDownloadQuerySet(GivenReasonQuerySet):
    def visible_to(self, user) -> "ResourceDownloadQuerySet":
        return self.filter(resource__in=Resource.objects.visible_to(user)) if can_curate(user) else self.none()


class ResourceDownload(GivenReason):
    """A person's reason for one download of a resource's file. Only curators who can read the resource see it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="downloads")
    file = models.ForeignKey(ResourceFile, on_delete=models.SET_NULL, null=True, related_name="downloads")

    objects = ResourceDownloadQuerySet.as_manager()

    class Meta(GivenReason.Meta):
        indexes = [models.Index(fields=["file", "person", "created_at"], name="resource_download_lately")]
        constraints = [models.CheckConstraint(name="resource_download_said", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"download of a resource {self.pk}"


class FileDownloadQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FileDownloadQuerySet":
        """Return the downloads of resources' files that the user may count.

        They are the downloads from resources that the user can read and that the user's agency looks after, as owner or
        deputy.
        """
        if not (user.is_authenticated and user.is_member) or user.agency_id is None:
            return self.none()
        downloads = self.filter(resource__in=Resource.objects.visible_to(user))
        return downloads.filter(Q(resource__agency=user.agency_id) | Q(resource__deputy=user.agency_id))

    def old(self) -> "FileDownloadQuerySet":
        return self.filter(downloaded_at__lt=timezone.now() - DELETE_REASONS_AFTER)


class FileDownload(models.Model):
    """One download of a resource's file by a member. Repeated downloads within 10 minutes count once."""

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="file_downloads")
    file = models.ForeignKey(ResourceFile, on_delete=models.SET_NULL, null=True, related_name="file_downloads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The member's agency at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    downloaded_at = models.DateTimeField()

    objects = FileDownloadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["file", "person", "downloaded_at"], name="file_download_lately")]

    def __str__(self) -> str:
        return f"download {self.pk}"
