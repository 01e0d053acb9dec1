"""A moderator's question to the author of a post that waits for a decision."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.enums import PostState
from forum.models.access import in_post, is_member
from forum.models.post import Post
from ratsite.moderation.clock import PATIENCE


class ModeratorQuestionQuerySet(models.QuerySet):
    def open(self, asked_after: dt.datetime | None = None) -> "ModeratorQuestionQuerySet":
        """Return the questions that the author of the post may still answer.

        asked_after: the time after which they were asked; None for PATIENCE ago. Compiled queries need it as an
        argument.
        """
        asked_after = asked_after or timezone.now() - PATIENCE
        return self.filter(ended_at=None, asked_at__gt=asked_after, post__state=PostState.HELD)

    def visible_to(self, user) -> "ModeratorQuestionQuerySet":
        """Return the moderators' questions about the user's own posts, if the user can still read the post's topic.

        Moderators do not need this: the review queue shows them a post together with its questions.
        """
        return self.filter(in_post(user, "post__"), post__author=user) if is_member(user) else self.none()


class ModeratorQuestion(models.Model):
    """A moderator's question about a post, with the author's answer.

    Only the author and the board's moderators read it. The question ends when the author answers it or changes the
    post, or when a moderator decides on the post. Otherwise it expires (`runs_out_at`).
    """

    wagtail_reference_index_ignore = True

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.CharField(max_length=500)
    answer = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ModeratorQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], name="moderator_question_one_open", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="moderator_question_answered_has_ended", condition=Q(answer="") | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"moderator’s question {self.pk}"

    @property
    def runs_out_at(self) -> dt.datetime:
        """The time when this question expires. An unanswered question then no longer pauses the post's deadline."""
        return self.asked_at + PATIENCE

    def is_open(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.runs_out_at

    def paused(self, now: dt.datetime) -> dt.timedelta:
        """Return how long this question has paused the post's time limit in the review queue."""
        return min(self.ended_at or now, self.runs_out_at) - self.asked_at
