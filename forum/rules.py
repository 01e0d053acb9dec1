"""Who may do what in the forum. (forum/screening.py decides whether a post is published or held.)

Callers have fetched the object through `visible_to`.
"""

import datetime as dt

from django.db.models import Max
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from forum.enums import PostState, SlowMode, TopicKind, Voice
from forum.models import (
    Ask,
    Attachment,
    BlamingPhrase,
    Board,
    DownloadReason,
    GroundCheck,
    Poll,
    Post,
    Topic,
    Withdrawal,
)
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere, can_write, why_read_only
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.sanctions.appeal_links import why_silenced

# An edit this soon after publication leaves no history: no email has mentioned the post yet.
QUIET = dt.timedelta(minutes=5)


def can_start_topic(user: User, board: Board) -> bool:
    return can_write(user) and board.is_open


def can_see(user: User, board: Board) -> bool:
    """True if the user can read the board today.

    Actions check this again, because the circle may have changed since their caller fetched the board.
    """
    return Board.objects.visible_to(user).filter(pk=board.pk).exists()


def can_reply(user: User, topic: Topic) -> bool:
    """True if the user may reply to the topic.

    An unpublished, locked or archived topic takes no replies, nor does any topic on an archived board.
    """
    return can_start_topic(user, topic.board) and topic.published_at is not None and topic.takes_replies


def must_wait_until(user: User, topic: Topic) -> dt.datetime | None:
    """Return the time from which slow mode lets the user reply again; None if they may reply now."""
    if not topic.slow_minutes:
        return None
    latest = topic.posts.filter(author=user).aggregate(latest=Max("created_at"))["latest"]
    until = latest and latest + dt.timedelta(minutes=topic.slow_minutes)
    return until if until and until > timezone.now() else None


def can_speak(user: User, voice: str, board: Board) -> bool:
    """True if the user may write on the board in this voice.

    As their agency: if they have one. On behalf of an agency: if they moderate the board. By name or role: always.
    """
    if voice == Voice.AGENCY:
        return user.agency_id is not None
    return can_note_on(user, board) if voice == Voice.BEHALF else voice in (Voice.NAME, Voice.ROLE)


def can_reveal(user: User, post: Post) -> bool:
    """True if the user may look up who wrote a post that hides its author's name.

    The conflict rule does not apply: a refusal would tell the moderator that the author is of their own agency.
    """
    return can_write(user) and Post.objects.to_be_revealed_to(user).filter(pk=post.pk).exists()


def can_edit(user: User, post: Post) -> bool:
    """True if the user may edit the post: they wrote it and have not withdrawn it, and its topic takes replies.

    Nobody edits another person's post.
    """
    if post.author_id != user.pk or post.state == PostState.WITHDRAWN:
        return False
    return can_start_topic(user, post.topic.board) and post.topic.takes_replies


def can_withdraw(user: User, post: Post) -> bool:
    """True if the user wrote the post and has not withdrawn it, even where the topic takes no replies."""
    return user.is_member and post.author_id == user.pk and post.state != PostState.WITHDRAWN


def can_undo_withdrawal(user: User, post: Post) -> bool:
    return not why_no_undo(user, post)


def has_no_conflict(user: User, post: Post) -> bool:
    """True if the user may decide about the post without a conflict of interest.

    False for the user's own post and, if the board bars it, for a post of the user's own agency.
    """
    if post.author_id == user.pk:
        return False
    own_agency = user.agency_id is not None and user.agency_id in (post.agency_id, post.author.agency_id)
    return not (post.topic.board.bars_own_agency and own_agency)


def a_board_bars_own_agency(user: User) -> bool:
    """True if any board that the user manages bars them from deciding about posts of their own agency.

    One such board is enough to bar the user from decisions that concern every board.
    """
    return Board.objects.managed_by(user).filter(bars_own_agency=True).exists()


def can_decide(user: User, post: Post) -> bool:
    return Post.objects.moderated_by(user).filter(pk=post.pk).exists() and has_no_conflict(user, post)


def can_reword(user: User, post: Post) -> bool:
    """True if the user may change a held post before approving it.

    Nobody may on a board with two approvals, where both moderators must have read the author's own text.
    """
    return post.is_held and not post.topic.board.wants_two and can_decide(user, post)


