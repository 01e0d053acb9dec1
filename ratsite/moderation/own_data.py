"""What the moderators' rooms hold on a person: what was decided about them, and what they do in the queue."""

from ratsite.holdings import Part, Table, register, register_eraser
from ratsite.moderation.actions.erasing import forget_in_notes, forget_in_recusals
from ratsite.moderation.models import Claim, FirstApproval, Note, Recusal, Sanction

FACT = "of a row that is deleted"
SEALS = "digests and numbers, over a log that names people by number"
QUEUE, WAITS = "So that moderators do not do the same work twice", "Until it is decided"
AS_THE_PAGE_SAYS = "As the privacy page says"

TABLES = [
    Table("moderation.Claim", copied="source item_id until", gone={"id person": FACT}),
    Table("moderation.Recusal", copied="source item_id reason created_at", gone={"id person": FACT}),
    Table("moderation.FirstApproval", copied="source item_id created_at", gone={"id person version": FACT}),
    Table(
        "moderation.Note",
        copied="is_message words created_at",
        gone={"id person submission": FACT, "author": "who wrote it is a steward, whom the copy does not name"},
    ),
    Table(
        "moderation.Sanction",
        copied="kind reason imposed_at ends_at closed_at closed_because appeal appealed_at appeal_outcome "
        "appeal_answer appeal_decided_at",
        gone={"id person": FACT, "imposed_by closed_by appeal_decided_by": "stewards, whom the copy does not name"},
    ),
    Table("moderation.LogSeal", kept={"number log entry_id content digest": SEALS}),
]
PARTS = [
    Part(
        "sanctions", "Sanctions against you, why, your appeals and the answers", "So that you can hold us to them",
        AS_THE_PAGE_SAYS, "moderation.Sanction",
        rows=lambda person: Sanction.objects.filter(person=person), is_deleted=True,
    ),
    Part(
        "notes_about_you", "Notes of the stewards about you and messages to you, without who wrote them",
        "So that they remember how they dealt with you", "While you belong", "moderation.Note",
        rows=lambda person: Note.objects.filter(person=person), is_deleted=True,
    ),
    Part(
        "looking_at", "What you said you were looking at in the review queue", QUEUE, "Half an hour",
        "moderation.Claim",
        rows=lambda person: Claim.objects.filter(person=person), is_deleted=True,
    ),
    Part(
        "recusals", "What you said was not yours to decide, and why", "So that somebody else decides", WAITS,
        "moderation.Recusal",
        rows=lambda person: Recusal.objects.filter(person=person), is_deleted=True,
    ),
    Part(
        "first_approvals", "What you approved as the first of two", "So that a second moderator can", WAITS,
        "moderation.FirstApproval",
        rows=lambda person: FirstApproval.objects.filter(person=person), is_deleted=True,
    ),
]  # fmt: skip


def register_all() -> None:
    register(*TABLES, *PARTS)
    register_eraser("notes", forget_in_notes)
    register_eraser("recusals", forget_in_recusals)
