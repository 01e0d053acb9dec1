"""Who may do what in the forum. Callers have fetched the object through visible_to."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from forum import rules
from forum.enums import PostState, SlowMode, Voice
from forum.models import Attachment, Board, DownloadReason, Post, Topic
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere, can_write, why_read_only
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from ratsite.sanctions.appeal_links import why_silenced

# After publication: a slip of the pen leaves no history, and no mail has spoken of the post yet.
QUIET = dt.timedelta(minutes=5)


def can_start_topic(user: User, board: Board) -> bool:
    return can_write(user) and board.is_open


def can_see(user: User, board: Board) -> bool:
    """Asked once more by actions: the circle may have changed since their caller has fetched the board."""
    return Board.objects.visible_to(user).filter(pk=board.pk).exists()


def can_reply(user: User, topic: Topic) -> bool:
    """A topic whose first post still waits, a locked or archived one and an archived board take no replies."""
    return can_start_topic(user, topic.board) and topic.published_at is not None and topic.takes_replies


def must_wait_until(user: User, topic: Topic) -> dt.datetime | None:
    """In slow mode: the moment from which this person may reply again; None where that is now."""
    if not topic.slow_minutes:
        return None
    latest = topic.posts.filter(author=user).aggregate(latest=Max("created_at"))["latest"]
    until = latest and latest + dt.timedelta(minutes=topic.slow_minutes)
    return until if until and until > timezone.now() else None


def can_speak(user: User, voice: str, board: Board) -> bool:
    """Write there in this voice: as an agency that one has, or on behalf of another where one moderates."""
    if voice == Voice.AGENCY:
        return user.agency_id is not None
    return can_note_on(user, board) if voice == Voice.BEHALF else voice in (Voice.NAME, Voice.ROLE)


def can_reveal(user: User, post: Post) -> bool:
    """Find out who wrote it. The conflict rule has no say: its refusal would tell whose agency wrote."""
    return can_write(user) and Post.objects.to_be_revealed_to(user).filter(pk=post.pk).exists()


def can_edit(user: User, post: Post) -> bool:
    """Your own words, until they are withdrawn, while the topic takes replies. Nobody edits another's."""
    if post.author_id != user.pk or post.state == PostState.WITHDRAWN:
        return False
    return can_start_topic(user, post.topic.board) and post.topic.takes_replies


def can_withdraw(user: User, post: Post) -> bool:
    """Always, also where nothing new may be said."""
    return user.is_member and post.author_id == user.pk and post.state != PostState.WITHDRAWN


def has_no_conflict(user: User, post: Post) -> bool:
    """Nobody decides on their own post nor, where the board says so, on their own agency's."""
    if post.author_id == user.pk:
        return False
    own_agency = user.agency_id is not None and user.agency_id in (post.agency_id, post.author.agency_id)
    return not (post.topic.board.bars_own_agency and own_agency)


def a_board_bars_own_agency(user: User) -> bool:
    """Some board that this steward looks after says so: enough for what holds on every board."""
    return Board.objects.managed_by(user).filter(bars_own_agency=True).exists()


def can_decide(user: User, post: Post) -> bool:
    return Post.objects.moderated_by(user).filter(pk=post.pk).exists() and has_no_conflict(user, post)


def can_reword(user: User, post: Post) -> bool:
    """Change a held post before approving it. Not where two approve: both have read the same words, its author's."""
    return post.is_held and not post.topic.board.wants_two and can_decide(user, post)


def can_reword_edit(user: User, post: Post) -> bool:
    """The same for a change that waits on a post that others read."""
    return post.is_live and not post.topic.board.wants_two and can_decide(user, post)


def can_manage_boards(user: User) -> bool:
    """Has a desk of boards, be it empty: which boards stand on it is managed_by's answer."""
    return can_arrange_boards(user) or can_moderate_somewhere(user)


def can_manage_board(user: User, board: Board) -> bool:
    return can_manage_boards(user) and Board.objects.managed_by(user).filter(pk=board.pk).exists()


def can_give_board_to(user: User, circle: Circle | None) -> bool:
    """To all members, or to a circle that one is in oneself: nobody puts a board where they lose sight of it."""
    return circle is None or Circle.objects.of(user).filter(pk=circle.pk).exists()


def can_work_on_topic(user: User, topic: Topic) -> bool:
    """Pin, lock, rename, archive, slow down, move, split and merge it: whoever looks after its board.

    Also where they or their agency wrote in it: nobody's words go, and the topic says who did what, and why.
    """
    return topic.published_at is not None and can_manage_board(user, topic.board)


def speaks_for_topic(user: User, topic: Topic) -> bool:
    """Began it, and may still write there: also where it takes no replies any more."""
    return topic.published_at is not None and topic.author_id == user.pk and can_write(user)


def can_mark(user: User, topic: Topic) -> bool:
    """Change the marking, or whether others may act on it: whoever looks after its board, and who began it."""
    return speaks_for_topic(user, topic) or can_work_on_topic(user, topic)


