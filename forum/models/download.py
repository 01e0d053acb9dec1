from django.db import models
from django.db.models import Q

from forum.models.attachment import Attachment
from forum.models.post import Post
from ratsite.files.download_reasons import GivenReason, GivenReasonQuerySet


class DownloadReasonQuerySet(GivenReasonQuerySet):
    def moderated_by(self, user) -> "DownloadReasonQuerySet":
        return self.filter(post__in=Post.objects.moderated_by(user))


class DownloadReason(GivenReason):
    """The reason that a person gave for one download of a file. The moderators of the post's board read it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="download_reasons")
    attachment = models.ForeignKey(Attachment, on_delete=models.SET_NULL, null=True, related_name="download_reasons")

    objects = DownloadReasonQuerySet.as_manager()

    class Meta(GivenReason.Meta):
        indexes = [models.Index(fields=["attachment", "person", "created_at"], name="download_reason_lately")]
        constraints = [models.CheckConstraint(name="download_reason_said", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"download reason {self.pk}"
