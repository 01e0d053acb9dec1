"""Correct a topic's title and, if it is a trend note, its areas and months. The topic shows what each was before."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.change_topic import set_title
from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import actor_unless_anonymous, record_event
from forum.enums import EventKind
from forum.models import Topic, TrendNote
from forum.models.event import TITLE
from forum.queries.hashes import hash_of_facts
from forum.queries.retention import why_topic_cannot_change
from forum.rules.topics import can_correct
from forum.screening import is_read_first
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.audit.reasons import OWN
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Area

READ_FIRST = gettext_lazy(
    "A moderator must read what you write before it is published. Ask a moderator to make this correction."
)


@transaction.atomic
def correct_topic(
    *,
    topic_id: int,
    actor: User,
    title: str,
    areas: Collection[Area] | None = None,
    first_month: dt.date | None = None,
    last_month: dt.date | None = None,
    reason: str = "",
    hides_old: bool = False,
    shown: str = "",
) -> bool:
    """Change the topic's title and the facts of its trend note; return False if nothing differs.

    Each change is an event in the topic: who changed what, what it was before, and what it is now. Nobody is notified.
    Raises PermissionDenied if the title may identify a person, or if a moderator must read what the actor writes before
    others do; the form has already shown the same message.

    - areas, first_month, last_month: None unless the topic is a trend note.
    - reason: may be empty if the actor is the topic's author.
    - hides_old: hide this and all earlier titles from readers.
    - shown: the hash_of_facts that the actor was shown; "" if none was. Raises Stale if the title or a fact has changed
      since.
    """
    topic = lock_topic(topic_id)
    actor = recheck_on_board(topic.board, actor, can_correct, topic)
    if why := why_topic_cannot_change(topic):
        raise PermissionDenied(why)
    if is_read_first(actor, topic, title, is_title=True):
        raise PermissionDenied(READ_FIRST)
    note = TrendNote.objects.filter(topic=topic).first()
    if not _differs(topic, note, title, areas, first_month, last_month):
        return False
    if shown and shown != hash_of_facts(topic, note):
        raise Stale
    changed = []
    if title != topic.title:
        before = set_title(topic, title, hides_old=hides_old)
        _record(topic, EventKind.RENAMED, actor, TITLE, reason, about=topic, title=before)
        changed.append("title")
    if note is not None and areas is not None:
        changed += _correct_areas(topic, note, areas, actor, reason)
    if note is not None and first_month and last_month:
        changed += _correct_months(topic, note, first_month, last_month, actor, reason)
    if changed:
        why = reason or (str(OWN) if topic.author_id == actor.pk else "")
        record(topic, "forum.topic.correct", actor=actor_unless_anonymous(topic, actor), reason=why, changed=changed)
    return bool(changed)


def _differs(
    topic: Topic,
    note: TrendNote | None,
    title: str,
    areas: Collection[Area] | None,
    first_month: dt.date | None,
    last_month: dt.date | None,
) -> bool:
    if note is None or areas is None:
        return title != topic.title
    stored = (topic.title, {area.pk for area in note.areas.all()}, note.first_month, note.last_month)
    return stored != (title, {area.pk for area in areas}, first_month, last_month)


def _correct_areas(topic: Topic, note: TrendNote, areas: Collection[Area], actor: User, reason: str) -> list[str]:
    """Set the areas and record the event; return ["areas"], or [] if they are the same."""
    before = list(note.areas.all())
    if {area.pk for area in before} == {area.pk for area in areas}:
        return []
    note.areas.set(areas)
    names = {"before": _names(before), "after": _names(note.areas.all())}
    _record(topic, EventKind.CORRECTED, actor, _("the areas. Before: %(before)s. Now: %(after)s") % names, reason)
    return ["areas"]


def _correct_months(
    topic: Topic, note: TrendNote, first: dt.date, last: dt.date, actor: User, reason: str
) -> list[str]:
    """Set the months and record the event; return ["months"], or [] if they are the same."""
    if (note.first_month, note.last_month) == (first, last):
        return []
    before = _months(note.first_month, note.last_month)
    note.first_month, note.last_month = first, last
    note.save(update_fields=["first_month", "last_month"])
    detail = _("the months. Before: %(before)s. Now: %(after)s") % {"before": before, "after": _months(first, last)}
    _record(topic, EventKind.CORRECTED, actor, detail, reason)
    return ["months"]


def _record(topic: Topic, kind: EventKind, actor: User, detail: str, reason: str, **quoted) -> None:
    """Record the event of one change, without the actor's name if they began the topic without it.

    quoted: `about` and `title` for record_event, if the event quotes a title.
    """
    shown_as = "" if actor_unless_anonymous(topic, actor) else topic.shown_as
    record_event(topic, kind, actor=actor, shown_as=shown_as, detail=detail, reason=reason, **quoted)


def _names(areas: Iterable[Area]) -> str:
    return ", ".join(area.name for area in areas)


def _months(first: dt.date, last: dt.date) -> str:
    if first == last:
        return date_format(first, "F Y")
    facts = {"first": date_format(first, "F Y"), "last": date_format(last, "F Y")}
    return _("%(first)s to %(last)s") % facts
