"""Revisions: earlier versions of a post, and edits of a post that wait for a moderator."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import HoldReason, RevisionState
from forum.models.post import Post
from ratsite.lib.markup import markdown


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevisionQuerySet":
        """Return the versions of posts that the user may see.

        - Of live posts that the user can read: the applied versions.
        - Of the user's own live posts: all versions, such as pending and rejected ones. Only those stored under a legal
          hold are left out, because the author must not learn of the hold.
        """
        if not user.is_authenticated:
            return self.none()
        posts = Post.objects.shown_to(user)
        own = Q(post__author_id=user.pk) & ~Q(state=RevisionState.KEPT)
        return self.filter(Q(state=RevisionState.APPLIED) | own, post__in=posts)

    def pending(self) -> "RevisionQuerySet":
        return self.filter(state=RevisionState.PENDING)

    def moderated_by(self, user) -> "RevisionQuerySet":
        return self.filter(post__in=Post.objects.moderated_by(user).live())

    def reviewed_by(self, user) -> "RevisionQuerySet":
        """Return the revisions of those live posts that the user's review queue may show (PostQuerySet.reviewed_by)."""
        return self.filter(post__in=Post.objects.reviewed_by(user).live())


class Revision(models.Model):
    """A version of a post's text and content note.

    The first change of a post stores two versions: the new one and the one before it. If a moderator changed a text
    before approving it, the version that the author sent is stored too (RevisionState.SENT), with who changed it and
    why; only the author sees it.

    decided_by: the moderator who decided on the version. An applied version with decided_by is a moderator's content
    note; all others are the author's text.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    source = models.TextField(max_length=markdown.MAX_SOURCE)
    title = models.CharField(max_length=140, blank=True)  # the topic's title as sent, if a moderator changed it
    content_note = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    explanation = models.CharField(max_length=300, blank=True)  # see Post.explanation
    state = models.CharField(max_length=10, choices=RevisionState)
    hold_reasons = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=500, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], name="revision_one_pending_a_post", condition=Q(state=RevisionState.PENDING)
            ),
            models.CheckConstraint(
                name="revision_rejected_has_reason",
                condition=~Q(state=RevisionState.REJECTED) | ~Q(decision_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.pk}"

    @property
    def html(self) -> str:
        return markdown.render(self.source)

    @property
    def hold_labels(self) -> list[str]:
        return [HoldReason(reason).label for reason in self.hold_reasons]
