"""Who may suggest a resource, and who may answer a suggestion."""

from library.models import Suggestion
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_write

MOST_WAITING = 10  # suggestions of one member that may wait: as many as a curator reads in one sitting


def can_suggest(user: User) -> bool:
    return can_write(user)


def has_too_many_suggestions(user: User) -> bool:
    """True if MOST_WAITING of the user's suggestions wait for a curator, so that the user may not send another one."""
    return Suggestion.objects.waiting().filter(suggested_by=user).count() >= MOST_WAITING


def can_answer_suggestion(user: User, suggestion: Suggestion) -> bool:
    """True if the user may answer the suggestion: a curator from another agency than the member who made it."""
    may = can_curate(user) and can_write(user) and user.pk != suggestion.suggested_by_id
    return may and (suggestion.agency_id is None or user.agency_id not in (None, suggestion.agency_id))
