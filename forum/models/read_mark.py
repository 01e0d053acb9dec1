"""Read marks: how far each person has read a topic and a board. Reading time is not tracked."""

from django.conf import settings
from django.db import models

from forum.models.board import Board
from forum.models.topic import Topic


class TopicRead(models.Model):
    """A person's read mark in one topic: the number of the last post up to which they have read without a gap.

    The number never decreases.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    last_read_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="topic_read_once_a_person")]

    def __str__(self) -> str:
        return f"reading of topic {self.topic_id}"


class BoardRead(models.Model):
    """The time up to which one person has caught up with one board. Older posts are not new to that person."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    caught_up_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "board"], name="board_read_once_a_person")]

    def __str__(self) -> str:
        return f"reading of board {self.board_id}"
