"""The one door to boards, topics and posts: everything that shows them asks `visible_to` first."""

from forum.querysets.board import MOST_NEW, BoardQuerySet
from forum.querysets.files import AttachmentQuerySet, DownloadReasonQuerySet
from forum.querysets.post import PRINTED, PostQuerySet
from forum.querysets.remarks import (
    AskQuerySet,
    AuthorQuestionQuerySet,
    DraftQuerySet,
    FlagQuerySet,
    RevealQuerySet,
    RevisionQuerySet,
)
from forum.querysets.topic import TopicQuerySet

__all__ = [
    "MOST_NEW", "PRINTED", "AskQuerySet", "AttachmentQuerySet", "AuthorQuestionQuerySet", "BoardQuerySet",
    "DownloadReasonQuerySet", "DraftQuerySet", "FlagQuerySet", "PostQuerySet", "RevealQuerySet", "RevisionQuerySet",
    "TopicQuerySet",
]  # fmt: skip
