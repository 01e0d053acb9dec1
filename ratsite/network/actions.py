"""Change parts of an agency: its earlier profiles, and its texts that need a second review.

ratsite/circles/actions/change_agency.py changes the agency itself.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from ratsite.audit.actions import record
from ratsite.lib.hooks import Hook
from ratsite.lib.optimistic_lock import content_hash
from ratsite.network.enums import SecondReviewOutcome

if TYPE_CHECKING:
    from ratsite.network.models import Agency

# The fields that coordinators change on an agency's page. Its remits, areas and membership of the network are on a page
# of their own, with a preview.
PAGE_FIELDS = (
    "name", "kind", "is_first_responder", "what_we_do", "what_we_cannot_do", "email_domains", "public_contacts",
)  # fmt: skip

# (review_id): called in the transaction that ends a second review because the agency's text was changed again.
agency_text_replaced = Hook()


def shown_hash_of_agency(agency: "Agency") -> str:
    """Return the hash of what an agency's page shows a coordinator: its fields, and which second reviews wait."""
    waiting = agency.second_reviews.waiting().values_list("pk", flat=True)
    return content_hash([*([name, str(getattr(agency, name))] for name in PAGE_FIELDS), *waiting])


def lock_row(row: Model) -> Model:
    """Lock a row until the transaction ends, and return the row, reloaded."""
    return type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


@transaction.atomic
def reword_profiles(*, agency: "Agency", actor, profiles: Collection[int], reason: str) -> None:
    """Copy an agency's current text “What we cannot do” into some of its earlier profiles.

    Earlier posts show these profiles. profiles: their IDs. The main remit in them stays as it was.
    """
    lock_row(agency)
    agency.profiles.filter(pk__in=profiles).update(what_we_cannot_do=agency.what_we_cannot_do)
    record(agency, "network.agency.reword", actor=actor, reason=reason)


@transaction.atomic
def update_agency_reviews(
    *, agency: "Agency", writer, changed: Collection[str], held: Mapping[str, str], explanation: str
) -> None:
    """Close the second reviews of an agency's changed texts, and open one for each new text that needs a second review.

    changed: names of the changed fields. held: the new text by field name; until the review, the agency's page shows
    the old text. explanation: the writer's explanation why the contact details in the new texts are public.
    """
    lock_row(agency)
    for review in agency.second_reviews.open().filter(field__in={*changed, *held}):
        was_waiting = not review.is_sent_back
        # If the text was sent back before, the decider and the reason of that decision stay.
        by = writer if was_waiting else review.decided_by
        review.record_outcome(
            SecondReviewOutcome.SUPERSEDED if review.field in held else SecondReviewOutcome.IDENTIFIERS_REMOVED,
            by=by,
            reason=review.reason,
        )
        if was_waiting:
            agency_text_replaced(review.pk)
    for field, text in held.items():
        agency.second_reviews.create(
            field=field, text=text, explanation=explanation, asked_by=writer, asked_at=timezone.now()
        )
