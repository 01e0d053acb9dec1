"""Files of a post."""

import uuid

from django.db import models
from django.urls import reverse

from forum.models.post import Post
from forum.querysets import AttachmentQuerySet
from ratsite.files.models import StoredFile

MOST_FILES = 5  # of one post


class Attachment(models.Model):
    """One file of a post; its address is its own number. `waits`: it came with a change that a moderator looks at.

    `identifies`: its check found what may identify somebody. Until a moderator has let it pass (filing.let_pass), only
    its author is given it, whatever becomes of the post. What a file says of itself is not kept: this remembers it.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    waits = models.BooleanField(default=False)
    identifies = models.BooleanField(default=False)
    is_put_right = models.BooleanField(default=False)  # its author has changed the post since it was refused
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def is_open(self) -> bool:
        """As AttachmentQuerySet.open() asks: whoever reads the post is given it."""
        return self.stored_file.is_clean and not self.waits and not self.identifies

    def get_absolute_url(self) -> str:
        return reverse("forum:file_download", args=[self.pk, self.stored_file.name])