def can_reword_edit(user: User, post: Post) -> bool:
    """True if the user may change a pending edit of a live post before approving it.

    The limits are those of `can_reword`.
    """
    return post.is_live and not post.topic.board.wants_two and can_decide(user, post)


def can_manage_boards(user: User) -> bool:
    """True if the user may open the pages for managing boards, even if no board is theirs to manage."""
    return can_arrange_boards(user) or can_moderate_somewhere(user)


def can_manage_board(user: User, board: Board) -> bool:
    return can_manage_boards(user) and Board.objects.managed_by(user).filter(pk=board.pk).exists()


def can_give_board_to(user: User, circle: Circle | None) -> bool:
    """True if the user may make this circle the audience of a board: they are in it, or it is None (all members).

    Nobody moves a board out of their own sight.
    """
    return circle is None or Circle.objects.of(user).filter(pk=circle.pk).exists()


def can_work_on_topic(user: User, topic: Topic) -> bool:
    """True if the user manages the topic's board: they may pin, lock, rename, archive, slow, move, split and merge it.

    They may also do so where they or their agency wrote in the topic: no text is removed, and the topic shows who did
    what, and why.
    """
    return topic.published_at is not None and can_manage_board(user, topic.board)


def speaks_for_topic(user: User, topic: Topic) -> bool:
    """True if the user began the published topic and may still write. It need not take replies."""
    return topic.published_at is not None and topic.author_id == user.pk and can_write(user)


def can_mark(user: User, topic: Topic) -> bool:
    """True if the user may change the topic's marking or "may act": they began it, or they manage its board."""
    return speaks_for_topic(user, topic) or can_work_on_topic(user, topic)


def can_settle_question(user: User, topic: Topic) -> bool:
    """True if the user asked the topic's question, or part of it: they may accept an answer, close and reopen it."""
    return _is_question(topic) and can_write(user) and topic.asks.filter(asked_by=user).exists()


def can_close_question(user: User, topic: Topic) -> bool:
    """True if the user may close the topic's question although they did not ask it: they manage its board."""
    return _is_question(topic) and can_work_on_topic(user, topic)


def can_accept(user: User, post: Post) -> bool:
    """True if the user may accept the post as the answer to their question: it is a live reply in their topic."""
    return post.is_live and post.number != 1 and can_settle_question(user, post.topic)


def can_decline(user: User, ask: Ask) -> bool:
    """True if the user may say for the ask's remit that the question is not for it: their agency has the remit."""
    return can_write(user) and ask.topic.published_at is not None and _is_asked(user, ask)


def can_dismiss(user: User, topic: Topic) -> bool:
    """True if the user may say "Not for me": the topic asks a remit of their agency. They need not be able to write."""
    return _is_question(topic) and user.is_member and topic.asks.of(user).exists()


def _is_asked(user: User, ask: Ask) -> bool:
    return Ask.objects.of(user).filter(pk=ask.pk).exists()


def _is_question(topic: Topic) -> bool:
    return topic.kind == TopicKind.QUESTION and topic.published_at is not None


def can_correct(user: User, topic: Topic) -> bool:
    """True if the user may correct the title and facts: the topic is theirs and takes replies, or they manage it."""
    is_own = speaks_for_topic(user, topic) and can_start_topic(user, topic.board) and topic.takes_replies
    return is_own or can_work_on_topic(user, topic)


def can_propose_ground(user: User, topic: Topic) -> bool:
    """True if the user may start a ground check in the topic: they began it, or they manage its board."""
    return can_mark(user, topic)


def can_answer_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may answer the statements: it is open, and they have an agency, whose main remit is counted."""
    is_there = check.topic.published_at is not None and check.is_open
    return is_there and can_write(user) and user.agency_id is not None


def can_end_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may end the answering, or delete the unpublished ground check."""
    return not check.is_published and can_propose_ground(user, check.topic)


