"""Personal data in the moderation tables: what moderators do in the review queue."""

from ratsite.lib.personal_data import PersonalData, Section, Table
from ratsite.moderation.actions.forget_names import forget_in_recusals
from ratsite.moderation.models import Claim, FirstApproval, Recusal

FACT = "of a row that is deleted"
QUEUE, WAITS = "So that moderators do not do the same work twice", "Until it is decided"

TABLES = [
    Table("moderation.Claim", copied="queue item_id until", gone={"id person": FACT}),
    Table("moderation.Recusal", copied="queue item_id reason created_at", gone={"id person": FACT}),
    Table("moderation.FirstApproval", copied="queue item_id created_at", gone={"id person content_hash remit": FACT}),
]
SECTIONS = [
    Section(
        "looking_at", "What you said you were looking at in the review queue", QUEUE, "Half an hour",
        "moderation.Claim",
        rows=lambda person: Claim.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "recusals", "What you said was not yours to decide, and why", "So that somebody else decides", WAITS,
        "moderation.Recusal",
        rows=lambda person: Recusal.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "first_approvals", "What you approved as the first of two", "So that a second moderator can", WAITS,
        "moderation.FirstApproval",
        rows=lambda person: FirstApproval.objects.filter(person=person), is_deleted=True,
    ),
]  # fmt: skip

PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={"recusals": forget_in_recusals},
)
