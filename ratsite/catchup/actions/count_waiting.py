"""Count what waits for people, under "Needs you" and in the review queue, for the band of every page.

The counts are columns of the person's row, which every page fetches anyway. They are up to a minute old, except on the
pages that they lead to.
"""

import datetime as dt

from django.utils import timezone

from ratsite.accounts.actions.store_counts import store_counts
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_review
from ratsite.catchup.needs import needs_of
from ratsite.review.queue import queue_of

SESSION_LASTS = dt.timedelta(days=7)  # who signed in before sees no page: the next sign-in is followed by a count


def count_waiting() -> None:
    """Count for everyone who may be signed in. Runs every minute."""
    people = User.objects.approved().filter(last_login__gt=timezone.now() - SESSION_LASTS).select_related("agency")
    for person in people.iterator():
        counts = {"needs": len(needs_of(person).rows)}
        if can_review(person):
            counts["review"] = queue_of(person).to_do
        store_counts(person, **counts)
