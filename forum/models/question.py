"""What the moderators ask the author of a held post."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.enums import PostState
from forum.models.access import is_member
from forum.models.post import Post
from ratsite.moderation.clock import PATIENCE


class AuthorQuestionQuerySet(models.QuerySet):
    def open(self) -> "AuthorQuestionQuerySet":
        """Those that its author may still answer."""
        return self.filter(ended_at=None, asked_at__gt=timezone.now() - PATIENCE, post__state=PostState.HELD)

    def visible_to(self, user) -> "AuthorQuestionQuerySet":
        """Those about one's own posts. Moderators read them with the post that they decide about."""
        return self.filter(post__author=user) if is_member(user) else self.none()


class AuthorQuestion(models.Model):
    """A question and its answer, for the author and the moderators of the board, and for nobody else.

    It ends with an answer, with a change of the post, or with the decision. One that nobody answers runs out.
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.CharField(max_length=500)
    answer = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AuthorQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], name="author_question_one_open", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="author_question_answered_has_ended", condition=Q(answer="") | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def runs_out_at(self) -> dt.datetime:
        """From then on the post is the moderators' again, answer or not."""
        return self.asked_at + PATIENCE

    def is_open(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.runs_out_at

    def paused(self, now: dt.datetime) -> dt.timedelta:
        """For how long the post's clock stood still."""
        return min(self.ended_at or now, self.runs_out_at) - self.asked_at