def can_sign_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may sign the summary: a moderator of the board with an agency, once the answering has ended.

    Two signatures of two main remits publish it: forum.actions.publish_ground.
    """
    is_ready = check.is_ended and check.topic.published_at is not None
    return is_ready and user.agency_id is not None and can_note_on(user, check.topic.board)


def can_draft_from_ground(user: User, check: GroundCheck) -> bool:
    """True if the user may suggest the published common ground to the library, once, for its readers among all members.

    Curators read a suggestion, and they are not in every circle: so the topic is for all members, and not closely
    marked.
    """
    topic = check.topic
    is_open = topic.board.circle_id is None and not Marking(topic.marking).is_close
    return check.is_published and check.drafted_at is None and is_open and can_propose_ground(user, topic)


def can_close_with_line(user: User, topic: Topic) -> bool:
    """True if the user may say what came of the topic: a question or trend note that is listed, and that they began.

    Moderators of the board may say it of a trend, which it closes. Nobody may whose posts a moderator reads first: the
    line is shown at once.
    """
    if topic.kind not in (TopicKind.QUESTION, TopicKind.TREND) or topic.is_archived or user.is_held:
        return False
    return speaks_for_topic(user, topic) or can_explain_trend(user, topic)


def can_propose_phrase(user: User) -> bool:
    return can_write(user)


def can_keep_phrases(user: User) -> bool:
    """True if the user may decide about phrases that sound like blame: a moderator of any board."""
    return can_write(user) and can_moderate_somewhere(user)


def can_decide_phrase(user: User, phrase: BlamingPhrase) -> bool:
    """True if the user may decide about this phrase: a moderator, and not about their own proposal."""
    return can_keep_phrases(user) and phrase.proposed_by_id != user.pk


def can_start_poll(user: User, topic: Topic) -> bool:
    """True if the user may start a poll in the topic, or end it: they began the topic, or they manage its board."""
    return can_mark(user, topic)


def can_vote(user: User, poll: Poll) -> bool:
    """True if the user may vote: the poll is open and, where each agency has one vote, they have an agency."""
    is_there = poll.is_open and poll.topic.published_at is not None
    return is_there and can_write(user) and (user.agency_id is not None or not poll.is_by_agency)


def can_end_poll(user: User, poll: Poll) -> bool:
    return poll.is_open and can_start_poll(user, poll.topic)


def markings_for(user: User, topic: Topic) -> list[Marking]:
    """Return the markings that the user may give to the topic, up to its board's ceiling, the most open first.

    The member who began the topic may only make the marking stricter, even if nobody else has written: readers were
    promised its marking, and a moderator approved it under that promise. To correct a mistake before the first reply,
    they withdraw the post and begin again. Otherwise another moderator makes the topic more open, with a reason.
    """
    others = [marking for marking in topic.board.markings() if marking != topic.marking]
    if can_work_on_topic(user, topic) and topic.author_id != user.pk:
        return others
    closer = [marking for marking in others if marking.rank > Marking(topic.marking).rank]
    return closer if speaks_for_topic(user, topic) else []


def can_bring_topics_to(user: User, board: Board) -> bool:
    """True if the user may move, split or merge topics into this board."""
    return board.is_open and can_manage_board(user, board)


def can_note(user: User, post: Post) -> bool:
    """True if the user may put a content note on the post. It removes nothing, so there is no conflict rule."""
    return post.is_live and can_note_on(user, post.topic.board)


def can_note_on(user: User, board: Board) -> bool:
    """True if the user moderates the board and may write."""
    return can_write(user) and can_moderate_somewhere(user) and _moderates(user, board)


def _moderates(user: User, board: Board) -> bool:
    return Board.objects.moderated_by(user).filter(pk=board.pk).exists()


def must_say_why(user: User, attachment: Attachment) -> bool:
    """True if the user must give a download reason before they take the file.

    A reason is needed for files in closely marked topics, except from the post's author and from users who gave a
    reason recently. Moderators need one too: for files of posts that they decide about they use
    forum.views.files.held_file.
    """
    post = attachment.post
    if post.author_id == user.pk or not Marking(post.topic.marking).is_close:
        return False
    return not DownloadReason.objects.recent().filter(attachment=attachment, person=user).exists()


def can_print(user: User, topic: Topic) -> bool:
    """True if the user may take a printed copy of the whole topic: not if it is closely marked, because paper travels.

    The caller has asked whether the user may read it.
    """
    return topic.published_at is not None and topic.is_printable


def can_read_reasons(user: User, topic: Topic) -> bool:
    """True if the user may read who took which file of the topic, and why.

    The moderators of its board may; coordinators may not.
    """
    return topic.published_at is not None and can_note_on(user, topic.board)


def can_flag(user: User, post: Post) -> bool:
    """True if the user may flag the post: another member wrote it, and it is live."""
    return user.is_member and post.is_live and post.author_id != user.pk


def can_thank(user: User, post: Post) -> bool:
    """True if the user may thank the post's writer: another member wrote it, the user can read it and may write."""
    return can_write(user) and post.author_id != user.pk and Post.objects.shown_to(user).filter(pk=post.pk).exists()


