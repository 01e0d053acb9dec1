"""The doors to files of posts, and to why somebody took one."""

from django.db import models
from django.db.models import Q

from forum.enums import PostState
from forum.querysets.reach import in_post, is_member
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.files.reasons import GivenReasonQuerySet

OPEN = Q(waits=False, identifies=False)  # for no moderator


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """Checked files of posts that this person can read; of their own posts also those that nobody else sees yet."""
        if not is_member(user):
            return self.none()
        shown = OPEN & Q(stored_file__in=StoredFile.objects.clean()) | Q(post__author_id=user.pk)
        return self.filter(shown, in_post(user, "post__")).exclude(post__state=PostState.WITHDRAWN)

    def moderated_by(self, user) -> "AttachmentQuerySet":
        """Files that came with what this moderator decides about: held posts, held changes, and flagged posts."""
        from forum.models import Post, Revision

        posts = Post.objects.moderated_by(user)
        changed = Revision.objects.pending().moderated_by(user).values("post")
        whole = Q(post__in=posts.in_queue()) | Q(post__in=posts.flagged())
        return self.filter(whole | Q(waits=True, post__in=changed))

    def served(self) -> "AttachmentQuerySet":
        """Those that may be handed out at all: nobody is given what is not checked."""
        return self.filter(stored_file__in=StoredFile.objects.clean())

    def to_put_right_by(self, author) -> "AttachmentQuerySet":
        """Refused ones of this person's posts, until the file is taken off or the post is changed."""
        return self.visible_to(author).refused().filter(post__author=author, is_put_right=False)

    def refused(self) -> "AttachmentQuerySet":
        return self.filter(stored_file__state=FileState.REFUSED)

    def open(self) -> "AttachmentQuerySet":
        """Those that whoever reads the post is given: checked, and waiting for no moderator. For searches."""
        return self.served().filter(OPEN)

    def identifying(self) -> "AttachmentQuerySet":
        """Those that hold their post, or the change that they wait with, until a moderator has let them pass."""
        return self.filter(identifies=True)


class DownloadReasonQuerySet(GivenReasonQuerySet):
    def moderated_by(self, user) -> "DownloadReasonQuerySet":
        """Why people took files, for the moderators of the board where the post stands today."""
        from forum.models import Post

        return self.filter(post__in=Post.objects.moderated_by(user))
