"""What the moderators' rooms hold on a person: what was decided about them, and what they do in the queue."""

from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib.personal_data import (
    Erasing,
    Part,
    Table,
    delete_in_batches,
    register,
    register_caution,
    register_eraser,
)
from ratsite.moderation.actions.erasing import forget_in_notes, forget_in_recusals
from ratsite.moderation.models import Claim, FirstApproval, Note, Recusal, Sanction

FACT = "of a row that is deleted"
SEALS = "digests and numbers, over a log that names people by number"
QUEUE, WAITS = "So that moderators do not do the same work twice", "Until it is decided"
AS_THE_PAGE_SAYS = "As the privacy page says"

TABLES = [
    Table("moderation.Claim", copied="source item_id until", gone={"id person": FACT}),
    Table("moderation.Recusal", copied="source item_id reason created_at", gone={"id person": FACT}),
    Table("moderation.FirstApproval", copied="source item_id created_at", gone={"id person version remit": FACT}),
    Table(
        "moderation.Note",
        copied="words created_at",
        gone={
            "id person submission is_message": FACT,
            "author": "who wrote it is a steward, whom the copy does not name",
        },
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
        "messages_to_you", "Messages of the stewards to you, without who wrote them",
        "So that you can read them again", "While you belong", "moderation.Note",
        rows=lambda person: Note.objects.messages().filter(person=person), is_deleted=True,
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


def erase_notes(erasing: Erasing) -> None:
    """What stewards noted among themselves. It may say who told them, so no copy has it; a coordinator is asked."""
    delete_in_batches(Note.objects.notes().filter(person=erasing.person))


def still_open(person: User) -> list[str]:
    """What holds today, and what waits for an answer: both go with the person."""
    lines = []
    for sanction in Sanction.objects.open().filter(person=person):
        waits = ", and their appeal waits for an answer" if sanction.appealed_at and not sanction.appeal_outcome else ""
        lines.append(f"{sanction.noun} until {timezone.localtime(sanction.ends_at):%-d %B %Y}{waits}")
    return lines


def register_all() -> None:
    register(*TABLES, *PARTS)
    register_caution("sanctions", still_open)
    register_eraser("notes about the person", erase_notes)
    register_eraser("notes", forget_in_notes)
    register_eraser("recusals", forget_in_recusals)
