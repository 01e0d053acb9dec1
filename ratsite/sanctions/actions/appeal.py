"""Appeal against a sanction, and decide an appeal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.sanctions.actions.notify_person import notify_person
from ratsite.sanctions.actions.sanction import answer_appeal, close, lock_sanction
from ratsite.sanctions.enums import AppealOutcome
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_decide_appeal


@transaction.atomic
def appeal(*, sanction_id: int, text: str) -> bool:
    """Save the person's appeal against a sanction in force.

    Returns False if the sanction is over or was appealed against before.
    """
    sanction = lock_sanction(sanction_id)
    if sanction.appealed_at or not sanction.is_open:
        return False
    sanction.appeal, sanction.appealed_at = text, timezone.now()
    sanction.save(update_fields=["appeal", "appealed_at"])
    return True


@transaction.atomic
def decide_appeal(*, sanction_id: int, steward: User, lifts: bool, answer: str, shown_hash: str | None = None) -> bool:
    """Decide an appeal: lift the sanction or confirm it, and email the person why.

    If the sanction has ended since, only the outcome of the appeal is stored. Returns False if the appeal was
    already decided; lifting a sanction by other means decides its appeal too. shown_hash: hash of what the steward was
    shown (optimistic lock); raises Stale if the sanction has changed since.
    """
    sanction = lock_sanction(sanction_id)
    if not sanction.appealed_at or sanction.appeal_outcome:
        return False
    recheck(steward, can_decide_appeal, sanction)
    if shown_hash is not None and shown_hash != shown_hash_of(sanction):
        raise Stale
    answer_appeal(sanction, AppealOutcome.LIFTED if lifts else AppealOutcome.UNCHANGED, answer, steward)
    if lifts and sanction.is_open:
        close(sanction, steward, answer)
    elif lifts:
        entry = record(sanction.person, "moderation.sanction.grant", actor=steward, reason=answer, kind=sanction.kind)
        notify_person(sanction, "lifted", _("A decision on your appeal"), entry)
    else:
        entry = record(sanction.person, "moderation.sanction.stands", actor=steward, reason=answer)
        notify_person(sanction, "stands", _("A decision on your appeal"), entry)
    return True


def shown_hash_of(sanction: Sanction) -> str:
    """Return a string that changes if the sanction changes (optimistic lock).

    It consists of the sanction's primary key and end. The appeal is not part of it, because an appeal never changes.
    """
    return f"{sanction.pk}until{int(sanction.ends_at.timestamp())}"
