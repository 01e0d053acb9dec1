"""Messages from the team, and what became of agencies' notes, for the notifications' pages and mails."""

from collections.abc import Iterable

from django.db.models import F
from django.urls import reverse

from ratsite.accounts.models import User
from ratsite.moderation.enums import AGENCY_NOTES, MESSAGES
from ratsite.moderation.models import Note
from ratsite.network.enums import LookOutcome
from ratsite.network.models import HeldNotes
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level, Says
from ratsite.notifications.registry import Line

FROM = "the moderators"
VERBS = {LookOutcome.OPENED: "opened", LookOutcome.SENT_BACK: "sent_back"}  # of notes


class MessageSource:
    name = MESSAGES
    ends_with_group: set[str] = set()
    verbs = {"message": ("a message for you", "messages for you")}
    reasons = {"message": "The moderators wrote to you"}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        found = Note.objects.visible_to(person).filter(pk__in=item_ids).values_list("pk", flat=True)
        return {pk: _line(pk) for pk in found}

    def stop(self, person, group: str) -> bool:
        """What the moderators have to say comes: whoever wants no mail at all stops all of it."""
        return False


def _line(pk: int) -> Line:
    """Of what it says, a mail says nothing: not even who wrote."""
    url = reverse("own_messages:message_list") + f"#message-{pk}"
    return Line(
        title="A message from the moderators", url=url, link=url, who=FROM, remit="", words="", says=Says.NOTHING
    )


def tell_of_notes(notes_id: int) -> int:
    """Tell whoever spoke for them what another coordinator did; returns how many. Safe to run twice."""
    others = HeldNotes.objects.exclude(decided_by=None).exclude(decided_by=F("spoken_by"))
    notes = others.filter(pk=notes_id).select_related("spoken_by").first()
    if notes is None or not HeldNotes.objects.visible_to(notes.spoken_by).filter(pk=notes_id).exists():
        return 0
    return tell(
        source=AGENCY_NOTES,
        item_id=notes.pk,
        group=f"agency-{notes.agency_id}",
        verb=VERBS.get(LookOutcome(notes.outcome), "overtaken"),
        people={notes.spoken_by_id: Reason(Level.DIGEST, "spoke")},
    )


class NotesSource:
    name = AGENCY_NOTES
    ends_with_group: set[str] = set()
    verbs = {
        "opened": ("notes looked at, and open to members", "notes looked at, and open to members"),
        "sent_back": ("notes looked at, and sent back", "notes looked at, and sent back"),
        "overtaken": (
            "notes changed by somebody else before anybody had looked at yours",
            "notes changed by somebody else before anybody had looked at yours",
        ),
    }
    reasons = {"spoke": "You spoke for it"}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = HeldNotes.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        return {notes.pk: _notes_line(notes) for notes in found.select_related("agency")}

    def stop(self, person: User, group: str) -> bool:
        """It comes: whoever wants no mail at all stops all of it."""
        return False


def _notes_line(notes: HeldNotes) -> Line:
    url = notes.agency.get_absolute_url()
    return Line(title=notes.agency.name, url=url, link=url, who="", remit="", words=notes.reason, says=Says.NOTHING)