def markings_for(user: User, topic: Topic) -> list[Marking]:
    """What this person may mark it as instead, up to the ceiling of its board, open ones first.

    Who began it makes it closer at once, and never more open, not even where nobody else has written: its readers were
    promised that it stays with them, and a moderator who let it pass read it under that promise. Who erred and has no
    answer yet withdraws it and begins anew; else another moderator opens it, with a reason.
    """
    others = [marking for marking in topic.board.markings() if marking != topic.marking]
    if can_work_on_topic(user, topic) and topic.author_id != user.pk:
        return others
    closer = [marking for marking in others if marking.rank > Marking(topic.marking).rank]
    return closer if speaks_for_topic(user, topic) else []


def can_bring_topics_to(user: User, board: Board) -> bool:
    """The other side of a move, a split or a merge."""
    return board.is_open and can_manage_board(user, board)


def can_note(user: User, post: Post) -> bool:
    """It takes nothing away, so moderators may do it to their own agency's posts too."""
    return post.is_live and can_note_on(user, post.topic.board)


def can_note_on(user: User, board: Board) -> bool:
    """Moderators of a board say what to expect in its posts."""
    return can_write(user) and can_moderate_somewhere(user) and _moderates(user, board)


def _moderates(user: User, board: Board) -> bool:
    return Board.objects.moderated_by(user).filter(pk=board.pk).exists()


def must_say_why(user: User, attachment: Attachment) -> bool:
    """Before they take the file: where its topic is marked closely, it is not their own, and they said it not lately.

    Moderators too: what they decide about has an address of its own (forum.views.files.held_file).
    """
    post = attachment.post
    if post.author_id == user.pk or not Marking(post.topic.marking).is_close:
        return False
    return not DownloadReason.objects.holds().filter(attachment=attachment, person=user).exists()


def can_read_reasons(user: User, topic: Topic) -> bool:
    """Who took which file, and why: the moderators of its board, and nobody who merely arranges boards."""
    return topic.published_at is not None and can_note_on(user, topic.board)


def can_flag(user: User, post: Post) -> bool:
    """Say that something is wrong with another's post."""
    return user.is_member and post.is_live and post.author_id != user.pk


def can_settle_flags(user: User, post: Post) -> bool:
    """As of a held post; nor does anybody decide about what they flagged themselves."""
    said = post.said if hasattr(post, "said") else post.flags.open()
    return has_no_conflict(user, post) and all(flag.reporter_id != user.pk for flag in said)


def fits_marking(post: Post, marking: str) -> bool:
    """A post's words may be quoted under its own topic's marking, or a closer one."""
    return Marking(post.topic.marking).rank <= Marking(marking).rank


def fits_readers(post: Post, board: Board) -> bool:
    """A post's words may be quoted where nobody reads who could not read them in their own place."""
    return may_all_read(post.topic.board.circle, there=board.circle)


def may_all_read(own: Circle | None, *, there: Circle | None) -> bool:
    """Everybody who reads what has the audience `there` may read what has this one; None stands for all members."""
    if own is None or own == there:
        return True
    if there is None:
        return False
    readers = User.objects.readers_of(own).order_by()
    return not User.objects.readers_of(there).exclude(pk__in=readers.values("pk")).exists()


ARCHIVED = "This board was archived: it can be read, and takes nothing new."

LOCKED = "This topic was closed: it can be read, and takes nothing new."

ARCHIVED_TOPIC = "This topic was archived: it can be read, and takes nothing new."

UNPUBLISHED = "This topic takes no replies: others cannot see its first post, which waits or was withdrawn."

WITHDRAWN = "You withdrew this post, so it cannot be changed any more."

NOT_A_MEMBER = "Your membership does not allow you to write."


def why_no_topic(user: User, board: Board) -> str:
    if rules.can_start_topic(user, board):
        return ""
    if silenced := why_silenced(user):
        return silenced
    if not board.is_open:
        return ARCHIVED
    return (user.is_authenticated and why_read_only(user)) or NOT_A_MEMBER


def why_no_reply(user: User, topic: Topic) -> str:
    if rules.can_reply(user, topic):
        return ""
    return why_no_topic(user, topic.board) or _why_closed(topic) or UNPUBLISHED


def why_no_edit(user: User, post: Post) -> str:
    """For its author."""
    if rules.can_edit(user, post):
        return ""
    return WITHDRAWN if post.is_withdrawn else why_no_topic(user, post.topic.board) or _why_closed(post.topic) or LOCKED


def _why_closed(topic: Topic) -> str:
    if topic.is_archived:
        return ARCHIVED_TOPIC
    if not topic.is_locked:
        return ""
    return f"{LOCKED} The moderator’s reason: {topic.lock_reason}" if topic.lock_reason else LOCKED


def why_wait(user: User, topic: Topic) -> str:
    """In slow mode: since when they wait, and until when; empty where they may write."""
    until = rules.must_wait_until(user, topic)
    if until is None:
        return ""
    moment, rhythm = timezone.localtime(until), SlowMode(topic.slow_minutes).label
    day = "" if moment.date() == timezone.localdate() else f" on {moment:%-d %B}"
    return f"This topic is in slow mode: {rhythm}. You can reply again at {moment:%H:%M}{day}."
