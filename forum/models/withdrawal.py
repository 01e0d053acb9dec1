"""Withdrawals: copies of posts that their authors withdrew and can still bring back."""

import datetime as dt

from django.db import models
from django.utils import timezone

from forum.enums import PostState
from forum.models.draft import Draft
from forum.models.post import UNDO_FOR, Post


class WithdrawalQuerySet(models.QuerySet):
    def open(self) -> "WithdrawalQuerySet":
        """Return the withdrawals that can still be undone; a job deletes the others."""
        return self.filter(created_at__gt=timezone.now() - UNDO_FOR)

    def visible_to(self, user) -> "WithdrawalQuerySet":
        """Return the user's own withdrawals. Nobody else sees the text of a withdrawn post."""
        return self.filter(post__author=user.pk)


class Withdrawal(models.Model):
    """A copy of a post from the moment when its author withdrew it. The copy is deleted after UNDO_FOR.

    - draft: the draft in which the author got the text back.
    - draft_files: the ids of the files of that draft that are copies of the post's files.
    - pending: the fields of the edit of the post that waited for a moderator; empty if none did.
    - questions: the ids of the moderators' questions that were closed because of the withdrawal.
    - answers: what restore_answers needs to make the post an answer to its topic's question again.
    """

    wagtail_reference_index_ignore = True

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="withdrawal")
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    draft_files = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=PostState)
    source = models.TextField()
    content_note = models.CharField(max_length=80, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    hold_reasons = models.JSONField(default=list, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    pending = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    objects = WithdrawalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"

    @property
    def ends_at(self) -> dt.datetime:
        """The time until which the withdrawal can be undone."""
        return self.created_at + UNDO_FOR
