"""Personal data in the moderation tables: claims, recusals and first approvals by moderators."""

from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import ROW_DELETED, PersonalData, Section, Table
from ratsite.moderation.actions.erase_names import erase_in_first_approvals, erase_in_recusals
from ratsite.moderation.models import Claim, FirstApproval, Recusal

QUEUE = _("So that moderators do not do the same work twice")
WAITS = _("Until the item is decided")

TABLES = [
    Table("moderation.Claim", copied="queue item_id until", gone={"id person": ROW_DELETED}),
    Table("moderation.Recusal", copied="queue item_id reason created_at", gone={"id person": ROW_DELETED}),
    Table(
        "moderation.FirstApproval",
        copied="queue item_id created_at agency reason",
        gone={"id person content_hash remit": ROW_DELETED},
    ),
]
SECTIONS = [
    Section(
        "looking_at", _("Items in the review queue where you said “I am looking at this”"), QUEUE, _("30 minutes"),
        "moderation.Claim",
        rows=lambda person: Claim.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "recusals", _("Items that you said were not yours to decide, and why"),
        _("So that someone else can decide"), WAITS,
        "moderation.Recusal",
        rows=lambda person: Recusal.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "first_approvals", _("Posts and people that you were the first of two to approve"),
        _("So that a second person can approve them"), WAITS,
        "moderation.FirstApproval",
        rows=lambda person: FirstApproval.objects.filter(person=person), is_deleted=True,
    ),
]  # fmt: skip

PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={"recusals": erase_in_recusals, "first approvals": erase_in_first_approvals},
)
