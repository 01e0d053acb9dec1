"""Who may reply to a topic, manage, mark, correct, print and close it, and why they may not reply."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from forum.enums import SlowMode, TopicKind
from forum.models import Topic
from forum.rules.boards import can_manage_board, can_note_on, can_start_topic, why_no_topic
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.network.enums import Marking


def can_reply(user: User, topic: Topic) -> bool:
    """True if the user may reply to the topic.

    An unpublished, locked or archived topic takes no replies, nor does any topic on an archived board.
    """
    return can_start_topic(user, topic.board) and topic.published_at is not None and topic.takes_replies


def can_edit_in(user: User, topic: Topic) -> bool:
    """True if the user may edit their own posts in the topic: they may write on its board, and it takes replies."""
    return can_start_topic(user, topic.board) and topic.takes_replies


def is_withdrawn(topic: Topic) -> bool:
    """True if all posts of the topic that readers saw were withdrawn or taken down. Its title is then hidden too."""
    return topic.published_at is None and topic.posts.filter(number__isnull=False).exists()


def must_wait_until(user: User, topic: Topic) -> dt.datetime | None:
    """Return the time from which slow mode lets the user reply again; None if they can reply now."""
    if not topic.slow_minutes:
        return None
    latest = topic.posts.filter(author=user).aggregate(latest=Max("created_at"))["latest"]
    until = latest and latest + dt.timedelta(minutes=topic.slow_minutes)
    return until if until and until > timezone.now() else None


def can_manage_topic(user: User, topic: Topic) -> bool:
    """True if the user may manage the topic: they manage its board.

    To manage it is to pin, lock, rename, archive, move, split and merge it, and to set slow mode. They may even if they
    or their agency wrote in the topic, because this removes no text, and the topic shows who did what, and why.
    """
    return topic.published_at is not None and can_manage_board(user, topic.board)


def speaks_for_topic(user: User, topic: Topic) -> bool:
    """True if the user began the published topic and may still write, even if the topic takes no replies."""
    return topic.published_at is not None and topic.author_id == user.pk and can_write(user)


def can_mark(user: User, topic: Topic) -> bool:
    """True if the user may change the topic's marking or "may act": they began it, or they manage its board."""
    return speaks_for_topic(user, topic) or can_manage_topic(user, topic)


def markings_for(user: User, topic: Topic) -> list[Marking]:
    """Return the markings that the user may give to the topic, of those that its board takes, the most open first.

    The member who began the topic may only make its marking stricter, even if nobody else has written: the topic was
    read and approved under the promise of its marking. To correct a mistake before the first reply, they withdraw the
    post and start again. Only another person who manages the board can make the topic more open, with a reason.
    """
    others = [marking for marking in topic.board.markings() if marking != topic.marking]
    if can_manage_topic(user, topic) and topic.author_id != user.pk:
        return others
    stricter = [marking for marking in others if marking.rank > Marking(topic.marking).rank]
    return stricter if speaks_for_topic(user, topic) else []


def can_correct(user: User, topic: Topic) -> bool:
    """True if the user may correct the topic's title and facts: they manage its board, or they began it.

    The person who began it may only while the topic takes replies.
    """
    is_own = speaks_for_topic(user, topic) and can_start_topic(user, topic.board) and topic.takes_replies
    return is_own or can_manage_topic(user, topic)


def can_close_with_line(user: User, topic: Topic) -> bool:
    """True if the user may write the closing line: they began the topic, and it is a listed question or trend note.

    Moderators of the board may write the line of a trend, which closes the trend. People whose posts a moderator reads
    before others do may not, because the line is shown at once.
    """
    if topic.kind not in (TopicKind.QUESTION, TopicKind.TREND) or topic.is_archived or user.is_held:
        return False
    return speaks_for_topic(user, topic) or can_explain_trend(user, topic)


def can_signal(user: User, topic: Topic) -> bool:
    """True if the user may signal for their agency: the topic is a trend note that takes replies, and they may write.

    They must have an agency, because agencies are counted and not people.
    """
    return topic.kind == TopicKind.TREND and user.agency_id is not None and can_reply(user, topic)


def can_explain_trend(user: User, topic: Topic) -> bool:
    """True if the user may write how to read a trend's chart: they manage its board."""
    return topic.kind == TopicKind.TREND and can_manage_topic(user, topic)


def can_print(user: User, topic: Topic) -> bool:
    """True if the user may take a printed copy of the whole topic: it is not closely marked.

    Paper can be passed on. The caller has checked that the user can read the topic.
    """
    return topic.published_at is not None and topic.is_printable


def can_read_reasons(user: User, topic: Topic) -> bool:
    """True if the user may read who downloaded which file of the topic, and why.

    Moderators of the topic's board may; coordinators may not.
    """
    return topic.published_at is not None and can_note_on(user, topic.board)


def why_no_reply(user: User, topic: Topic) -> str:
    """Return the reason why the user cannot reply to the topic; empty if they can."""
    if can_reply(user, topic):
        return ""
    unpublished = _("You cannot reply here: the first post of this topic is waiting for a moderator or was withdrawn.")
    return why_no_topic(user, topic.board) or why_closed(topic) or unpublished


def why_closed(topic: Topic) -> str:
    """Return the reason why nobody can reply to the topic: it is archived or locked; empty if it takes replies."""
    if topic.is_archived:
        return _("This topic is archived: you can read it, but not reply.")
    if not topic.is_locked:
        return ""
    if not topic.lock_reason:
        return _("This topic is locked: you can read it, but not reply.")
    return _("This topic is locked: you can read it, but not reply. The moderator’s reason: %(reason)s") % {
        "reason": topic.lock_reason
    }


def why_wait(user: User, topic: Topic) -> str:
    """Return a message saying when the user can reply again in slow mode; "" if they can now."""
    until = must_wait_until(user, topic)
    if until is None:
        return ""
    moment = timezone.localtime(until)
    facts = {"rhythm": SlowMode(topic.slow_minutes).label, "time": f"{moment:%H:%M}"}
    if timezone.localdate(until) == timezone.localdate():
        return _("This topic is in slow mode: %(rhythm)s. You can reply again at %(time)s.") % facts
    facts["day"] = format_date(moment, "j F")
    return _("This topic is in slow mode: %(rhythm)s. You can reply again at %(time)s on %(day)s.") % facts
