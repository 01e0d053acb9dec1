"""Count the rows under "Needs you" and in the review queue for a person, for the header of every page.

The counts are columns of the person's row, which every page fetches anyway, so most pages need no query to show them.
In the header they are at most a minute old. The catch-up page and the review queue show exact counts.
"""

import datetime as dt

from django.utils import timezone

from ratsite.accounts.actions.store_counts import store_counts
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_review
from ratsite.catchup.queries.needs import needs_of
from ratsite.review.queries.queue import queue_of

COUNTS_LAST = dt.timedelta(minutes=1)


def count_waiting(person: User) -> None:
    """Count again what waits for this signed-in member if the stored counts are older than a minute."""
    now = timezone.now()
    if now - person.counted_at < COUNTS_LAST:
        return
    review = queue_of(person).to_do if can_review(person) else 0
    store_counts(person, needs_count=len(needs_of(person).rows), review_count=review, counted_at=now)
