"""Decide whether a post or an edit is published or held for a moderator. No other code decides that.

Handlers run in a fixed order, and each can add a reason to hold the post. If a handler fails with an error, the post is
held too, because a post that could not be checked must not be published.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from forum.enums import NEWCOMER_POSTS, HoldReason
from forum.models import Post, Topic
from forum.models.post_queryset import PostQuerySet
from forum.rules.boards import can_see, can_start_topic
from forum.rules.topics import can_manage_topic, is_withdrawn
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.lib.db.compiled_queries import compiled

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """The result of screening a post: it is held if there is any reason, and published if there is none."""

    hold_reasons: tuple[str, ...] = ()

    @property
    def publishes(self) -> bool:
        return not self.hold_reasons


def screen(post: Post, quoted: Sequence[str] = (), found_in_files: Iterable[str] = ()) -> Decision:
    """Decide whether to hold a post, as it is in memory, and for which reasons. Changes nothing.

    The post may be new, an edit of a stored post, or a stored post that is screened again. quoted: the texts that the
    post quotes. found_in_files: the reasons to hold the post because of files that will be attached to it.
    """
    reasons: list[str] = []
    for handler in (*HANDLERS, partial(_quotes_identify, quoted)):
        try:
            reason = handler(post)
        except Exception:
            logger.exception("a screening handler failed")
            reason = HoldReason.CHECK_FAILED.value
        reasons.append(reason)
    return Decision(hold_reasons=tuple(dict.fromkeys(filter(None, [*reasons, *found_in_files]))))


def is_read_first(actor: User, topic: Topic, text: str, *, is_title: bool = False) -> bool:
    """True if a moderator must read this text in a published topic before readers do.

    The text is a reason or closing line, which is screened like a reply, or a title, which is screened like that of a
    new topic. A person who manages the board is exempt from the rules for topics, replies, newcomers and pre-moderated
    members, but not from the check for identifiers.
    """
    trial = Topic(board=topic.board, published_at=topic.published_at)
    post = Post(topic=trial, author=actor)
    if is_title:
        trial.title, post.number = text, 1
    else:
        post.source = text
    reasons = set(screen(post).hold_reasons)
    if can_manage_topic(actor, topic):
        reasons -= {HoldReason.SANCTION, HoldReason.NEWCOMER, HoldReason.NEW_TOPIC, HoldReason.REPLY}
    return bool(reasons)


def _sanctioned(post: Post) -> str:
    """Return the reason to hold a post or edit by a pre-moderated member, on any board; "" if there is none."""
    return HoldReason.SANCTION.value if post.author.is_held else ""


def _may_not_write(post: Post) -> str:
    """Return the reason to hold a stored post that its author would no longer be allowed to send; "" if there is none.

    The author's rights may have changed since the post was sent. A reply in a withdrawn topic is held too, because
    publishing it would show the topic's title again.
    """
    if post.is_live or post._state.adding:
        return ""
    author, topic = post.author, post.topic
    may_write = can_start_topic(author, topic.board) and can_see(author, topic.board) and topic.takes_replies
    return "" if may_write and not is_withdrawn(topic) else HoldReason.MAY_NOT_WRITE.value


def _newcomer(post: Post) -> str:
    """Return the reason to hold one of a newcomer's first posts on a board that holds them; "" if there is none."""
    if not post.topic.board.holds_newcomers:
        return ""
    return HoldReason.NEWCOMER.value if is_newcomer(post.author_id) else ""


def is_newcomer(author_id: int) -> bool:
    """True if fewer than NEWCOMER_POSTS posts of this person are live, so that most boards hold the next one."""
    return len(_approved(author_id)) < NEWCOMER_POSTS


@compiled(int)
def _approved(author_id: int) -> PostQuerySet:
    """Return the ids of the author's live posts, at most NEWCOMER_POSTS of them.

    The query has no order: to order by id, PostgreSQL would read all posts from the oldest on.
    """
    posts = Post.objects.live().filter(author_id=author_id).order_by()
    return posts.values_list("pk", flat=True)[:NEWCOMER_POSTS]


def _held_by_setting(post: Post) -> str:
    """Return the reason to hold a topic or reply if the board's settings hold them all; "" if there is none.

    Moderators' posts and later edits are held too.
    """
    board = post.topic.board
    if _shows_title(post):
        return HoldReason.NEW_TOPIC.value if board.holds_topics else ""
    return HoldReason.REPLY.value if board.holds_replies else ""


def _above_ceiling(post: Post) -> str:
    """Return the reason to hold a new topic whose marking is stricter than its board takes; "" if there is none.

    In a published topic with such a marking, replies are not held for this reason.
    """
    topic = post.topic
    is_new = topic.published_at is None
    return HoldReason.CEILING.value if is_new and topic.board.is_above_ceiling(topic.marking) else ""


def _shows_title(post: Post) -> bool:
    """True if publishing this post shows the topic's title: it is the first post, or no other post is published."""
    return post.number == 1 or post.topic.published_at is None


def _identifies(post: Post) -> str:
    """Return the reason to hold a post if its text or one of its files may identify a person; "" if there is none.

    A post is also held if its author explained why a finding is not about a person.
    """
    texts = [post.source, post.content_note, *([post.topic.title] if _shows_title(post) else [])]
    may_identify = post.explanation or may_identify_someone(texts) or _has_identifying_file(post)
    return HoldReason.IDENTIFIERS.value if may_identify else ""


def _quotes_identify(quoted: Sequence[str], post: Post) -> str:
    """Return the reason to hold a post if a text that it quotes may identify a person; "" if there is none.

    The post is held even if readers can already see that text.
    """
    return HoldReason.IDENTIFIERS.value if may_identify_someone(quoted) else ""


def _has_identifying_file(post: Post) -> bool:
    """True if the check found that a file of the stored post may identify a person.

    Always False for a post that is not stored yet, because its files are not checked yet.
    """
    return not post._state.adding and post.file_count > 0 and post.attachments.identifying().exists()


def _files(post: Post) -> str:
    """Return the reason to hold a stored post while a file of it is unchecked; "" if there is none.

    For a new post, `screen` gets this reason in `found_in_files`. A live post is not held again, because nobody else
    can open its unchecked files.
    """
    if post.is_live or post._state.adding or not post.file_count:
        return ""
    waiting = StoredFile.objects.quarantined().filter(attachment__post=post)
    return HoldReason.FILES.value if waiting.exists() else ""


HANDLERS: tuple[Callable[[Post], str], ...] = (
    *(_sanctioned, _may_not_write, _newcomer, _held_by_setting, _above_ceiling, _identifies, _files),
)
