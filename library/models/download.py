from django.db import models
from django.db.models import Q

from library.models.resource import Resource
from library.models.version import ResourceFile
from ratsite.accounts.rules import can_curate
from ratsite.files.download_reasons import GivenReason, GivenReasonQuerySet


class ResourceDownloadQuerySet(GivenReasonQuerySet):
    def visible_to(self, user) -> "ResourceDownloadQuerySet":
        return self.filter(resource__in=Resource.objects.visible_to(user)) if can_curate(user) else self.none()


class ResourceDownload(GivenReason):
    """A person's reason for one download of a resource's file. Curators who can read the resource read it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="downloads")
    file = models.ForeignKey(ResourceFile, on_delete=models.SET_NULL, null=True, related_name="downloads")

    objects = ResourceDownloadQuerySet.as_manager()

    class Meta(GivenReason.Meta):
        indexes = [models.Index(fields=["file", "person", "created_at"], name="resource_download_lately")]
        constraints = [models.CheckConstraint(name="resource_download_said", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"download of a resource {self.pk}"
