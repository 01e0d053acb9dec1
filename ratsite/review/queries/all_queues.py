"""The queues that make up the review queue: every app that has something to decide offers one or more."""

from forum.integrations.ground_queue import GroundChecks
from forum.integrations.phrase_queue import ProposedPhrases
from forum.integrations.review_queue import FlaggedPosts, HeldEdits, HeldPosts
from library.integrations.field_note_queue import FieldNotes
from library.integrations.list_queue import ReportedLists
from library.integrations.publication_queue import Publications
from library.integrations.review_queue import ResourcesToCheck, Suggestions
from ratsite.circles.integrations.joining_queue import PeopleToApprove
from ratsite.circles.integrations.review_queue import AccessChanges
from ratsite.moderation.integrations.review_queue import AgencyTexts
from ratsite.moderation.items import DecisionQueue, ItemQueue
from ratsite.privacy.integrations.review_queue import Erasures
from ratsite.review.queries.application_queue import Applications
from ratsite.sanctions.integrations.review_queue import Appeals
from ratsite.trends.integrations.review_queue import Briefings

# The queues whose items are decided on the review queue's own pages and listed in its history.
DECISION_QUEUES: tuple[DecisionQueue, ...] = (
    Appeals(),
    AgencyTexts(),
    HeldPosts(),
    HeldEdits(),
    FlaggedPosts(),
    Publications(),
    FieldNotes(),
    ReportedLists(),
)
# The items of all further queues are decided on pages of their own.
QUEUES: tuple[ItemQueue, ...] = (
    *DECISION_QUEUES,
    Applications(),
    PeopleToApprove(),
    AccessChanges(),
    Erasures(),
    ResourcesToCheck(),
    Suggestions(),
    Briefings(),
    GroundChecks(),
    ProposedPhrases(),
)


def get_queue(name: str) -> DecisionQueue | None:
    """Return the queue of this name if its items are decided on the review queue's own pages, otherwise None."""
    return next((queue for queue in DECISION_QUEUES if queue.name == name), None)
