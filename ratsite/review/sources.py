"""All sources of the review queue."""

from forum.integrations.review_queue import FlaggedPosts, HeldEdits, HeldPosts
from library.integrations.review_queue import OverdueResources, SecondLooks
from ratsite.moderation.integrations.review_queue import AgencyNotes
from ratsite.moderation.items import QueueSource, ReviewSource
from ratsite.privacy.integrations.review_queue import Erasures
from ratsite.review.applications import Applications
from ratsite.sanctions.integrations.review_queue import Appeals

# Decided on the queue's own pages and listed in its history.
REVIEW_SOURCES: tuple[ReviewSource, ...] = (
    Appeals(),
    AgencyNotes(),
    HeldPosts(),
    HeldEdits(),
    FlaggedPosts(),
    OverdueResources(),
    SecondLooks(),
)
# Applications and erasures are decided on pages of their own.
SOURCES: tuple[QueueSource, ...] = (*REVIEW_SOURCES, Applications(), Erasures())


def get_source(name: str) -> ReviewSource | None:
    return next((source for source in REVIEW_SOURCES if source.name == name), None)