def can_signal(user: User, topic: Topic) -> bool:
    """True if the user may signal for their agency: the topic is a trend note that takes replies, and they may write.

    Nobody signals without an agency, because agencies are counted and not people.
    """
    return topic.kind == TopicKind.TREND and user.agency_id is not None and can_reply(user, topic)


def can_explain_trend(user: User, topic: Topic) -> bool:
    """True if the user may say how to read a trend's chart: they manage its board."""
    return topic.kind == TopicKind.TREND and can_work_on_topic(user, topic)


def can_settle_flags(user: User, post: Post) -> bool:
    """True if the user may settle the post's open flags: they have no conflict of interest and did not flag it."""
    said = post.said if hasattr(post, "said") else post.flags.open()
    return has_no_conflict(user, post) and all(flag.reporter_id != user.pk for flag in said)


def fits_marking(post: Post, marking: str) -> bool:
    """True if the post may be quoted in a text with this marking: that of the post's topic, or a stricter one."""
    return Marking(post.topic.marking).rank <= Marking(marking).rank


def fits_readers(post: Post, board: Board) -> bool:
    """True if all readers of the board may also read the post on its own board, so that the board may quote it."""
    return may_all_read(post.topic.board.circle, there=board.circle)


def may_all_read(own: Circle | None, *, there: Circle | None) -> bool:
    """True if all people in the circle `there` may also read what the circle `own` may read. None means all members."""
    if own is None or own == there:
        return True
    if there is None:
        return False
    readers = User.objects.readers_of(own).order_by()
    return not User.objects.readers_of(there).exclude(pk__in=readers.values("pk")).exists()


def why_no_topic(user: User, board: Board) -> str:
    """Return the reason why the user cannot write on the board; empty if they can."""
    if can_start_topic(user, board):
        return ""
    if silenced := why_silenced(user):
        return silenced
    if not board.is_open:
        return _("This board is archived: you can read it, but not write on it.")
    return (user.is_authenticated and why_read_only(user)) or _("Your membership does not allow you to write.")


def why_no_reply(user: User, topic: Topic) -> str:
    if can_reply(user, topic):
        return ""
    unpublished = _("You cannot reply here: the first post of this topic is waiting for a moderator or was withdrawn.")
    return why_no_topic(user, topic.board) or _why_closed(topic) or unpublished


def why_no_edit(user: User, post: Post) -> str:
    """Return the reason why the user cannot edit the post; empty if they can."""
    if can_edit(user, post):
        return ""
    if post.author_id != user.pk:
        return _("Only the author of a post can change it.")
    if post.is_withdrawn:
        return _("You withdrew this post, so you cannot change it.")
    return why_no_topic(user, post.topic.board) or _why_closed(post.topic)


def why_no_undo(user: User, post: Post) -> str:
    """Return the reason why the user cannot undo the withdrawal of the post; empty if they can.

    A post does not come back where it could not be written now, nor past a moderator who reads everything first.
    """
    if post.author_id != user.pk or not Withdrawal.objects.open().filter(post=post).exists():
        return _("You can no longer undo this.")
    if user.is_held:
        return _("A moderator reads your posts before others do, so post your text again from your drafts.")
    return why_no_topic(user, post.topic.board) or _why_closed(post.topic)


def _why_closed(topic: Topic) -> str:
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
    """Return the slow-mode message: how often the user may reply, and when next; empty if they may reply now."""
    until = must_wait_until(user, topic)
    if until is None:
        return ""
    moment = timezone.localtime(until)
    facts = {"rhythm": SlowMode(topic.slow_minutes).label, "time": f"{moment:%H:%M}"}
    if moment.date() == timezone.localdate():
        return _("This topic is in slow mode: %(rhythm)s. You can reply again at %(time)s.") % facts
    facts["day"] = format_date(moment, "j F")
    return _("This topic is in slow mode: %(rhythm)s. You can reply again at %(time)s on %(day)s.") % facts
