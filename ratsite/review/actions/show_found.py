"""Record that a moderator was shown the identifiers that the check found in an item of the review queue.

The caller checks that this moderator may decide the item.
"""

from django.db import transaction

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.items import ReviewItem


@transaction.atomic
def show_found(*, item: ReviewItem, moderator: User) -> str:
    """Return the item's HTML with its identifiers, and log who was shown them, in which item and when.

    The log never contains the identifiers. If the item has no hidden identifiers, its HTML is returned as it is and
    nothing is logged.
    """
    if not item.shown_html or item.target is None:
        return item.html
    record(item.target, "moderation.found.show", actor=moderator, queue=item.queue, item=item.pk)
    return item.shown_html
