import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.enums import PostState
from forum.models.access import in_post, is_member
from forum.models.post import Post
from forum.models.revision import Revision
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile

OPEN = Q(waits=False, identifies=False)  # a file that no moderator needs to decide on


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """Return the open, checked files of posts that the user can read, and all files of the user's own posts.

        Withdrawn posts show no files.
        """
        if not is_member(user):
            return self.none()
        shown = OPEN & Q(stored_file__in=StoredFile.objects.clean()) | Q(post__author_id=user.pk)
        return self.filter(shown, in_post(user, "post__")).exclude(post__state=PostState.WITHDRAWN)

    def moderated_by(self, user) -> "AttachmentQuerySet":
        """Return the files of the held posts, pending edits and flagged posts that this moderator decides on."""
        posts = Post.objects.moderated_by(user)
        edited = Revision.objects.pending().moderated_by(user).values("post")
        all_files_of = Q(post__in=posts.in_queue()) | Q(post__in=posts.flagged())
        return self.filter(all_files_of | Q(waits=True, post__in=edited))

    def served(self) -> "AttachmentQuerySet":
        """Return the files that have passed the check. Nobody can download any other file."""
        return self.filter(stored_file__in=StoredFile.objects.clean())

    def to_put_right_by(self, author) -> "AttachmentQuerySet":
        """Return this person's files that the check refused, and about which the person has done nothing yet.

        The person can remove the file or change the post.
        """
        return self.visible_to(author).refused().filter(post__author=author, is_put_right=False)

    def refused(self) -> "AttachmentQuerySet":
        return self.filter(stored_file__state=FileState.REFUSED)

    def left_with_post(self) -> "AttachmentQuerySet":
        """Return the files of a withdrawn post that could not be copied to its author's draft.

        Files that the check refused are left out: they are never copied.
        """
        return self.filter(is_copied=False).exclude(stored_file__state=FileState.REFUSED)

    def needless(self) -> "AttachmentQuerySet":
        """Return the files of a withdrawn post that can be deleted: copied to a draft, or refused by the check."""
        return self.filter(Q(is_copied=True) | Q(stored_file__state=FileState.REFUSED))

    def open(self) -> "AttachmentQuerySet":
        """Return the files that every reader of the post can download: checked, and not held for a moderator.

        A search looks only into these files.
        """
        return self.served().filter(OPEN)

    def identifying(self) -> "AttachmentQuerySet":
        """Return the files that may identify a person.

        Their post or edit is held until a moderator lets them pass.
        """
        return self.filter(identifies=True)


MOST_FILES = 5  # files of one post


class Attachment(models.Model):
    """A file attached to a post. The file's address contains the id of this row.

    waits: the file came with an edit that a moderator has not decided on. identifies: the check of the file found
    text that may identify a person; what it found is not stored. Until a moderator has let the file pass
    (forum.actions.attach_files.approve_files), only its author can download it, whatever the state of the post.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    waits = models.BooleanField(default=False)
    identifies = models.BooleanField(default=False)
    is_put_right = models.BooleanField(default=False)  # the author has changed the post since the file was refused
    is_copied = models.BooleanField(default=False)  # the post was withdrawn, and its author's draft got a copy
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def is_open(self) -> bool:
        """True if every reader of the post can download this file; the same test as `AttachmentQuerySet.open()`."""
        return self.stored_file.is_clean and not self.waits and not self.identifies

    def get_absolute_url(self) -> str:
        return reverse("forum:file_download", args=[self.pk, self.stored_file.name])
