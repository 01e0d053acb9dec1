"""Change a topic's "may act": whether its readers may act on what it says."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import actor_unless_anonymous, record_event_as_known
from forum.enums import EventKind, MayAct
from forum.rules.topics import can_mark
from forum.screening import is_read_first
from forum.tasks import notify_of_act
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def change_may_act(*, topic_id: int, actor: User, may_act: MayAct, reason: str) -> bool:
    """Change the topic's "may act" and notify its followers on the site; return False if it has this value already.

    If "may act" becomes stricter, everyone who has read the topic is notified too, because they may be about to act on
    it. reason: readers see it, unless a moderator must read it before others do (is_read_first). Then only the audit
    log has it.
    """
    topic = lock_topic(topic_id)
    actor = recheck_on_board(topic.board, actor, can_mark, topic)
    if may_identify_someone([reason]):
        raise PermissionDenied
    before = MayAct(topic.may_act)
    if before == may_act:
        return False
    topic.may_act = may_act
    topic.save(update_fields=["may_act"])
    labels = {"may_act": may_act.label, "before": before.label}
    detail = _("“%(may_act)s”. Before, it was “%(before)s”") % labels
    shown = "" if is_read_first(actor, topic, reason) else reason
    event = record_event_as_known(topic, EventKind.ACTED, actor=actor, detail=detail, reason=shown)
    record(
        topic,
        "forum.topic.act",
        actor=actor_unless_anonymous(topic, actor),
        reason=reason,
        before=before,
        after=may_act,
    )
    is_stricter = may_act.rank > before.rank
    transaction.on_commit(partial(notify_of_act.enqueue, event.pk, actor.pk, is_stricter))
    return True
