"""Create the demo's notes about members, messages and sanctions, by calling the site's own actions."""

import datetime as dt
import uuid

from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.demo.content_files import load
from ratsite.notifications.models import Mail
from ratsite.sanctions.actions.appeal import appeal
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.actions.write_note import note_about, send_message
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Note


def load_moderation(people: dict[str, User], moderator: User) -> None:
    """Create the demo's notes, messages and sanctions, unless a note exists already."""
    if Note.objects.exists():
        return
    content = load("moderation")
    for row in content["note"]:
        person = people[row["about"]]
        note_about(person_id=person.pk, author=moderator, text=row["words"], submission=uuid.uuid4())
    for row in content["message"]:
        send_message(person_id=people[row["to"]].pk, author=moderator, text=row["words"], submission=uuid.uuid4())
    for row in content["sanction"]:
        _sanction(row, people[row["person"]], moderator)


def _sanction(row: dict, person: User, moderator: User) -> None:
    imposed = impose(
        person_id=person.pk,
        kind=SanctionKind(row["kind"]),
        ends_at=timezone.now() + dt.timedelta(days=row["days"]),
        reason=row["reason"],
        steward=moderator,
    )
    if imposed is not None:
        appeal(sanction_id=imposed.pk, text=row["appeal"])
    # The demo's people have no mailbox.
    Mail.objects.filter(to=person.email).delete()
