"""Field notes in the review queue: a curator or moderator reads each one before readers get it."""

from dataclasses import replace

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.actions.write_note import publish_note, send_note_back
from library.enums import FIELD_NOTES
from library.integrations.review_queue import AboutResources
from library.models import FieldNote
from library.queries.hashes import shown_hash_of_note
from library.rules.field_notes import can_decide_note
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem

CHOICES = (
    gettext_lazy("Publish it: members who can read the resource will be able to read the note"),
    gettext_lazy("Send it back: its author will read your reason"),
)


class FieldNotes(AboutResources):
    """The review queue of field notes. Nobody decides on a note of their own."""

    name, label = FIELD_NOTES, gettext_lazy("Field notes")
    done = (gettext_lazy("Published."), gettext_lazy("Sent back. Its author can read your reason."))
    outcomes = {
        "library.note.publish": gettext_lazy("Published"),
        "library.note.send_back": gettext_lazy("Sent back"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(note, moderator) for note in _waiting_notes(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        note = _waiting_notes(moderator).filter(pk=pk).first()
        if note is None:
            return None
        shown_hash = shown_hash_of_note(note)
        html = render_to_string("library/_note_case.html", {"note": note})
        return replace(_item(note, moderator), shown_hash=shown_hash, content_hash=shown_hash, html=html)

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return publish_note(note_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return send_note_back(note_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def deciders(self, pk: int) -> QuerySet[User]:
        note = FieldNote.objects.select_related("resource__circle").filter(pk=pk).first()
        if note is None:
            return User.objects.none()
        able = User.objects.readers_of(note.resource.circle).in_office(Role.MODERATOR, Role.CURATOR).not_silenced()
        return able.exclude(pk=note.asked_by_id)


def _waiting_notes(moderator: User) -> QuerySet[FieldNote]:
    if not (can_curate(moderator) or can_moderate_somewhere(moderator)):
        return FieldNote.objects.none()
    related = ("resource__circle", "asked_by", "agency__main_remit")
    return FieldNote.objects.visible_to(moderator).waiting().select_related(*related)


def _item(note: FieldNote, moderator: User) -> ReviewItem:
    is_own = moderator.pk == note.asked_by_id
    agency = note.agency
    return ReviewItem(
        queue=FIELD_NOTES,
        pk=note.pk,
        kind=_("Field note"),
        title=note.resource.title,
        place=_("The library"),
        why=[_("Another person must read each field note before it is published")],
        author=_("A member who shows only their remit") if note.is_by_role else note.asked_by,
        agency="" if note.is_by_role or agency is None else agency.name,
        created_at=note.asked_at,
        due_at=note.asked_at + WHILE_NOBODY_READS,
        circle=note.resource.circle,
        can_decide=can_decide_note(moderator, note),
        barred=_("You wrote this note, so another person must decide") if is_own else "",
        choices=CHOICES,
        hint=_(
            "You need a reason to send the note back, and its author reads it. If you publish it, only the audit log "
            "records your reason."
        ),
    )
